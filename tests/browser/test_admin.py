"""The editors' house as axe-core and a ruler see it: on a phone and a desk, by day and by night."""

from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.reading import reader
from tests.browser.test_axe import BY_DAY, BY_NIGHT, MATRIX, RULES
from tests.browser.test_in_place import editor

pytestmark = pytest.mark.browser

WIDER = """() => {
  const width = document.documentElement.scrollWidth;
  if (width <= innerWidth) return [];
  const name = node => `${node.tagName.toLowerCase()}#${node.id}.${node.className}`;
  const out = [...document.querySelectorAll("body *")].filter(node => {
    const box = node.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 1 || box.left < -1);
  });
  return [`${width} in ${innerWidth}: ${out.slice(0, 4).map(name).join(" ")}`];
}"""
RUN = "options => axe.run({exclude: [['#cms-top'], ['.skip']]}, options)"
PAGES = {
    "dashboard": "/admin/",
    "list": "/admin/sistercity/partner/",
    "filtered list": "/admin/portal/office/?gaps=ar&state__exact=published",
    "form with languages and steps": "/admin/sistercity/partner/1/change/?language=de",
    "empty form": "/admin/portal/newsitem/add/",
    "compare": "/admin/sistercity/partner/1/compare/",
    "where used": "/admin/portal/office/1/used/",
    "preview of a deletion": "/admin/portal/legalbasis/1/delete/",
    "roles": "/admin/portal/roleassignment/",
    "board of the stages": "/admin/sistercity/partnership/board/",
    "workspace": "/admin/sistercity/partnership/1/stages/",
    "step with a stage": "/admin/sistercity/partnership/1/stages/open-year/",
    "inbox": "/admin/portal/pagefeedback/",
    "versions of a page": "/admin/djangocms_versioning/pagecontentversion/?page=2",
    "media library": "/admin/filer/folder/",
    "tree of pages": "/admin/cms/pagecontent/",
}
OF_AN_ACCOUNT = ["", "sessions/", "passkeys/", "password/", "app/"]
ENTRANCE = ["login/", "password/reset/"]
# What the packages' own scripts build and name: buttons that are pictures, a tree of rows.
KNOWN = {
    "editor": {"aria-input-field-name"},
    "media library": {"link-name", "page-has-heading-one", "target-size"},
    "tree of pages": {
        "aria-required-children", "aria-roles", "button-name", "link-name", "select-name",
    },
}  # fmt: skip


def look(page, where, modes, known=frozenset()):
    """Violations and what is wider than the window, in each mode."""
    found = []
    page.evaluate(Axe().axe_script)
    for scheme, width in modes:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        broken = page.evaluate(RUN, {"runOnly": RULES, "resultTypes": ["violations"]})
        found += [
            f"{where} {scheme} {width}: {rule['id']} {node['html'][:120]}"
            for rule in broken["violations"]
            for node in rule["nodes"]
            if rule["id"] not in known
        ]
        found += [f"{where} {scheme} {width}: {line}" for line in page.evaluate(WIDER)]
    return found


@contextmanager
def desk(browser, portal, language):
    with editor(browser, portal, locale=language, reduced_motion="reduce") as staff:
        yield staff.page, staff.tab


def admin(browser, portal, language, pages, modes):
    found = []
    with desk(browser, portal, language) as (page, tab):
        for name in pages:
            tab.open(PAGES[name])
            assert page.locator("html").get_attribute("lang") == language
            found += look(page, name, modes, KNOWN.get(name, frozenset()))
    return found


@pytest.mark.parametrize("language", ["ar"])
def test_first_pages(language, browser, portal):
    pages = ["dashboard", "list", "form with languages and steps"]
    assert admin(browser, portal, language, pages, [BY_DAY, BY_NIGHT]) == []


@pytest.mark.full
@pytest.mark.parametrize("language", ["id", "en", "ar"])
def test_every_kind_of_page(language, browser, portal):
    assert admin(browser, portal, language, PAGES, MATRIX) == []


@pytest.mark.full
@pytest.mark.parametrize("language", ["id", "en", "ar"])
def test_pages_of_an_account(language, browser, portal):
    found = []
    with desk(browser, portal, language) as (page, tab):
        for path in OF_AN_ACCOUNT:
            tab.open(f"/{language}/account/{path}")
            if page.url.endswith("app%2F"):  # asks for the password again
                found += look(page, "confirm", MATRIX)
                page.fill("[name=password]", portal.installation.administrator[1])
                page.locator("main button[type=submit]").first.click()
                page.wait_for_url("**/account/app/")
            found += look(page, path, MATRIX)
    with reader(browser, portal, locale=language, reduced_motion="reduce") as tab:
        for path in ENTRANCE:
            found += look(tab.open(f"/{language}/account/{path}"), path, MATRIX)
    assert found == []


@pytest.mark.full
@pytest.mark.parametrize("language", ["id", "ar"])
def test_refused_form(language, browser, portal):
    with desk(browser, portal, language) as (page, tab):
        tab.open(PAGES["empty form"])
        page.locator("[name=_save]").first.click()
        page.locator(".errornote").wait_for()
        assert look(page, "refused form", MATRIX) == []


@pytest.mark.full
@pytest.mark.parametrize("language", ["en", "ar"])
def test_page_that_is_edited(language, browser, editable):
    with editor(browser, editable, locale=language, reduced_motion="reduce") as staff:
        staff.open(f"/{language}/")
        assert look(staff.page, "editor", MATRIX, KNOWN["editor"]) == []


def test_faults_are_seen(browser, portal):
    with desk(browser, portal, "en") as (page, tab):
        tab.open("/admin/")
        page.evaluate("document.querySelector('h1').outerHTML = '<img src=data:,>'")
        page.evaluate("document.querySelector('#content').style.minInlineSize = '2000px'")
        kinds = {line.split(": ")[1].split()[0] for line in look(page, "", [BY_DAY])}
    assert kinds >= {"image-alt", "page-has-heading-one"}
    assert any(kind.isdecimal() for kind in kinds)
