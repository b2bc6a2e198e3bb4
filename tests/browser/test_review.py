"""An author writes, a publisher approves, a reader reads: in Indonesian, with the demo accounts."""

from contextlib import contextmanager

import pytest

from tests.browser.reading import reader

pytestmark = pytest.mark.browser

ADMIN_IN_INDONESIAN = "Administrasi situs"


@contextmanager
def working(browser, portal, role):
    """The tab of somebody with this role, after signing in; nothing may appear in the console."""
    email, password = portal.installation.account(role)
    with reader(browser, portal, locale="id") as tab:
        seen = []
        tab.page.on("console", lambda message: seen.append(message.text))
        tab.page.goto(f"{portal.url}/id/account/login/")
        tab.page.get_by_label("Alamat surel").fill(email)
        tab.page.get_by_label("Kata sandi", exact=True).fill(password)
        tab.page.locator("main").get_by_role("button", name="Masuk", exact=True).click()
        tab.page.wait_for_url(f"{portal.url}/admin/")
        assert tab.page.locator("#content h1").inner_text() == ADMIN_IN_INDONESIAN
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
