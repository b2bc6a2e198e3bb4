"""Everything works from the keyboard, and the filters without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import TYPES, in_languages
from tests.browser.reading import reader

pytestmark = pytest.mark.browser

ACTIVE = "document.activeElement"
ROWS = "#results tbody th a"


@pytest.fixture
def tab(browser, portal):
    with reader(browser, portal) as tab:
        yield tab
    assert tab.trouble == []


def tab_to(page, selector, limit=60):
    """Press Tab until the element has the focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate(f"{ACTIVE}.matches({selector!r})"):
            return
    raise AssertionError(f"{selector} cannot be reached with Tab")


def is_open(page, selector):
    return page.evaluate(f"document.querySelector({selector!r}).matches(':popover-open')")


def test_skip_link_comes_first(tab):
    page = tab.open(TYPES["partners"])
    page.keyboard.press("Tab")
    link = page.locator("a.skip")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    assert page.evaluate(f"{ACTIVE}.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate(f"document.querySelector('main').contains({ACTIVE})")


def test_language_menu(tab):
    page = tab.open(TYPES["stages"])
    button = "button[popovertarget=langs]"
    tab_to(page, button)
    assert not is_open(page, "#langs")
    page.keyboard.press("Enter")
    assert is_open(page, "#langs")
    page.keyboard.press("Escape")
    assert not is_open(page, "#langs")
    expect(page.locator(button)).to_be_focused()


def test_language_link_keeps_the_page(tab, portal):
    page = tab.open(TYPES["stages"])
    tab_to(page, "button[popovertarget=langs]")
    page.keyboard.press("Enter")
    tab_to(page, "#langs a[hreflang=de]")
    page.keyboard.press("Enter")
    page.wait_for_url(portal.url + in_languages(portal, TYPES["stages"])["de"])
    assert page.locator("html").get_attribute("lang") == "de"


def test_filters_update_the_list_and_the_address(tab, portal):
    page = tab.open(TYPES["partners"])
    everything = page.locator(ROWS).all_inner_texts()
    page.evaluate("window.stays = true")
    tab_to(page, "select[name=country]")
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile(r"\?.*country=[A-Z]{2}"))
    found = page.locator(ROWS).all_inner_texts()
    assert 0 < len(found) < len(everything)
    assert page.evaluate("window.stays")
    expect(page.locator("select[name=country]")).to_be_focused()
    loaded = portal.get(page.url.removeprefix(portal.url))
    assert loaded.texts("//*[@id='results']//tbody//th//a") == found
    expect(page.locator("#results [role=status]")).to_contain_text(str(len(found)))
    page.go_back()
    expect(page.locator(ROWS)).to_have_count(len(everything))


def test_filters_without_javascript(browser, portal):
    with reader(browser, portal, java_script_enabled=False) as tab:
        page = tab.open(TYPES["partners"])
        everything = page.locator(ROWS).count()
        page.locator("select[name=country]").focus()
        page.keyboard.press("ArrowDown")
        page.locator("#partner-filters button[type=submit]").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"\?.*country=[A-Z]{2}"))
        assert 0 < page.locator(ROWS).count() < everything
        chosen = re.search(r"country=([A-Z]{2})", page.url)[1]
        assert page.locator("select[name=country]").input_value() == chosen
        assert page.locator("[data-theme-toggle]").is_visible() is False
    assert tab.trouble == []


@pytest.mark.parametrize("width", [320])
def test_menus_open_on_a_phone_without_javascript(browser, portal, width):
    with reader(browser, portal, width=width, java_script_enabled=False) as tab:
        page = tab.open(TYPES["partners"])
        for menu in ("nav", "langs", "partner-filters"):
            button = page.locator(f"[popovertarget='{menu}']:visible").first
            button.focus()
            page.keyboard.press("Enter")
            expect(page.locator(f"#{menu}")).to_be_visible()
            page.keyboard.press("Escape")
            expect(page.locator(f"#{menu}")).to_be_hidden()


def test_theme_is_remembered(tab, portal):
    page = tab.open("/en/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    tab_to(page, "[data-theme-toggle]")
    page.keyboard.press("Enter")
    dark = page.evaluate(paper)
    assert dark != light
    assert tab.open(TYPES["partners"]).evaluate(paper) == dark
    tab_to(page, "[data-theme-toggle]")
    page.keyboard.press("Enter")
    assert page.evaluate(paper) == light
