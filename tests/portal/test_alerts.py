"""The alerts above every page."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal import alerts, navigation
from portal.pagecache.moments import next_publication
from tests.factories import make_alert, make_office, make_partner
from tests.project.reading import texts, tree

pytestmark = pytest.mark.django_db
SHOWN = "//section[@aria-label]/div[@role][contains(@class, 'notice')]"


def shown(client, path="/en/"):
    return texts(client.get(path), SHOWN)


@pytest.mark.parametrize(
    "level, role, word",
    [
        ("information", "note", "Information"),
        ("warning", "status", "Warning"),
        ("emergency", "alert", "Emergency"),
    ],
)
def test_level_gives_role_and_word(level, role, word, client):
    make_alert(text_en="Closed.", level=level, link="/en/offices/")

    (found,) = tree(client.get("/en/")).xpath(SHOWN)

    assert found.get("role") == role
    assert " ".join(found.text_content().split()) == f"{word}: Closed. More on this"
    assert found.xpath(".//a/@href") == ["/en/offices/"]


def test_most_urgent_first_on_every_kind_of_page(client):
    make_alert(text_en="A", level="information")
    make_alert(text_en="B", level="emergency")
    make_alert(text_en="Hidden", level="emergency", state="draft", published_at=None)
    office = make_office()
    pages = ["/en/", "/en/offices/", office.get_absolute_url(), "/en/privacy/", "/en/no-such/"]

    assert [shown(client, page) for page in pages] == [["Emergency: B", "Information: A"]] * 5


def test_only_in_its_sections(client):
    make_partner()
    make_alert(text_en="Here", sections=["sistercity"])

    assert shown(client, "/en/cooperation/") == ["Information: Here"]
    assert shown(client, "/en/offices/") == []


def test_information_needs_the_reader_s_language_and_a_warning_does_not(client):
    make_alert(text_en="Note", level="information")
    make_alert(text_en="Flood", level="warning")

    (found,) = tree(client.get("/ja/")).xpath(SHOWN)

    span = found.xpath(".//span[@lang]")[0]
    assert (span.get("lang"), span.get("dir"), span.text) == ("en", "ltr", "Flood")


def test_begins_and_ends_at_its_minute():
    now = timezone.now().replace(microsecond=0)
    make_alert(published_at=now + timedelta(minutes=1), unpublish_at=now + timedelta(minutes=2))

    begin = next_publication(now.timestamp())

    assert begin == (now + timedelta(minutes=1)).timestamp()
    assert next_publication(begin) == (now + timedelta(minutes=2)).timestamp()
    assert alerts.running() == []


def test_no_alert_no_query(django_assert_num_queries):
    navigation.tree()  # every page reads it

    with django_assert_num_queries(0):
        assert alerts.running() == []


@pytest.mark.parametrize(
    "values",
    [{"link": "javascript:alert(1)"}, {"link": "//evil.example/"}, {"sections": ["nowhere"]}],
)
def test_wrong_values_are_named_at_their_field(values):
    alert = make_alert()
    for name, value in values.items():
        setattr(alert, name, value)

    with pytest.raises(ValidationError) as refused:
        alert.full_clean()

    assert set(refused.value.message_dict) == set(values)
