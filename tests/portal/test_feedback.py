"""What readers say of a page: asked on its own page, kept without their name."""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from portal import feedback
from portal.languages import LANGUAGES
from portal.models import City, PageFeedback
from portal.pagecache.generation import shared_generation
from portal.rates import client_address
from tests.factories import (
    make_feedback,
    make_home,
    make_office,
    make_partner,
    make_partnership,
)
from tests.project.reading import texts, tree

pytestmark = pytest.mark.django_db
CLARITY, PROBLEM = "/en/feedback/?page=/en/offices/", "/en/feedback/problem/?page=/en/offices/"
ANSWER = {"rating": "2", "reason": "outdated", "text": "Old hours."}
THANKS = "/en/feedback/thanks/?page=%2Fen%2Foffices%2F"


@pytest.fixture(autouse=True)
def nobody_has_written():
    cache.clear()
    yield
    cache.clear()


def kept():
    fields = ["page", "language", "kind", "rating", "reason", "text", "state"]
    return list(PageFeedback.objects.values_list(*fields))


def messages(response):
    return texts(response, "//form//*[@class='msg']")


def test_every_page_leads_to_its_two_forms(client):
    office = make_office()
    for path in ["/en/", "/en/offices/", office.get_absolute_url(), "/ar/"]:
        links = tree(client.get(path)).xpath("//aside//a[@rel='nofollow']/@href")

        language = path[:4]
        assert links == [
            f"{language}feedback/?page={path}",
            f"{language}feedback/problem/?page={path}",
        ]


def test_clarity(client):
    response = client.post(CLARITY, ANSWER)

    assert (response.status_code, response.url) == (302, THANKS)
    assert kept() == [("/en/offices/", "en", "clarity", 2, "outdated", "Old hours.", "new")]


def test_problem(client):
    response = client.post(PROBLEM, {"kind": "broken_link", "text": "The map."})

    assert (response.status_code, response.url) == (302, THANKS)
    assert kept() == [("/en/offices/", "en", "broken_link", None, "", "The map.", "new")]


def test_thanks_leads_back(client):
    response = client.get(THANKS)

    assert texts(response, "//h1") == ["Thank you"]
    assert tree(response).xpath("//main//a[@class='btn']/@href") == ["/en/offices/"]


@pytest.mark.parametrize(
    "url, values, said",
    [
        (CLARITY, {}, ["Choose an answer."]),
        (CLARITY, {"rating": "9", "text": "Kept"}, ["Choose an answer."]),
        (CLARITY, {"rating": "1", "reason": "x"}, ["Choose an answer."]),
        (PROBLEM, {}, ["Choose an answer.", "Say in a few words what is wrong."]),
        (PROBLEM, {"kind": "clarity", "text": "Kept"}, ["Choose an answer."]),
        (
            PROBLEM,
            {"kind": "other", "text": "x" * 2001},
            ["This text has 2001 characters; the most we can take is 2000."],
        ),
    ],
)
def test_mistakes_are_said_at_the_field_and_nothing_is_lost(url, values, said, client):
    response = client.post(url, values)

    assert (response.status_code, messages(response), kept()) == (200, said, [])
    root = tree(response)
    assert root.xpath("string(//textarea)").strip() == values.get("text", "")
    assert all(
        root.xpath("//*[@aria-describedby=$id]", id=message.get("id"))
        for message in root.xpath("//form//*[@class='msg']")
    )


@pytest.mark.parametrize(
    "page",
    ["", "//evil.example/", "https://evil.example/", "/en/\x00", "/en/" + "x" * 400, "'\"><b>"],
)
@pytest.mark.parametrize("url", ["/en/feedback/", "/en/feedback/problem/", "/en/feedback/thanks/"])
def test_a_page_that_is_none_is_the_home_page(url, page, client):
    response = client.get(url, {"page": page})

    assert response.status_code == 200
    assert tree(response).xpath("//main//a/@href") == ["/en/"]


def test_a_machine_is_thanked_and_not_kept(client):
    response = client.post(CLARITY, ANSWER | {"website": "https://spam.example/"})

    assert (response.status_code, kept()) == (302, [])


def test_too_many_are_refused_with_the_text_kept(client, monkeypatch):
    monkeypatch.setattr(feedback, "LIMIT", 2)

    answers = [client.post(CLARITY, ANSWER) for _number in range(3)]
    elsewhere = client.post(CLARITY, ANSWER, REMOTE_ADDR="203.0.113.9")

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert elsewhere.status_code == 302
    assert messages(answers[2]) == ["Many messages came from your network. Try again in an hour."]
    assert tree(answers[2]).xpath("string(//textarea)").strip() == "Old hours."
    assert PageFeedback.objects.count() == 3


@pytest.mark.parametrize(
    "hops, forwarded, address",
    [
        (0, "203.0.113.1", "127.0.0.1"),
        (1, "198.51.100.7, 203.0.113.1", "203.0.113.1"),
        (2, "198.51.100.7, 203.0.113.1", "198.51.100.7"),
        (2, "203.0.113.1", "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(hops, forwarded, address, rf, settings):
    settings.TRUSTED_PROXIES = hops

    assert client_address(rf.get("/", headers={"x-forwarded-for": forwarded})) == address


def cached_names():
    if settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
        return [name.decode() for name in cache._cache.get_client().scan_iter()]
    return list(cache._cache)


def test_the_cache_keeps_no_address(client):
    client.post(CLARITY, ANSWER, REMOTE_ADDR="203.0.113.9")

    names = cached_names()
    assert len(names) == 1
    assert "203.0.113.9" not in names[0]


def test_a_forged_form_is_refused():
    assert Client(enforce_csrf_checks=True).post(CLARITY, ANSWER).status_code == 403


@pytest.mark.parametrize("url", [CLARITY, PROBLEM])
def test_forms_are_never_stored_and_not_indexed(url, client):
    response = client.get(url)

    assert "no-store" in response["Cache-Control"]
    assert tree(response).xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_an_answer_leaves_the_snapshots_in_place(client):
    client.get(CLARITY)
    before = shared_generation().value

    client.post(CLARITY, ANSWER)

    assert (shared_generation().value, PageFeedback.objects.count()) == (before, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_menu_keeps_the_form_and_its_page(language, client):
    response = client.get(CLARITY)
    with translation.override(language):
        offices = reverse("offices:list")

    found = tree(response).xpath("//a[@hreflang=$tag]/@href", tag=LANGUAGES[language].tag)

    asked = offices.replace("/", "%2F")
    assert found == [f"/{language}/feedback/?page={asked}"] * len(found)
    assert client.get(f"/{language}/feedback/?page={offices}").status_code == 200


def test_the_office_that_answers():
    contact, bureau = make_office(), make_office()
    make_home()
    City.objects.update(contact=contact)
    tie = make_partnership(responsible_office=bureau)
    partner = make_partner()
    found = {
        "the home page": feedback.office_for("/en/"),
        "an office": feedback.office_for(bureau.get_absolute_url()),
        "a partner": feedback.office_for(tie.partner.get_absolute_url()),
        "a partner without a tie": feedback.office_for(partner.get_absolute_url()),
        "nowhere": feedback.office_for("/en/no-such/"),
    }

    assert found == {
        "the home page": contact,
        "an office": bureau,
        "a partner": bureau,
        "a partner without a tie": contact,
        "nowhere": contact,
    }


def test_inbox_by_office_and_state(admin_client):
    office, other = make_office(), make_office()
    make_feedback(office=office, text="Mine")
    make_feedback(office=office, state="closed")
    make_feedback(office=other)
    url = reverse("admin:portal_pagefeedback_changelist")

    rows = texts(
        admin_client.get(f"{url}?office__id__exact={office.pk}&state__exact=new"),
        "//table[@id='result_list']/tbody/tr",
    )

    assert len(rows) == 1


def test_inbox_changes_state_and_office_only(admin_client):
    record = make_feedback()
    url = reverse("admin:portal_pagefeedback_change", args=[record.pk])
    fields = admin_client.get(url).context["adminform"].form.fields

    assert list(fields) == ["office", "state", "opened_as"]
    assert "text" not in {f.name for f in PageFeedback.history.model._meta.get_fields()}


def test_old_texts_are_erased_and_ratings_stay():
    old = make_feedback(kind="clarity", rating=4)
    young = make_feedback()
    PageFeedback.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=731))
    out = StringIO()

    call_command("clean_feedback", stdout=out)

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.text, old.rating, young.text) == ("", 4, "Wrong.")
    assert out.getvalue() == "Texts erased: 1\n"
