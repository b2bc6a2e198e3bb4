"""The layer before the portal's own middleware and a database."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from portal.models import Office
from portal.pagecache import PageCache
from portal.pagecache.moments import next_publication
from tests.portal.pagecache.site import ask

pytestmark = pytest.mark.django_db


def make_office(slug, **values):
    defaults = {"state": "published", "published_at": timezone.now() - timedelta(days=1)}
    return Office.objects.create(slug=slug, name=slug, **defaults | values)


@pytest.fixture
def portal(settings, own_generation, monkeypatch, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.ROOT_URLCONF = "tests.portal.pagecache.urls"
    monkeypatch.setattr("portal.pagecache.moments.next_publication", next_publication)
    layer = PageCache(get_wsgi_application())
    # As Django's test client does: a request would end the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield layer
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def editor():
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("editor", "e@example.org"))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def kept(portal):
    return sorted(key[2:] for key in portal.store.snapshots)


def test_a_warm_page_needs_no_query(portal, django_assert_num_queries):
    make_office("one")
    ask(portal, "/en/offices/")

    with django_assert_num_queries(0):
        reply = ask(portal, "/en/offices/")

    assert reply.body == b"one"
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in reply.headers


def test_publishing_and_bulk_updates_are_seen_at_once(portal):
    make_office("one")
    draft = make_office("two", state="draft", published_at=None)
    assert ask(portal, "/en/offices/").body == b"one"

    draft.state, draft.published_at = "published", timezone.now()
    draft.save()
    assert ask(portal, "/en/offices/").body == b"one, two"

    Office.objects.update(state="archived")
    assert ask(portal, "/en/offices/").body == b""


def test_a_draft_is_never_kept(portal, editor):
    make_office("one")
    make_office("secret", state="draft", published_at=None)

    before = ask(portal, "/en/offices/", COOKIE=editor)
    visitor = ask(portal, "/en/offices/")
    after = ask(portal, "/en/offices/", COOKIE=editor)

    assert (before.body, visitor.body, after.body) == (b"one, secret", b"one", b"one, secret")
    assert before.headers["Cache-Control"] == after.headers["Cache-Control"] == "private, no-store"


def test_answers_of_their_own_reader_are_not_kept(portal):
    for path in ("/en/form/", "/en/session/", "/en/stream/", "/language", "/healthz"):
        ask(portal, path)

    assert kept(portal) == []


def test_a_form_token_is_each_readers_own_whatever_cookie_is_sent(portal):
    cookie = ask(portal, "/en/form/").headers["Set-Cookie"].partition(";")[0]
    replies = [ask(portal, "/en/form/", COOKIE=cookie).body for _ in range(2)]

    assert replies[0] != replies[1]
    assert kept(portal) == []


def test_an_interface_is_kept_by_its_declared_language(portal):
    for query in ("", "lang=de", "lang=de&x=1"):
        ask(portal, "/api", query, ACCEPT_LANGUAGE="ar")

    assert kept(portal) == [("/api", ""), ("/api", "lang=de")]
    assert ask(portal, "/api", "lang=de").body == b'{"lang": "de"}'


def test_page_numbers_are_kept_as_declared(portal):
    ask(portal, "/en/offices/", "page=2")
    ask(portal, "/en/offices/", "page=2&utm_source=x")

    assert kept(portal) == [("/en/offices/", "page=2")]


@pytest.mark.parametrize("field", ["published_at", "unpublish_at"])
def test_the_next_publication_is_the_earliest_of_all_models(field, django_assert_num_queries):
    now = timezone.now()
    make_office("past", published_at=now - timedelta(days=2))
    make_office("draft", state="draft", **{field: now + timedelta(minutes=1)})
    make_office("late", **{field: now + timedelta(minutes=9)})
    make_office("soon", **{field: now + timedelta(minutes=5)})

    with django_assert_num_queries(1):
        moment = next_publication(now.timestamp())

    assert moment == pytest.approx((now + timedelta(minutes=5)).timestamp(), abs=1e-3)


def test_without_anything_scheduled_there_is_no_next_publication():
    make_office("past")

    assert next_publication(timezone.now().timestamp()) == float("inf")


def test_a_scheduled_record_appears_at_its_minute(portal, monkeypatch):
    soon = timezone.now() + timedelta(minutes=3)
    make_office("one")
    make_office("scheduled", published_at=soon)
    assert ask(portal, "/en/offices/").body == b"one"

    monkeypatch.setattr(timezone, "now", lambda: soon)
    portal.clock = soon.timestamp
    assert ask(portal, "/en/offices/").body == b"one, scheduled"


def test_the_description_of_the_interface_is_kept(portal, settings, django_assert_num_queries):
    settings.ROOT_URLCONF = "portal.urls"
    first = ask(portal, "/api/v1/openapi.json", ACCEPT_LANGUAGE="ar")

    with django_assert_num_queries(0):
        again = ask(portal, "/api/v1/openapi.json")
    ask(portal, "/api/v1/openapi.json", "x=1")

    assert (again.status, again.body) == (200, first.body)
    assert kept(portal) == [("/api/v1/openapi.json", "")]
