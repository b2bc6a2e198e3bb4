"""A Korean office proposes a cooperation, without scripts; an officer takes it to stage 1."""

import re

import pytest

from tests import hostile
from tests.browser.reading import reader
from tests.browser.test_review import working

pytestmark = pytest.mark.browser

FORM = "/ko/cooperation/propose/"
TOO_FEW = ["확인이 필요한 항목이 3개 있습니다"]
LETTER = {"name": "seohan.pdf", "mimeType": "application/pdf", "buffer": hostile.pdf()}


def send_with_mistakes(page):
    """An address that is none, and no field of cooperation."""
    page.check("[name=purpose][value=cooperation]")
    page.fill("[name=city]", "전주")
    page.select_option("[name=country]", "KR")
    page.fill("[name=office]", "전주시 국제교류팀 & 친구들")
    page.fill("[name=name]", "김민지")
    page.fill("[name=email]", "minji")
    page.fill("[name=message]", "함께 일하고 싶습니다.")
    page.set_input_files("[name=attachment]", LETTER)
    page.check("[name=consent]")
    page.locator("main form button").click()


def accept(page, reference):
    """The officer reads the letter and takes the proposal."""
    page.get_by_role("link", name=re.compile("^전주:")).click()
    assert page.locator(".field-reference .readonly").inner_text() == reference
    with page.expect_download() as letter:
        page.locator(".field-letter a").click()
    assert letter.value.suggested_filename.endswith(".pdf")
    page.get_by_role("button", name="Terima", exact=True).click()
    page.locator(".messagelist .success").first.wait_for()


def test_from_the_proposal_to_stage_one(browser, editable):
    with reader(browser, editable, java_script_enabled=False, locale="ko") as tab:
        page = tab.open(FORM)
        send_with_mistakes(page)

        alert = page.get_by_role("alert")
        alert.wait_for()
        assert alert.locator("h2").all_inner_texts() == TOO_FEW
        links = [link.get_attribute("href") for link in alert.locator("a").all()]
        assert links == ["#id_email", "#id_topics", "#id_attachment"]
        assert page.input_value("[name=office]") == "전주시 국제교류팀 & 친구들"
        assert page.input_value("[name=country]") == "KR"
        assert page.is_checked("[name=consent]")

        page.fill("[name=email]", "minji@example.org")
        page.locator("[name=topics]").first.check()
        page.set_input_files("[name=attachment]", LETTER)
        page.locator("main form button").click()
        assert page.url.startswith(f"{editable.url}{FORM}sent/")
        reference = page.locator("main dd").inner_text()
        assert re.fullmatch(r"\d{4}-[0-9A-Z]{8}", reference)
        assert tab.trouble == []

    with working(browser, editable, "cooperation officer") as page:
        accept(page, reference)

        page.get_by_role("link", name=reference, exact=True).click()
        page.locator(".field-leads_to a").click()
        assert "/admin/sistercity/partnership/" in page.url
        page.goto(page.url.replace("/change/", "/stages/"))
        assert page.locator("main, #content").first.is_visible()
        assert page.get_by_text("Penjajakan").first.is_visible()
    partner = editable.get("/ko/cooperation/partners/partner/")
    assert partner.status == 404  # a draft
