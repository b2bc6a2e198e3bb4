"""An author writes, a publisher approves, a reader reads: in Indonesian and in Arabic."""

from contextlib import contextmanager

import pytest

from tests.browser.reading import reader

pytestmark = pytest.mark.browser

# What the sign-in page says, and the admin's first heading.
WORDS = {
    "id": ("Alamat surel", "Kata sandi", "Masuk", "Administrasi situs"),
    "ar": ("عنوان البريد الإلكتروني", "كلمة المرور", "تسجيل الدخول", "إدارة الموقع"),
}


@contextmanager
def working(browser, portal, role, language="id"):
    """The tab of somebody with this role, after signing in; nothing may appear in the console."""
    email, password = portal.installation.account(role)
    address, secret, enter, heading = WORDS[language]
    with reader(browser, portal, locale=language) as tab:
        seen = []
        tab.page.on("console", lambda message: seen.append(message.text))
        tab.page.goto(f"{portal.url}/{language}/account/login/")
        tab.page.get_by_label(address).fill(email)
        tab.page.get_by_label(secret, exact=True).fill(password)
        tab.page.locator("main").get_by_role("button", name=enter, exact=True).click()
        tab.page.wait_for_url(f"{portal.url}/admin/")
        assert tab.page.locator("#content h1").inner_text() == heading
        yield tab.page
        assert seen == []


def test_from_the_author_to_the_reader(browser, editable):
    with working(browser, editable, "author") as page:
        page.goto(f"{editable.url}/admin/portal/newsitem/add/")
        page.fill("[name=slug]", "jembatan-baru")
        page.fill("[name=title_ind]", "Jembatan baru")
        page.fill("[name=body_ind]", "Dibuka hari ini.")
        page.select_option("[name=category]", "city")
        assert page.get_by_role("button", name="Setujui").count() == 0
        page.get_by_role("button", name="Ajukan untuk ditinjau").click()
        page.locator(".messagelist .success").first.wait_for()

    assert editable.get("/id/berita/jembatan-baru/").status == 404

    with working(browser, editable, "publisher") as page:
        page.get_by_role("link", name="Jembatan baru").click()
        page.get_by_role("button", name="Setujui dan terbitkan").click()
        page.locator(".messagelist .success").first.wait_for()

    assert editable.get("/id/berita/jembatan-baru/").heading == ["Jembatan baru"]


@pytest.mark.full
def test_in_arabic_from_right_to_left(browser, editable):
    with working(browser, editable, "author", "ar") as page:
        root = page.locator("html")
        assert (root.get_attribute("lang"), root.get_attribute("dir")) == ("ar", "rtl")
        page.goto(f"{editable.url}/admin/portal/newsitem/add/?language=ar")
        page.fill("[name=slug]", "new-bridge")
        page.fill("[name=title_ind]", "Jembatan kedua")
        page.fill("[name=title_ar]", "جسر جديد")
        page.fill("[name=body_ar]", "افتُتح الجسر اليوم أمام المشاة.")
        assert (
            page.locator("[name=title_ar]").evaluate("node => getComputedStyle(node).direction")
            == "rtl"
        )
        page.select_option("[name=category]", "city")
        page.locator("[name=_transition][value=submit]").click()
        page.locator(".messagelist .success").first.wait_for()

    assert editable.get("/ar/news/new-bridge/").status == 404

    with working(browser, editable, "publisher", "ar") as page:
        page.get_by_role("link", name="جسر جديد").click()
        page.locator("[name=_transition][value=approve]").click()
        page.locator(".messagelist .success").first.wait_for()

    (path,) = [
        link
        for link in editable.get("/ar/").tree.xpath("//a/@href")
        if link.endswith("/new-bridge/")
    ]
    shown = editable.get(path)
    assert shown.heading == ["جسر جديد"]
    assert "افتُتح الجسر اليوم أمام المشاة." in shown.texts("//main")[0]
    assert shown.tree.get("dir") == "rtl"
