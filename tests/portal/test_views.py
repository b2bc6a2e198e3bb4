"""Root, offices, services, files for machines and the pages for failures."""

import re

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from portal import errors
from portal.languages import LANGUAGES
from portal.models import City
from sistercity.models import StageGuide
from sistercity.stages import Stage
from tests.factories import (
    everywhere,
    make_home,
    make_office,
    make_partner,
    make_service,
    make_stage_guide,
)
from tests.project.reading import alternates, canonical, main, texts, tree

LOC = re.compile(r"<url>.*?</url>", re.DOTALL)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header, language",
    [
        ("id", "id"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("de-AT,de;q=0.9", "de"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-Hans-CN", "zh-hans"),
        ("ms-MY,en;q=0.5", "ms"),
        ("ar-EG", "ar"),
        ("fr-FR,ko;q=0.7,en;q=0.3", "ko"),
        ("fr", "en"),
        ("*", "en"),
        ("", "en"),
        (";;q=x,,\x7f%", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_root_negotiates_the_language_once(header, language, client):
    response = client.get("/", headers={"accept-language": header})

    assert (response.status_code, response.url) == (302, f"/{language}/")
    assert (response["Vary"], response["Cache-Control"]) == ("Accept-Language", "no-cache")


@pytest.mark.django_db
def test_no_cookie_says_the_language(client):
    client.cookies["django_language"] = "ja"

    assert client.get("/", headers={"accept-language": "de"}).url == "/de/"


@pytest.mark.django_db
def test_robots_leads_to_the_sitemap(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert "Disallow: /admin/" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


@pytest.mark.django_db
def test_robots_names_the_address_of_the_site_whatever_host_asks(client, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://portal.example.org", ["localhost"]

    lines = client.get("/robots.txt", headers={"host": "localhost"}).content.decode().splitlines()

    assert lines[-1] == "Sitemap: https://portal.example.org/sitemap.xml"


def sitemap(client):
    """{path: {hreflang: path}}."""
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = tree(response)
    return {
        without_site(url.xpath("loc")[0].text): {
            link.get("hreflang"): without_site(link.get("href"))
            for link in url.xpath("*[local-name()='link' or local-name()='xhtml:link']")
        }
        for url in root.xpath("//url")
    }


def without_site(url):
    return url.strip().removeprefix("http://testserver")


@pytest.mark.django_db
def test_sitemap_says_what_hreflang_says(client):
    make_home()
    make_partner(**everywhere("name", "Name"), **everywhere("profile", "Profile"))
    make_partner(slug="half", name_en="Half", name_de="Halb", profile_en="Text", profile_de="Text")
    make_office(name_en="Office", name_ind="Kantor", task_en="Task", task_ar="مهمة")
    make_stage_guide(**everywhere("description", "Text"))
    make_service(slug="no-page-of-its-own")
    make_partner(slug="secret", state="draft", published_at=None)

    listed = sitemap(client)

    assert {path: alternates(client.get(path)) for path in listed} == listed
    assert [path for path in listed if "secret" in path or "no-page" in path] == []
    half = {path: set(links) for path, links in listed.items() if path.endswith("/half/")}
    assert half == {
        "/en/cooperation/partners/half/": {"en", "de", "x-default"},
        "/de/zusammenarbeit/partners/half/": {"en", "de", "x-default"},
    }


@pytest.mark.django_db
def test_sitemap_is_without_closed_sections(client):
    assert [path for path in sitemap(client) if "/cooperation/" in path] == []
    make_partner()
    assert "/en/cooperation/" in sitemap(client)


@pytest.mark.django_db
def test_manifest(client):
    make_home()

    response = client.get("/manifest.webmanifest")

    assert response["Content-Type"] == "application/manifest+json"
    data = response.json()
    assert (data["name"], data["start_url"]) == ("Bandung", "/")
    assert [icon["sizes"] for icon in data["icons"]] == ["192x192", "512x512"]


@pytest.mark.django_db
def test_security_txt_only_with_a_contact(client, settings):
    address = "/.well-known/security.txt"
    settings.SECURITY_CONTACT = ""
    assert client.get(address).status_code == 404

    settings.SECURITY_CONTACT = "security@example.org"
    response = client.get(address)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", fields.pop("Expires"))
    assert fields == {
        "Contact": "mailto:security@example.org",
        "Preferred-Languages": "id, en, de, ko, zh-Hans, ms, ja, ar",
        "Canonical": "http://testserver/.well-known/security.txt",
    }


def get(client, name, language="en", **kwargs):
    with translation.override(language):
        return client.get(reverse(name, kwargs=kwargs))


@pytest.mark.django_db
def test_offices_list_shows_published_ones_with_their_parent(client):
    parent = make_office(name_en="Secretariat")
    make_office(name_en="Cooperation", task_en="Partners", parent=parent)
    make_office(name_en="Hidden draft", state="draft", published_at=None)

    cards = texts(get(client, "offices:list"), "//article")

    assert cards == ["Secretariat", "Cooperation Partners Part of Secretariat"]


def cold_queries(client, name, make, shown):
    """Queries of the first request after a write, with one and with three rows."""
    for rows in (1, 3):
        while len(texts(get(client, name), shown)) < rows:
            make()
        City.objects.update(official_domain="example.org")
        with CaptureQueriesContext(connection) as queries:
            response = get(client, name)
        assert len(texts(response, shown)) == rows
        yield len(queries)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name, make, shown",
    [
        ("offices:list", make_office, "//article"),
        ("services:list", make_service, "//main//section//h3"),
        ("sistercity:stages", lambda: make_stage_guide(**next_stage()), "//main//ol/li//h2"),
    ],
    ids=["offices", "services", "stages"],
)
def test_lists_need_a_constant_number_of_queries(name, make, shown, client):
    make_home()

    one, three = cold_queries(client, name, make, shown)

    assert one == three
    assert three <= 10


def next_stage():
    stage = list(Stage)[StageGuide.objects.count()]
    return {"stage": stage, "slug": stage.slug}


@pytest.mark.django_db
def test_office_page_says_what_it_answers_for(client):
    parent = make_office(name_en="Secretariat")
    office = make_office(
        name_en="Cooperation",
        task_en="Keeps the ties",
        answers_for_en="Letters\nVisits",
        hours_en="Mon 8–16\nTue 9–15",
        email="office@example.org",
        parent=parent,
        sources=[{"title": "Decree", "url": "https://example.org/decree"}],
        confidence="partly_verified",
    )
    make_office(name_en="Desk", parent=office)
    make_office(name_en="Hidden desk", parent=office, state="draft", published_at=None)

    response = get(client, "offices:office", slug=office.slug)

    assert texts(response, "//h1") == ["Cooperation"]
    assert texts(response, "//main//ul/li") == [
        "Letters",
        "Visits",
        "Desk",
        "Decree",
        "office@example.org",
    ]
    assert texts(response, "//main//aside//p/a") == ["Secretariat"]
    assert texts(response, "//main//*[@class='tag line']") == ["Not fully checked"]
    assert "Hidden" not in main(response)


@pytest.mark.django_db
def test_parent_that_is_a_draft_is_not_named(client):
    parent = make_office(name_en="Hidden parent", state="draft", published_at=None)
    office = make_office(parent=parent)

    pages = get(client, "offices:list"), get(client, "offices:office", slug=office.slug)

    assert [page.content.decode().count("Hidden parent") for page in pages] == [0, 0]


@pytest.mark.django_db
def test_services_are_grouped_and_empty_categories_left_out(client):
    make_service(name_en="Portal", category="city")
    make_service(name_en="Passport", category="travel", checked_on="2024-07-03")
    make_service(name_en="Hidden law", category="law", state="draft", published_at=None)
    make_service(name_en="Staff only", category="apparatus")

    response = get(client, "services:list")

    assert texts(response, "//main//section/h2") == ["The city", "Travel and entry"]
    assert [name.split()[0] for name in texts(response, "//main//section//h3")] == [
        "Portal",
        "Passport",
    ]
    assert "Last checked: 3 July 2024" in main(response)
    assert "Not yet checked" in main(response)


@pytest.mark.django_db
def test_editor_sees_a_draft_with_its_tag_and_no_search_engine_does(admin_client, client):
    office = make_office(name_en="Soon", state="review", published_at=None)

    response = get(admin_client, "offices:office", slug=office.slug)

    assert texts(response, "//main//*[@class='tag warn']") == ["In review"]
    assert tree(response).xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert (canonical(response), alternates(response)) == ([], {})
    assert get(client, "offices:office", slug=office.slug).status_code == 404


SAID = {
    "400": "This request cannot be understood",
    "403": "You may not open this page",
    "404": "This page is not here",
    "500": "Something went wrong on our side",
    "503": "The portal is not available right now",
}


def is_error_page(response, status, language):
    with translation.override(language):
        title = translation.gettext(SAID[str(status)])
    root = tree(response)
    assert response.status_code == status
    assert root.get("lang") == LANGUAGES[language].tag
    assert root.get("dir") == LANGUAGES[language].dir
    assert texts(response, "//h1") == [title]
    assert root.xpath("//meta[@name='robots']/@content") == ["noindex"]
    return True


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_missing_page_in_the_reader_s_language(language, client):
    make_office()
    response = client.get(f"/{language}/no-such-page/")

    assert is_error_page(response, 404, language)
    assert len(texts(response, "//main//ul[@class='row']/li")) == len(
        texts(response, "//nav[@id='nav']//li")
    )


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_forged_form_is_forbidden(language):
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"/{language}/cms_login/", {"username": "x"})

    assert is_error_page(response, 403, language)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_wrong_host_is_a_bad_request(language, client):
    response = client.get(f"/{language}/", headers={"host": "evil.example"})

    assert is_error_page(response, 400, language)
    assert "evil.example" not in response.content.decode()


def asked(path, language):
    request = RequestFactory().get(path)
    request.LANGUAGE_CODE = request.url_language = language
    return request


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "status, view",
    [(400, errors.bad_request), (500, errors.server_error), (503, errors.unavailable)],
)
def test_failures_need_no_database(status, view, language):
    with translation.override(language):
        response = view(asked(f"/{language}/cooperation/", language))

        assert is_error_page(response, status, language)
        assert texts(response, "//main//a[@class='btn']") == [
            translation.gettext("Go to the home page")
        ]
    assert tree(response).xpath("//main//a[@class='btn']/@href") == [f"/{language}/"]


def test_temporary_failure_says_when_to_come_back():
    assert errors.unavailable(asked("/en/", "en"))["Retry-After"] == "30"


@pytest.mark.parametrize(
    "mistake, status",
    [(OperationalError, 503), (InterfaceError, 503), (ValueError, 500), (IntegrityError, 500)],
)
def test_only_a_database_that_does_not_answer_is_temporary(mistake, status):
    try:
        raise mistake("secret detail")
    except mistake:
        response = errors.server_error(asked("/ar/", "ar"))

    assert response.status_code == status
    assert "secret detail" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/en/cooperation/partners/%00/",
        "/en/%ff%fe/",
        "/en/offices/" + "a" * 3000 + "/",
        "/en/offices/?page=abc",
        "/en/offices/?page=-1",
        "/en/offices/?page=99999999999999999999",
    ],
)
def test_nonsense_is_not_found_and_never_an_error(path, client):
    make_office()

    assert is_error_page(client.get(path), 404, "en")
