"""Search as a reader meets it: the field, its suggestions, the keyboard, and no script at all."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.pages import TAGS
from tests.browser.reading import reader
from tests.browser.test_axe import MATRIX, audit, violations
from tests.browser.test_keyboard import ACTIVE, tab_to

pytestmark = pytest.mark.browser

FIELD = "header input[name=q]"
LIST = "header [role=listbox]"
OPTIONS = f"{LIST} [role=option]"
SAID = "header form [role=status]"
WORDS = {"en": "Bra", "ar": "براون"}


@pytest.fixture
def tab(browser, portal):
    with reader(browser, portal) as tab:
        yield tab
    assert tab.trouble == []


def type_words(page, words):
    tab_to(page, FIELD)
    page.keyboard.type(words, delay=20)
    expect(page.locator(OPTIONS).first).to_be_visible()


def chosen(page):
    return page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
        "?.href ?? ''"
    )


@pytest.mark.parametrize("language", WORDS)
def test_suggestions_by_keyboard(tab, language):
    page = tab.open(f"/{language}/")
    type_words(page, WORDS[language])
    links = page.locator(OPTIONS).evaluate_all("links => links.map(link => link.href)")
    field = page.locator(FIELD)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator(SAID)).to_contain_text(str(len(links)))
    assert chosen(page) == ""
    page.keyboard.press("ArrowDown")
    assert chosen(page) == links[0]
    assert page.locator(f"{OPTIONS}[aria-selected=true]").count() == 1
    page.keyboard.press("ArrowUp")
    assert chosen(page) == ""
    page.keyboard.press("ArrowUp")
    assert chosen(page) == links[-1]
    page.keyboard.press("Escape")
    expect(page.locator(LIST)).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value(WORDS[language])
    page.keyboard.press("ArrowDown")
    assert chosen(page) == links[0]
    page.keyboard.press("Enter")
    page.wait_for_url(links[0])


def test_enter_without_a_choice_searches(tab, portal):
    page = tab.open("/en/")
    type_words(page, "Bra")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{portal.url}/en/search/?q=Bra")


def test_leaving_the_field_closes_the_list(tab):
    page = tab.open("/en/")
    type_words(page, "Bra")
    page.keyboard.press("Tab")
    expect(page.locator(LIST)).to_be_hidden()
    assert page.evaluate(f"{ACTIVE}.type") == "submit"
    expect(page.locator(SAID)).to_have_text("")


def test_emptying_the_field_closes_the_list(tab):
    page = tab.open("/en/")
    type_words(page, "Bra")
    for _ in "Bra":
        page.keyboard.press("Backspace")
    expect(page.locator(FIELD)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    assert chosen(page) == ""


def test_pointer_follows_a_suggestion(tab):
    page = tab.open("/en/")
    type_words(page, "Braunschweig")
    target = page.locator(OPTIONS).first.get_attribute("href")
    page.locator(OPTIONS).first.click()
    page.wait_for_url(f"**{target}")


def test_nothing_to_suggest_is_said(tab):
    page = tab.open("/en/")
    tab_to(page, FIELD)
    page.keyboard.type("qqqq")
    expect(page.locator(SAID)).to_have_text("No suggestions")
    expect(page.locator(FIELD)).to_have_attribute("aria-expanded", "false")


def test_both_fields_of_a_page_have_their_own_list(tab):
    page = tab.open("/en/search/?q=x")
    for field in ("#q", "#words"):
        page.locator(field).focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("Bra")
        expect(page.locator(f"{field}-list [role=option]").first).to_be_visible()
    assert page.locator("[role=listbox]:visible").count() == 1


def test_field_asks_once_for_a_word(tab):
    asked = []
    page = tab.open("/en/")
    page.on("request", lambda request: asked.append(request.url))
    page.locator(FIELD).focus()
    page.wait_for_function("window.htmx")
    page.keyboard.type("Braun", delay=20)
    expect(page.locator(OPTIONS).first).to_be_visible()
    assert [url.partition("?")[2] for url in asked if "/search/" in url] == ["q=Braun&suggest=1"]


def test_nobody_who_does_not_search_loads_htmx(tab):
    asked = []
    tab.page.on("request", lambda request: asked.append(request.url))
    page = tab.open("/en/")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "htmx" in url] == []
    page.locator(FIELD).focus()
    page.wait_for_function("window.htmx")
    assert len([url for url in asked if "htmx" in url]) == 1


def test_search_without_javascript(browser, portal):
    with reader(browser, portal, java_script_enabled=False) as tab:
        page = tab.open("/en/")
        field = page.locator(FIELD)
        assert field.get_attribute("role") is None
        field.fill("Braunschweig")
        field.press("Enter")
        page.wait_for_url("**/en/search/?q=Braunschweig")
        first = page.locator(".results h3 a").first
        assert first.inner_text() == "Braunschweig"
        page.locator("input[name=kind]").nth(1).check()
        page.locator("#narrow button[type=submit]").click()
        page.wait_for_url("**/en/search/?q=Braunschweig&kind=*")
        assert page.locator("input[name=kind]").nth(1).is_checked()
    assert tab.trouble == []


@pytest.mark.parametrize("language", TAGS)
def test_every_language_finds_its_partner(portal, language):
    partner = portal.get(f"/api/v1/partners/braunschweig?lang={language}").text
    answer = portal.get(f"/{language}/search/?q=Braunschweig")
    assert answer.tree.xpath("//ul[@class='results']//h3/a/@href")[0] in partner


def test_searches_are_never_kept(portal):
    assert portal.get("/en/search/").headers["ETag"]
    assert portal.get("/opensearch.xml?lang=de").headers["ETag"]
    for query in ("q=Bandung", "q=", "kind=x", "q=Ba&suggest=1", "q=Bandung&page=1", "%71=Bandung"):
        answers = [portal.get(f"/en/search/?{query}") for _ in range(2)]
        assert [answer.headers["ETag"] for answer in answers] == [None, None], query
        assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-cache"}


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 6000,
        "q=%00",
        "q=%ff%fe",
        "q=%22%20OR%20*%20NEAR(",
        "q=%27%3B%20DROP%20TABLE%20portal_city%3B--",
        "q=%E2%80%AEtea",
        "q=%F0%9F%8D%B5",
        "q=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "q=-%20-%20!!!%20%3F%3F",
        "q=tea%E8%8C%B6%D8%B4%D8%A7%D9%8A",
        "q=tea&kind=%00",
        "q=tea&section=" + "x" * 3000,
        "q=tea&page=999999999999999999999999",
        "q[]=tea&q=a&q=tea",
    ],
)
def test_no_query_is_an_error_of_ours(portal, query):
    for extra in ("", "&suggest=1"):
        answer = portal.get(f"/en/search/?{query}{extra}")
        assert answer.status in {200, 400, 404}
        assert len(answer.heading) == 1


@pytest.mark.full
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_on_searches_in_every_mode(browser, portal, language):
    paths = [f"/{language}/search/{query}" for query in ("", "?q=Braunschweig", "?q=qqqq")]
    assert audit(browser, portal, paths, MATRIX) == []


@pytest.mark.parametrize("language", WORDS)
def test_axe_on_the_open_list(tab, language):
    page = tab.open(f"/{language}/")
    type_words(page, WORDS[language])
    page.keyboard.press("ArrowDown")
    page.evaluate(Axe().axe_script)
    found = []
    for scheme, width in MATRIX:
        page.emulate_media(color_scheme=scheme)
        tab.resize(width)
        found += violations(page, f"{language} {scheme} {width}")
    assert found == []
