"""The tree of CMS pages as readers meet it."""

import pytest
from cms.models import Page, PageContent
from django.utils import translation
from djangocms_versioning.models import Version

from portal import navigation
from portal.languages import LANGUAGES
from portal.models import City
from tests.factories import make_office, make_partner
from tests.project.reading import alternates, canonical, texts, tree

pytestmark = pytest.mark.django_db


def version(key, language):
    page = Page.objects.get(reverse_id=key)
    content = PageContent.admin_manager.get(page=page, language=language)
    return Version.objects.get_for_content(content)


def unpublish(key, language, editor):
    version(key, language).unpublish(editor)


def menu(response):
    return [
        (" ".join(a.text_content().split()), a.get("href"), a.get("lang"))
        for a in tree(response).xpath("//nav[@id='nav']//li/a")
    ]


def test_closed_section_is_not_in_the_navigation(client):
    make_partner(state="draft", published_at=None)
    closed = [url for _title, url, _lang in menu(client.get("/en/"))]
    make_partner()
    opened = [url for _title, url, _lang in menu(client.get("/en/"))]

    assert opened == ["/en/cooperation/", "/en/services/", "/en/offices/", "/en/about/"]
    assert closed == opened[1:]


def test_statements_are_in_the_footer_not_in_the_menu(client):
    response = client.get("/en/")

    footer = tree(response).xpath("//nav[@aria-labelledby='foot-about']//a/@href")
    assert footer == [
        "/en/accessibility/",
        "/en/privacy/",
        "/en/licence/",
        "/en/translation-policy/",
        "/en/faq/",
    ]
    assert set(footer) & {url for _title, url, _lang in menu(response)} == set()


def test_unpublished_page_is_gone_everywhere(client, editor):
    for language in LANGUAGES:
        unpublish("about", language, editor)

    response = client.get("/en/")
    assert "/en/about/" not in [url for _title, url, _lang in menu(response)]
    assert client.get("/en/about/").status_code == 404
    assert "/en/about/" not in client.get("/sitemap.xml").content.decode()


def test_draft_of_a_page_is_seen_by_nobody(client, editor):
    title = menu(client.get("/en/"))[-1][0]
    draft = version("about", "en").copy(editor)
    PageContent.admin_manager.filter(pk=draft.content.pk).update(
        title="Secret draft", menu_title="Secret draft"
    )

    responses = [client.get("/en/"), client.get("/en/about/")]

    assert [menu(response)[-1][0] for response in responses] == [title, title]
    assert ["Secret draft" in response.content.decode() for response in responses] == [False, False]


@pytest.fixture
def without_japanese(editor):
    unpublish("about", "ja", editor)
    return version("about", "en").content


def test_missing_language_links_to_the_fallback_with_its_tag(without_japanese, client):
    title, url, tag = menu(client.get("/ja/"))[-1]

    assert (title, tag) == (without_japanese.title, "en")
    assert client.get(url).status_code == 200
    assert menu(client.get("/de/"))[-1][2] is None


def test_page_in_a_fallback_language_says_so(without_japanese, client):
    url = menu(client.get("/ja/"))[-1][1]

    response = client.get(url)

    with translation.override("ja"):
        notice = translation.gettext("This page is not translated yet")
    assert notice != "This page is not translated yet"
    assert texts(response, "//div[contains(@class, 'notice')]//h2") == [notice]
    assert (tree(response).get("lang"), texts(response, "//h1")) == ("ja", [without_japanese.title])
    (text,) = tree(response).xpath("//main//div[@lang='en'][@dir='ltr']")
    assert text.text_content().strip() != ""


def test_heading_in_a_fallback_language_is_marked(without_japanese, client):
    response = client.get(menu(client.get("/ja/"))[-1][1])

    (heading,) = tree(response).xpath("//h1")
    marked = heading.xpath("ancestor-or-self::*[@lang][1]/@lang | .//*/@lang")
    assert "en" in marked


def test_page_in_a_fallback_language_is_canonical_to_that_and_unlisted(without_japanese, client):
    url = menu(client.get("/ja/"))[-1][1]
    response = client.get(url)

    assert canonical(response) == ["/en/about/"]
    for found in (alternates(response), alternates(client.get("/en/about/"))):
        assert set(found) == {"id", "en", "de", "ko", "zh-Hans", "ms", "ar", "x-default"}
    assert url not in client.get("/sitemap.xml").content.decode()
    assert "/en/about/" in client.get("/sitemap.xml").content.decode()


def test_language_menu_leads_to_the_same_page_though_untranslated(without_japanese, client):
    links = tree(client.get("/en/about/")).xpath("//ul[@id='langs']//a")
    pages = {link.get("hreflang"): client.get(link.get("href")) for link in links}

    assert [page.status_code for page in pages.values()] == [200] * 8
    assert texts(pages["ja"], "//h1") == [without_japanese.title]
    assert tree(pages["ja"]).get("lang") == "ja"


@pytest.mark.parametrize(
    "path, language, expected",
    [
        ("/en/", "ar", "/ar/"),
        ("/en/cooperation/", "id", "/id/kerja-sama/"),
        ("/en/cooperation/partners/", "de", "/de/zusammenarbeit/partners/"),
        ("/id/kerja-sama/partners/namur/", "en", "/en/cooperation/partners/namur/"),
        (
            "/de/zusammenarbeit/stages/exploration/",
            "zh-hans",
            "/zh-hans/cooperation/stages/exploration/",
        ),
        ("/id/perangkat-daerah/x/", "en", "/en/offices/x/"),
        ("/en/about/", "en", "/en/about/"),
        ("/en/no-such-page/", "de", "/de/"),
        ("/en/no/such/page/", "de", "/de/"),
        ("/fr/about/", "de", "/de/"),
        ("/robots.txt", "de", "/de/"),
    ],
)
def test_same_page_in_another_language(path, language, expected):
    assert navigation.same_page(path, language) == expected


def test_same_page_never_leads_to_a_dead_end(client):
    make_partner(slug="namur", name_en="Namur")
    hrefs = tree(client.get("/en/cooperation/partners/namur/")).xpath("//ul[@id='langs']//a/@href")

    assert [client.get(href).status_code for href in hrefs] == [200] * 8
    missing = tree(client.get("/en/no-such-page/")).xpath("//ul[@id='langs']//a/@href")
    assert [client.get(href).status_code for href in missing] == [200] * 8


def crumbs(response):
    return [
        (" ".join(li.text_content().split()), "".join(li.xpath("a/@href")), li.get("aria-current"))
        for li in tree(response).xpath("//nav[contains(@class, 'crumbs')]//li")
    ]


def test_crumbs_lead_home(client):
    partner = make_partner(slug="namur", name_en="Namur")
    section = menu(client.get("/en/"))[0][0]

    assert crumbs(client.get("/en/")) == []
    assert crumbs(client.get(partner.get_absolute_url())) == [
        ("Home", "/en/", None),
        (section, "/en/cooperation/", None),
        ("Partner cities", "/en/cooperation/partners/", None),
        ("Namur", "", "page"),
    ]


def test_crumbs_of_a_cms_page_and_of_an_office(client):
    office = make_office(name_en="Desk")
    titles = {url: title for title, url, _lang in menu(client.get("/en/"))}

    assert crumbs(client.get("/en/about/")) == [
        ("Home", "/en/", None),
        (titles["/en/about/"], "", "page"),
    ]
    assert crumbs(client.get(office.get_absolute_url()))[1:] == [
        (titles["/en/offices/"], "/en/offices/", None),
        ("Desk", "", "page"),
    ]


def test_navigation_costs_the_same_for_any_number_of_languages(django_assert_max_num_queries):
    navigation.nodes()
    City.objects.update(official_domain="example.org")

    with django_assert_max_num_queries(4):  # contents, addresses, next publication, open sections
        for language in LANGUAGES:
            navigation.menu(language)
            navigation.statements(language)
            navigation.same_page("/en/about/", language)


def test_current_section_is_marked(client):
    partner = make_partner()

    current = tree(client.get(partner.get_absolute_url())).xpath(
        "//nav[@id='nav']//a[@aria-current='page']/@href"
    )

    assert current == ["/en/cooperation/"]
