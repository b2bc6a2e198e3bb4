"""A page that is taken back in one language, or in all, as its readers meet it."""

import pytest
from cms.api import create_page
from cms.models import Page, PageContent
from cms.utils.apphook_reload import reload_urlconf
from django.urls import reverse
from djangocms_versioning.models import Version

from portal.languages import LANGUAGES
from tests.factories import make_office, make_staff
from tests.project.reading import texts, tree

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(autouse=True)
def addresses():
    """The addresses of applications are read once; a test that takes one back reads them again."""
    yield
    reload_urlconf()


def version(key, language):
    page = Page.objects.get(reverse_id=key)
    content = PageContent.objects.get(page=page, language=language)
    return Version.objects.get_for_content(content)


def take_back(client, user, key, *languages):
    """By the button of the toolbar: its form asks, then posts."""
    client.force_login(user)
    for language in languages:
        pk = version(key, language).pk
        url = reverse("admin:djangocms_versioning_pagecontentversion_unpublish", args=[pk])
        assert client.get(url).status_code == 200
        client.post(url)
    client.logout()
    reload_urlconf()


def links(client, path):
    return tree(client.get(path)).xpath("//a/@href")


def test_without_one_language_its_fallback_is_shown_and_marked(client, editor):
    take_back(client, editor, "faq", "de")

    page = client.get("/de/faq/")

    assert (page.status_code, tree(page).get("lang")) == (200, "de")
    assert texts(page, "//h1/*[@lang='en']") == ["Frequently asked questions"]
    assert "Diese Seite ist noch nicht übersetzt" in texts(page, "//main")[0]
    assert tree(page).xpath("//link[@rel='canonical']/@href") == ["http://testserver/en/faq/"]
    assert "de" not in tree(page).xpath("//link[@rel='alternate']/@hreflang")
    assert "/de/faq/" in links(client, "/en/faq/")


def test_old_address_leads_to_the_fallback(client, editor):
    take_back(client, editor, "faq", "de")

    answer = client.get("/de/haeufige-fragen/")

    assert (answer.status_code, answer.url) == (302, "/de/faq/")
    assert client.get("/en/haeufige-fragen/").status_code == 404
    assert client.get("/de/faq/haeufige-fragen/").status_code == 404


def test_sitemap_and_search_forget_the_language(client, editor):
    take_back(client, editor, "faq", "de")

    sitemap = client.get("/sitemap.xml").content.decode()
    assert sitemap.count("<loc>http://testserver/en/faq/</loc>") == 1
    assert "/de/faq/" not in sitemap
    assert "/de/haeufige-fragen/" not in sitemap
    assert not [url for url in links(client, "/de/search/?q=Fragen") if "fragen/" in url]


def test_without_any_language_it_is_gone(client, editor):
    before = {code: client.get(f"/{code}/").content.decode().count("/faq/") for code in LANGUAGES}
    assert before["en"] > 0

    take_back(client, editor, "faq", *LANGUAGES)

    missing = client.get("/de/haeufige-fragen/")
    assert (missing.status_code, tree(missing).get("lang")) == (404, "de")
    assert [client.get(f"/{code}/faq/").status_code for code in LANGUAGES] == [404] * 8
    assert [url for code in LANGUAGES for url in links(client, f"/{code}/") if "/faq/" in url] == []
    assert "/faq/" not in client.get("/sitemap.xml").content.decode()
    assert [url for url in links(client, "/en/search/?q=questions") if "/faq/" in url] == []


def test_draft_in_a_language_is_no_page_in_it(client, editor):
    page = create_page("Parking", "cms/page.html", "en", slug="parking", created_by=editor)
    published(page, "en", editor)
    german = {"title": "Parken", "slug": "parken", "cms_page": page.pk}
    client.force_login(editor)
    client.post(reverse("admin:cms_pagecontent_add") + "?language=de", german)
    client.logout()
    assert PageContent.admin_manager.filter(page=page, language="de").exists()

    shown = client.get("/de/parking/")

    assert (shown.status_code, texts(shown, "//h1")) == (200, ["Parking"])
    assert client.get("/de/parken/").status_code == 404


def published(page, language, user):
    content = PageContent.admin_manager.get(page=page, language=language)
    Version.objects.get_for_content(content).publish(user)


def test_pages_in_a_language_of_no_fallback_leave_home_alone(client, editor):
    home = texts(client.get("/de/"), "//h1")
    page = create_page("주차", "cms/page.html", "ko", slug="parking", created_by=editor)
    published(page, "ko", editor)

    assert texts(client.get("/de/"), "//h1") == home
    assert client.get("/de/parking/").status_code == 404
    assert "/de/" in links(client, "/ko/parking/")


def test_records_below_a_page_keep_their_address_under_the_fallback_s(client, editor):
    office = make_office(name_de="Amt")
    take_back(client, editor, "offices", "de")

    assert client.get("/de/").status_code == 200
    page = client.get(f"/de/offices/{office.slug}/")
    assert (page.status_code, texts(page, "//h1")) == (200, ["Amt"])


@pytest.mark.parametrize("key", ["offices", "home"])
def test_last_language_of_a_page_others_need_stays(key, client, editor):
    take_back(client, editor, key, *[code for code in LANGUAGES if code != "id"])

    client.force_login(editor)
    url = reverse(
        "admin:djangocms_versioning_pagecontentversion_unpublish", args=[version(key, "id").pk]
    )
    client.post(url)
    (told,) = texts(client.get("/admin/"), "//ul[@class='messagelist']/li")
    assert told.startswith("This is the last published language")
    assert version(key, "id").state == "published"


def test_only_publishers_take_back(client):
    take_back_url = reverse(
        "admin:djangocms_versioning_pagecontentversion_unpublish", args=[version("faq", "de").pk]
    )
    client.force_login(make_staff(("author", "portal")))
    client.post(take_back_url)
    assert version("faq", "de").state == "published"
