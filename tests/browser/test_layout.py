"""Nothing leaves the page or its box at any width, and Arabic is the mirror of English."""

import pytest

from tests.browser.pages import TAGS, addresses, in_languages
from tests.browser.reading import reader

pytestmark = pytest.mark.browser

WIDTHS = (320, 768, 1440)
MENUS = ("#nav", "#langs", "#partner-filters", "#narrow")
# Boxes whose words must fit. What is cut on purpose (.vh, .skip) is left out.
BOXES = (
    "button, .btn, .tag, .tool, .nav li, .langs li, .crumbs li, .stages li, .card, .door, .brand"
)
SPILLS = """boxes => {
  const found = [], root = document.documentElement;
  const name = node => `${node.tagName.toLowerCase()}.${node.className.baseVal ?? node.className}`;
  const say = (what, node) =>
    found.push(`${what}: ${name(node)} “${node.textContent.trim().slice(0, 40)}”`);
  for (const node of [root, document.body])
    if (["hidden", "clip"].includes(getComputedStyle(node).overflowX)) say("hides overflow", node);
  if (root.scrollWidth > innerWidth) {
    found.push(`page ${root.scrollWidth} in ${innerWidth}`);
    for (const node of document.body.querySelectorAll("*")) {
      const box = node.getBoundingClientRect();
      const is_out = box.width && (box.right > innerWidth + 1 || box.left < -1);
      if (is_out && !node.closest(".scroll, .vh, .skip")) say("beyond the page", node);
    }
  }
  for (const node of document.querySelectorAll(boxes)) {
    if (!node.checkVisibility() || node.closest(".vh, .skip")) continue;
    const style = getComputedStyle(node);
    const cuts = ["hidden", "clip"].includes(style.overflowX);
    const is_fuller =
      node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1;
    if (cuts && is_fuller) say("cut", node);
    if (style.textOverflow === "ellipsis") say("shortened", node);
    if (style.display === "inline") continue;
    const own = node.getBoundingClientRect();
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      if (!text.data.trim() || text.parentElement.closest(".vh")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const line of range.getClientRects())
        if (line.width && (line.left < own.left - 1 || line.right > own.right + 1)) {
          say("spills", node);
          break;
        }
    }
  }
  return [...new Set(found)];
}"""


def spills(tab, where):
    return [f"{where}: {what}" for what in tab.page.evaluate(SPILLS, BOXES)]


def opened_menus(tab, where):
    """Also with each menu open that this width has."""
    found = []
    for menu in MENUS:
        button = tab.page.locator(f"[popovertarget='{menu[1:]}']:visible").first
        if button.count():
            button.click()
            found += spills(tab, f"{where} {menu}")
            tab.page.keyboard.press("Escape")
    return found


def layout(browser, portal, found, with_menus=False):
    wrong = []
    with reader(browser, portal) as tab:
        for _kind, _language, path in found:
            tab.open(path)
            for width in WIDTHS:
                tab.resize(width)
                wrong += spills(tab, f"{path} {width}")
                if with_menus:
                    wrong += opened_menus(tab, f"{path} {width}")
    return wrong + tab.trouble


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_type(browser, portal, language):
    found = [item for item in addresses(portal, [language]) if item[1] == language]
    assert layout(browser, portal, found) == []


def test_home_and_menus_in_every_language(browser, portal):
    found = [("home", code, f"/{code}/") for code in TAGS]
    assert layout(browser, portal, found, with_menus=True) == []


def test_filters_open_on_a_phone(browser, portal):
    paths = in_languages(portal, "/en/cooperation/partners/")
    found = [("partners", code, paths[code]) for code in ["en", "de", "ar"]]
    assert layout(browser, portal, found, with_menus=True) == []


@pytest.mark.full
@pytest.mark.parametrize("language", sorted(TAGS.keys() - {"en", "ar"}))
def test_every_page_type_in_the_other_languages(browser, portal, language):
    found = [item for item in addresses(portal, [language]) if item[1] == language]
    assert layout(browser, portal, found, with_menus=True) == []


def test_spilling_text_is_seen(browser, portal):
    with reader(browser, portal, width=320) as tab:
        page = tab.open("/en/")
        assert spills(tab, "home") == []
        for change in ("overflow = 'hidden'", "maxInlineSize = '3rem'"):
            page.evaluate(f"document.querySelector('.brand').style.{change}")
        page.evaluate("document.querySelector('footer').style.inlineSize = '500px'")
        kinds = {line.split(": ")[1].split()[0] for line in spills(tab, "home")}
    assert kinds == {"page", "beyond", "spills", "cut"}


MEASURES = """() => {
  const middle = node => {
    const box = node.getBoundingClientRect();
    return box.left + box.width / 2;
  };
  const one = selector => middle(document.querySelector(selector)) / innerWidth;
  const steps = [...document.querySelectorAll(".stages li")].map(middle);
  const map = document.querySelector(".worldmap svg"), frame = map.getBoundingClientRect();
  const inside = node => (middle(node) - frame.left) / frame.width;
  const points = [...map.querySelectorAll("circle")].map(inside);
  return {
    brand: one(".brand"), tools: one(".tools"), list: one(".plist"), map: one(".worldmap"),
    steps: steps[0] - steps[1], last: steps[0] - steps[9],
    points: points.map(x => Math.round(x * 1000)),
  };
}"""


def test_arabic_is_mirrored_and_the_world_is_not(browser, portal):
    with reader(browser, portal) as tab:
        english, arabic = (tab.open(path).evaluate(MEASURES) for path in ("/en/", "/ar/"))
    assert len(english["points"]) > 2
    assert english["points"] == arabic["points"]
    for measures, is_mirrored in ((english, False), (arabic, True)):
        assert (measures["brand"] > 0.5) == is_mirrored
        assert (measures["tools"] < 0.5) == is_mirrored
        assert (measures["list"] > measures["map"]) == is_mirrored
        assert (measures["steps"] > 0) == is_mirrored
        assert (measures["last"] > 0) == is_mirrored
