"""Cities of every kind, for filters, sorting and notices."""

import pytest

from tests.factories import make_agreement, make_field, make_partner, make_partnership
from tests.sistercity.cities import make_explored, make_signed, this_year


@pytest.fixture
def cities():
    """Three signed partners, one letter, one exploration."""
    culture, trade = make_field(code="culture"), make_field(code="trade")
    make_signed("Namur", "BE", culture, since="2017", confirmed=this_year())
    make_signed("Braunschweig", "DE", culture, since="1960-05-24", confirmed="2016")
    make_signed("Suwon", "KR", trade, since=None, confirmed=this_year(5))
    intent = make_partnership(partner=make_partner(name_en="Gumi", country="KR"))
    make_agreement(partnership=intent, type="loi", signed_on="2015")
    make_explored("Essen", "DE", trade)
