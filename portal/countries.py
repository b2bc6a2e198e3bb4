"""Names of countries from CLDR, which has all eight languages."""

from functools import cache

from babel import Locale
from django_countries import countries

from portal.dates import babel_locale
from portal.filters import collation_key


@cache
def _territories(locale):
    return Locale.parse(locale).territories


def country_choices():
    """(code, name) of every country there is, in the reader's order."""
    names = [(country.code, country_name(country.code)) for country in countries]
    return sorted(names, key=lambda item: collation_key(item[1]))


def country_name(code):
    """Name of an ISO 3166-1 alpha-2 country in the active language; the code if CLDR lacks it."""
    return _territories(babel_locale()).get(code, code)
