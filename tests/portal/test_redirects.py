"""Old addresses lead on, and only where nothing else answers."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.models import Redirect
from tests.factories import make_office, make_redirect
from tests.project.reading import texts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values, asked, status, leads_to",
    [
        ({"old_path": "/en/old/", "target": "/en/offices/"}, "/en/old/", 301, "/en/offices/"),
        ({"old_path": "/en/old/", "target": "/en/offices/"}, "/en/old", 301, "/en/offices/"),
        ({"old_path": "/old/", "target": "/offices/"}, "/de/old/", 301, "/de/offices/"),
        ({"old_path": "/old/", "target": "/de/aemter/"}, "/ko/old/", 301, "/de/aemter/"),
        ({"old_path": "/old/", "target": "/offices/"}, "/old/", 301, "/en/offices/"),
        (
            {"old_path": "/a.pdf", "target": "https://example.org/a"},
            "/a.pdf",
            301,
            "https://example.org/a",
        ),
        ({"old_path": "/en/now/", "target": "/en/", "permanent": False}, "/en/now/", 302, "/en/"),
    ],
)
def test_old_address_leads_on(values, asked, status, leads_to, client):
    make_redirect(**values)

    response = client.get(asked, headers={"accept-language": "en"})

    assert (response.status_code, response.url) == (status, leads_to)
    assert response["Cache-Control"] == "no-cache"


def test_the_path_with_its_language_comes_first(client):
    make_redirect(old_path="/old/", target="/offices/")
    make_redirect(old_path="/en/old/", target="/en/services/")

    assert client.get("/en/old/").url == "/en/services/"


def test_a_living_page_is_not_overshadowed(client):
    office = make_office()
    make_redirect(old_path=office.get_absolute_url(), target="/en/")

    assert client.get(office.get_absolute_url()).status_code == 200


def test_other_missing_pages_stay_missing_and_a_form_is_not_led_away(client):
    make_redirect(old_path="/en/old/", target="/en/")

    assert client.get("/en/older/").status_code == 404
    assert client.post("/en/old/").status_code == 404


def test_found_pages_ask_for_no_redirect(client):
    make_redirect()

    def asked(path):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return sum("portal_redirect" in query["sql"] for query in queries)

    assert (asked("/en/offices/"), asked("/en/no-such/")) == (0, 1)


def refused(**values):
    with pytest.raises(ValidationError) as error:
        make_redirect(save=False, **values).full_clean()
    return error.value.message_dict


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "ftp://example.org/",
        "old",
        "/a b",
        "/a\nb",
    ],
)
def test_target_is_a_path_or_a_web_address(target):
    assert list(refused(old_path="/en/old/", target=target)) == ["target"]


@pytest.mark.parametrize("path", ["en/old/", "//old/", "/en/old/?a=1", "https://example.org/", ""])
def test_old_path_is_a_path(path):
    assert list(refused(old_path=path, target="/en/")) == ["old_path"]


@pytest.mark.parametrize(
    "others, path, target",
    [
        ({}, "/en/a/", "/en/a/"),
        ({}, "/en/a", "/en/a/?x=1"),
        ({}, "/en/a/", "http://testserver/en/a/"),
        ({}, "/a/", "/de/a/"),
        ({"/en/b/": "/en/a/"}, "/en/a/", "/en/b/"),
        ({"/en/b/": "/en/c/", "/en/c/": "/en/a/"}, "/en/a/", "/en/b/"),
        ({"/en/b/": "/en/a/"}, "/a/", "/b/"),
        ({"/b/": "/a/"}, "/ko/a/", "/ko/b/"),
    ],
)
def test_no_circle(others, path, target):
    for old_path, leads_to in others.items():
        make_redirect(old_path=old_path, target=leads_to)

    assert list(refused(old_path=path, target=target)) == ["target"]


def test_a_chain_with_an_end_is_allowed():
    make_redirect(old_path="/en/b/", target="/en/c/")

    make_redirect(save=False, old_path="/en/a/", target="/en/b/").full_clean()


def test_admin_warns_of_a_living_page_and_keeps_the_redirect(admin_client):
    office = make_office(name_en="Office")
    values = {"old_path": office.get_absolute_url(), "target": "/en/", "opened_as": ""}

    response = admin_client.post(reverse("admin:portal_redirect_add"), values, follow=True)

    assert Redirect.objects.get().target == "/en/"
    warnings = texts(response, "//ul[@class='messagelist']/li[@class='warning']")
    assert warnings == [
        f"A page of this portal answers at {office.get_absolute_url()}: "
        "the redirect waits until it is gone."
    ]


def test_admin_names_a_circle_at_its_field(admin_client):
    values = {"old_path": "/en/a/", "target": "/en/a/", "opened_as": ""}

    response = admin_client.post(reverse("admin:portal_redirect_add"), values)

    errors = response.context["adminform"].form.errors
    assert errors == {"target": ["A redirect cannot lead to itself."]}
