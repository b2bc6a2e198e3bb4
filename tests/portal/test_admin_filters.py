from datetime import timedelta

import pytest
from django.utils import timezone

from portal import translating
from portal.models import LegalBasis, Office
from sistercity.models import Partner
from tests.factories import make_legal_basis, make_office, make_partner
from tests.project.reading import texts
from tests.project.test_admin import page

pytestmark = pytest.mark.django_db


def listed(client, model, **query):
    return set(
        texts(client.get(page(model, "changelist"), query), "//table[@id='result_list']//th/a")
    )


def test_gap_is_a_source_text_without_its_translation(admin_client):
    make_office(name_en="Gap", name_ind="Celah")
    make_office(name_en="Complete", name_ind="Lengkap", name_de="Fertig")
    make_office(name_en="No source", task_en="Task")
    make_office(name_en="Only German", name_de="Nur Deutsch", source_language="de")
    free = make_office(name_en="Not needed", name_ind="Bebas")
    translating.confirm(free, fields=["name"], language="de", state="not_needed")

    assert listed(admin_client, Office, gaps="de") == {"Gap"}
    assert listed(admin_client, Office, gaps="ja") == {
        "Gap", "Complete", "Only German", "Not needed"
    }  # fmt: skip


def test_gap_of_a_record_without_a_source_language_of_its_own(admin_client):
    make_legal_basis(title_ind="Hukum", title_de="Recht", number="1")
    make_legal_basis(title_ind="Hukum", number="2")

    assert len(listed(admin_client, LegalBasis, gaps="de")) == 1
    assert len(listed(admin_client, LegalBasis, gaps="ja")) == 2


def test_column_names_missing_and_stale_languages(admin_client):
    office = make_office(name_ind="Kantor", **{f"name_{c}": "x" for c in ("en", "ms", "zh_hans")})
    for code in ("en", "ms"):
        translating.confirm(office, fields=["name"], language=code, state="current")
    translating.TranslationState.objects.filter(language="ms").update(source_hash="older")

    response = admin_client.get(page(Office, "changelist"))

    path = "//td[contains(@class, 'field-language_gaps')]/abbr[contains(@class, '{}')]"
    assert texts(response, path.format("missing")) == ["de", "ko", "ja", "ar"]
    assert texts(response, path.format("stale")) == ["ms"]


@pytest.mark.parametrize(
    "chosen, names",
    [("passed", {"Late"}), ("month", {"Today", "Soon"}), ("none", {"Never"}), ("xx", None)],
)
def test_review_date(chosen, names, admin_client):
    today = timezone.localdate()
    for name, days in [("Late", -1), ("Today", 0), ("Soon", 30), ("Later", 31)]:
        make_office(name_en=name, review_by=today + timedelta(days=days))
    make_office(name_en="Never")

    everything = {"Late", "Today", "Soon", "Later", "Never"}
    assert listed(admin_client, Office, review=chosen) == (names or everything)


def test_passed_review_date_is_marked(admin_client):
    make_office(review_by=timezone.localdate() - timedelta(days=1))
    make_office(review_by=timezone.localdate())

    marked = texts(admin_client.get(page(Office, "changelist")), "//strong[@class='overdue']")

    assert [text.rpartition(" – ")[2] for text in marked] == ["overdue"]


def test_stale_is_a_text_older_than_its_source(admin_client):
    for name in ("Stale", "Current", "Not needed", "Never said", "Removed"):
        make_office(name_en=name, name_ind="Lama", name_de="Alt")
    old = Office.objects.exclude(name_en="Never said")
    for office in old:
        state = "not_needed" if office.name_en == "Not needed" else "current"
        translating.confirm(office, fields=["name"], language="de", state=state)
    old.exclude(name_en="Current").update(name_ind="Baru")
    Office.objects.filter(name_en="Removed").update(name_de="")

    assert listed(admin_client, Office, stale="de") == {"Stale"}
    assert listed(admin_client, Office, stale="ja") == set()
    assert listed(admin_client, Office, stale="de", gaps="ja") == {"Stale"}
    assert len(listed(admin_client, Office, stale="xx")) == 5


@pytest.mark.parametrize(
    "language, names",
    [("en", ["Austria", "Germany", "Japan"]), ("id", ["Austria", "Jepang", "Jerman"])],
)
def test_countries_are_named_and_in_order(language, names, admin_client):
    for code in ("JP", "DE", "AT"):
        make_partner(country=code)

    shown = admin_client.get(page(Partner, "changelist"), headers={"accept-language": language})

    links = "//*[@id='changelist-filter']//a[contains(@href, 'country=')]"
    assert texts(shown, links) == names
    assert listed(admin_client, Partner, country="JP") == {str(Partner.objects.get(country="JP"))}
