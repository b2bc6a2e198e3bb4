"""On paper, in forced colours, and for readers who want nothing to move."""

import pytest

from tests.browser.pages import english
from tests.browser.reading import reader

pytestmark = pytest.mark.browser

MOVES = """() => {
  const running = document.getAnimations().filter(a => a.playState === "running").length;
  const long = value => value.split(",").some(part => parseFloat(part) > 0.01);
  const nodes = [...document.querySelectorAll("*")].filter(node => {
    const style = getComputedStyle(node);
    const animated = style.animationName !== "none" && long(style.animationDuration);
    return animated || long(style.transitionDuration);
  });
  const smooth = getComputedStyle(document.documentElement).scrollBehavior;
  return [running, nodes.map(node => `${node.tagName}.${node.className}`), smooth];
}"""


def paths(portal):
    return [*english(portal).values()]


def test_nothing_moves_when_the_reader_wants_so(browser, portal):
    with reader(browser, portal, reduced_motion="reduce") as tab:
        found = {path: tab.open(path).evaluate(MOVES) for path in paths(portal)}
    assert {path: seen for path, seen in found.items() if seen != [0, [], "auto"]} == {}
    assert tab.trouble == []


def test_print_is_dark_on_white_without_controls(browser, portal):
    wrong = []
    with reader(browser, portal, color_scheme="dark") as tab:
        for path in paths(portal):
            if "/propose/" in path:
                continue  # it is a form
            page = tab.open(path)
            page.emulate_media(media="print")
            if not page.locator("h1").is_visible():
                wrong.append(f"{path}: no heading")
            if page.locator(":is(.nav, .tools, .skip, button, form):visible").count():
                wrong.append(f"{path}: controls")
            colours = "s => getComputedStyle(document.querySelector(s))"
            if page.evaluate(f"({colours})('h1').color") not in {"rgb(0, 0, 0)", "rgb(17, 38, 31)"}:
                wrong.append(f"{path}: heading {page.evaluate(f'({colours})(`h1`).color')}")
            page.emulate_media(media="screen")
    assert wrong + tab.trouble == []


def test_forced_colours_keep_what_shape_tells(browser, portal):
    wrong = []
    states = """() => ["done", "now", "todo"].map(state => {
      const node = document.querySelector(`.stages .${state}`);
      const style = node && getComputedStyle(node, "::before");
      return style && [style.backgroundColor, style.borderTopWidth, style.borderTopStyle].join();
    }).filter(Boolean)"""
    with reader(browser, portal, forced_colors="active") as tab:
        for path in paths(portal):
            page = tab.open(path)
            assert page.evaluate("matchMedia('(forced-colors: active)').matches")
            seen = page.evaluate(states)
            if len(seen) != len(set(seen)):
                wrong.append(f"{path}: stages look alike {seen}")
            if not page.locator("h1").is_visible():
                wrong.append(f"{path}: no heading")
    assert wrong + tab.trouble == []
