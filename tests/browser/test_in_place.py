"""An editor changes the home page where it stands, publishes, and takes it back.

Nothing may appear in the console, neither errors nor refusals of the content security policy.
"""

import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.browser.reading import reader

pytestmark = pytest.mark.browser

VERSIONS = ".cms-toolbar a[href*='pagecontentversion/?']"


class Editor:
    """The administrator's tab."""

    def __init__(self, portal, tab):
        self.portal, self.tab, self.page = portal, tab, tab.page
        self.form = self.page.frame_locator(".cms-modal iframe")

    def open(self, path):
        self.tab.open(path)
        self.page.locator(".cms-toolbar-right a[href*='edit-redirect']").click()
        self.page.locator(".hero .tiptap").wait_for()

    def write(self, words):
        """At the end of the greeting, in the page itself; leaving the text saves it."""
        saved = "**/edit-plugin/**"
        with self.page.expect_response(saved):
            self.page.locator(".hero .tiptap p").last.click()
            self.page.keyboard.press("Control+End")
            self.page.keyboard.type(f" {words}")
            self.page.locator("h1").click()

    def structure(self):
        self.page.locator(".cms-toolbar-item-cms-mode-switcher a").click()

    def add(self, plugin, **values):
        """To the area below the greeting."""
        self.structure()
        area = self.page.locator(".cms-structure .cms-dragarea").nth(1)
        area.locator(".cms-dragbar .cms-submenu-add").click()
        self.page.locator(f".cms-modal a[href='{plugin}']").click()
        self.fill(**values)
        self.page.locator(".notice h2", has_text=values["heading"]).wait_for()
        self.structure()
        self.page.locator(".cms-structure").wait_for(state="hidden")

    def change(self, found, **values):
        found.dblclick()
        self.fill(**values)
        self.page.locator(".notice h2", has_text=values["heading"]).wait_for()

    def fill(self, **values):
        for name, value in values.items():
            self.form.locator(f"[name={name}]").fill(value)
        self.page.locator(".cms-modal-buttons .cms-btn-action").click()
        self.page.locator(".cms-modal").wait_for(state="hidden")

    def publish(self):
        self.page.locator(".cms-toolbar-right a[href$='/publish/']").click()
        self.page.wait_for_url(lambda address: "/admin/" not in address)

    def revert(self, path):
        """To the version before the one that readers see."""
        self.tab.open(path)
        address = self.page.locator(VERSIONS).first.get_attribute("href")
        self.tab.open(address)
        self.page.locator("a.cms-action-revert").first.click()
        self.page.locator("input.revert-button[name=revert]").click()
        self.page.wait_for_url("**/pagecontentversion/?**")
        self.open(path)


@contextmanager
def editor(browser, portal, **options):
    staff = portal.sign_in()
    with reader(browser, portal, **options) as tab:
        host = urlsplit(portal.url).hostname
        cookies = [
            {"name": name, "value": cookie.value, "domain": host, "path": "/"}
            for name, cookie in staff.cookies.items()
        ]
        tab.page.context.add_cookies(cookies)
        tab.page.on("dialog", lambda dialog: dialog.accept())
        yield Editor(portal, tab)


def eventually(look, expected):
    deadline = time.monotonic() + 5
    while (seen := look()) != expected and time.monotonic() < deadline:
        time.sleep(0.1)
    return seen


def seen_by_reader(portal, path, words):
    """How often a reader without an account meets the words."""
    return portal.get(path).text.count(words)


@pytest.mark.parametrize(
    "path, options",
    [
        ("/en/", {"locale": "en"}),
        pytest.param("/id/", {"locale": "id", "color_scheme": "dark"}, marks=pytest.mark.full),
        pytest.param("/ar/", {"locale": "ar"}, marks=pytest.mark.full),
    ],
    ids=["English", "Indonesian dark", "Arabic"],
)
def test_home_page_is_edited_in_place(path, options, browser, editable):
    mark = f"Mark{path.strip('/')}"
    with editor(browser, editable, **options) as desk:
        desk.open(path)
        code = path.strip("/")
        assert desk.page.locator("html").get_attribute("lang") == code
        desk.write(f"{mark}-text")
        desk.add("NoticePlugin", heading=f"{mark}-first", text="Closed on Friday.")
        desk.change(desk.page.locator(".notice h2"), heading=f"{mark}-second")
        assert seen_by_reader(editable, path, mark) == 0  # a draft is nobody's but the editor's

        desk.publish()
        assert eventually(lambda: seen_by_reader(editable, path, mark), 2) == 2
        assert seen_by_reader(editable, path, f"{mark}-first") == 0

        desk.revert(path)
        assert seen_by_reader(editable, path, mark) == 2
        desk.publish()
        assert eventually(lambda: seen_by_reader(editable, path, mark), 0) == 0
        assert desk.tab.trouble == []


def test_readers_keep_the_strict_policy(editable):
    staff = editable.sign_in()
    policies = [
        dict(
            rule.strip().partition(" ")[::2]
            for rule in answer.headers["Content-Security-Policy"].split(";")
        )
        for answer in (editable.get("/en/"), staff.get("/en/"))
    ]
    public, relaxed = policies

    assert public["style-src"] == "'self'"
    assert relaxed == public | {"style-src": "'self' 'unsafe-inline'"}
