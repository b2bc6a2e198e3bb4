"""axe-core: WCAG 2.2 AA and best practice, on a phone and a desk, by day and by night."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import TAGS, addresses
from tests.browser.reading import reader

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"runOnly": RULES, "resultTypes": ["violations"]}
# The other colour scheme changes colours and nothing else.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}


def violations(page, where, options):
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{where}: {rule['id']} {' '.join(map(str, node['target']))} {node['html'][:120]}"
        for rule in found
        for node in rule["nodes"]
    ]


def audit(browser, portal, paths):
    found, script = [], Axe().axe_script
    with reader(browser, portal, reduced_motion="reduce") as tab:
        for path in paths:
            page = tab.open(path)
            page.evaluate(script)
            for scheme, options in {"light": ALL, "dark": COLOURS}.items():
                page.emulate_media(color_scheme=scheme)
                for width in (360, 1440):
                    tab.resize(width)
                    found += violations(page, f"{path} {scheme} {width}", options)
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_type(browser, portal, language):
    found = addresses(portal, [language])
    paths = [path for _kind, code, path in found if code == language]
    assert audit(browser, portal, paths) == []


def test_home_in_the_other_languages(browser, portal):
    paths = [f"/{code}/" for code in TAGS.keys() - {"en", "ar"}]
    assert audit(browser, portal, sorted(paths)) == []


@pytest.mark.full
@pytest.mark.parametrize("language", TAGS.keys() - {"en", "ar"})
def test_every_page_type_in_the_other_languages(browser, portal, language):
    found = addresses(portal, [language])
    paths = [path for _kind, code, path in found if code == language]
    assert audit(browser, portal, paths) == []


def test_axe_sees_violations(browser, portal):
    with reader(browser, portal) as tab:
        page = tab.open("/en/")
        page.evaluate("document.querySelector('h1').outerHTML = '<img src=data:,>'")
        page.evaluate(Axe().axe_script)
        rules = {line.split()[1] for line in violations(page, "/en/", ALL)}
    assert rules >= {"image-alt", "page-has-heading-one"}
