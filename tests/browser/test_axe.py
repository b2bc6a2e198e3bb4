"""axe-core: WCAG 2.2 AA and best practice, on a phone and a desk, by day and by night."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import TAGS, addresses
from tests.browser.reading import reader

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = 360, 1440
# Every page in each scheme and at each width once: colours and boxes know no language. The whole
# matrix is for `make test-full`.
BY_DAY, BY_NIGHT = ("light", PHONE), ("dark", DESK)
MATRIX = [BY_DAY, BY_NIGHT, ("light", DESK), ("dark", PHONE)]


def violations(page, where):
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{where}: {rule['id']} {' '.join(map(str, node['target']))} {node['html'][:120]}"
        for rule in found
        for node in rule["nodes"]
    ]


def audit(browser, portal, paths, modes):
    found, script = [], Axe().axe_script
    with reader(browser, portal, reduced_motion="reduce") as tab:
        for path in paths:
            page = tab.open(path)
            page.evaluate(script)
            for scheme, width in modes:
                page.emulate_media(color_scheme=scheme)
                tab.resize(width)
                found += violations(page, f"{path} {scheme} {width}")
    return found


@pytest.mark.parametrize(("language", "mode"), [("en", BY_DAY), ("ar", BY_NIGHT)])
def test_every_page_type(browser, portal, language, mode):
    found = addresses(portal, [language])
    paths = [path for _kind, code, path in found if code == language]
    assert audit(browser, portal, paths, [mode]) == []


def test_home_in_every_language(browser, portal):
    paths = [f"/{code}/" for code in TAGS]
    assert audit(browser, portal, paths[::2], [BY_DAY]) == []
    assert audit(browser, portal, paths[1::2], [BY_NIGHT]) == []


@pytest.mark.full
@pytest.mark.parametrize("language", TAGS)
def test_every_page_type_in_every_mode(browser, portal, language):
    found = addresses(portal, [language])
    paths = [path for _kind, code, path in found if code == language]
    assert audit(browser, portal, paths, MATRIX) == []


def test_axe_sees_violations(browser, portal):
    with reader(browser, portal) as tab:
        page = tab.open("/en/")
        page.evaluate("document.querySelector('h1').outerHTML = '<img src=data:,>'")
        page.evaluate(Axe().axe_script)
        rules = {line.split()[1] for line in violations(page, "/en/")}
    assert rules >= {"image-alt", "page-has-heading-one"}
