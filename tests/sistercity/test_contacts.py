"""A contact whose time has passed or who has not consented shows nowhere."""

import math
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.pagecache.moments import next_midnight
from portal.pagecache.wishes import ENVIRON, Wish
from sistercity.models import ContactPerson
from tests.factories import make_contact, make_partnership

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)
HIDDEN = [
    {"valid_to": TODAY - DAY},
    {"public": False},
    {"public": False, "name": "A Person", "consent_on": None},
    {"name": "A Person", "consent_on": TODAY + DAY},
    {"name": "A Person", "consent_on": TODAY - 9 * DAY, "valid_to": TODAY - DAY},
]
TRACE = "trace@example.org"


def everything(client, partner):
    """All that anybody may read of a partner: pages in two languages, lists, the API."""
    slug = partner.slug
    paths = [
        "/en/",
        "/en/cooperation/partners/",
        f"/en/cooperation/partners/{slug}/",
        f"/de/zusammenarbeit/partners/{slug}/",
        "/en/cooperation/representatives/",
        "/en/cooperation/reciprocity/",
        "/en/search/?q=trace",
        "/api/v1/search?q=trace",
        "/api/v1/partners",
        f"/api/v1/agreements?partner={slug}",
        f"/api/v1/activities?partner={slug}",
        f"/api/v1/partners/{slug}",
        "/sitemap.xml",
    ]
    answers = {path: client.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path for path, answer in answers.items() if TRACE in answer.content.decode()}


@pytest.mark.parametrize("values", HIDDEN)
def test_hidden_contact_shows_nowhere(values, client):
    tie = make_partnership()
    make_contact(partnership=tie, email=TRACE, **values)

    assert everything(client, tie.partner) == set()


def test_contact_shows_until_the_end_of_its_last_day_and_then_by_itself_no_more(
    client, monkeypatch
):
    tie = make_partnership()
    make_contact(partnership=tie, email=TRACE, valid_to=TODAY)
    partner = tie.partner
    on_pages = {path for path in everything(client, partner) if not path.startswith("/api")}
    assert on_pages == {
        f"/en/cooperation/partners/{partner.slug}/",
        f"/de/zusammenarbeit/partners/{partner.slug}/",
    }

    after = next_midnight(time.time()) + 1
    moment = timezone.datetime.fromtimestamp(after, timezone.get_default_timezone())
    monkeypatch.setattr(time, "time", lambda: after)
    monkeypatch.setattr(timezone, "now", lambda: moment)

    assert everything(client, partner) == set()


def test_the_snapshot_of_a_page_ends_with_its_first_contact(client):
    tie = make_partnership()
    path = tie.partner.get_absolute_url()
    make_contact(partnership=tie)
    assert wish_of(client, path).ends == math.inf
    for days in (9, 3, 6):
        make_contact(partnership=tie, valid_to=TODAY + days * DAY)
    make_contact(partnership=tie, valid_to=TODAY + DAY, public=False)

    wish = wish_of(client, path)

    after = next_midnight((timezone.localtime() + 3 * DAY).timestamp())
    assert (wish.ends, wish.expires, wish.stale) == (after, after, False)


def wish_of(client, path):
    wish = Wish()
    client.get(path, **{ENVIRON: wish})
    return wish


def test_last_day_counts():
    contact = make_contact(valid_to=TODAY)

    assert list(ContactPerson.objects.public(TODAY)) == [contact]
    assert list(ContactPerson.objects.public(TODAY + DAY)) == []
