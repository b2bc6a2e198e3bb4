"""An officer takes a new partner from its proposal to the signing, in Indonesian."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import hostile
from tests.browser.reading import reader
from tests.browser.test_review import working

pytestmark = pytest.mark.browser

DAY = "2026-01-15"


def propose(browser, portal):
    with reader(browser, portal) as tab:
        page = tab.open("/en/cooperation/propose/")
        page.check("[name=purpose][value=cooperation]")
        page.fill("[name=city]", "Port Vila")
        page.select_option("[name=country]", "VU")
        page.fill("[name=office]", "City of Port Vila")
        page.fill("[name=name]", "A. Person")
        page.fill("[name=email]", "office@example.org")
        page.locator("[name=topics]").first.check()
        page.fill("[name=message]", "We would like to work together.")
        page.check("[name=consent]")
        page.locator("main").get_by_role("button", name="Send", exact=True).click()
        page.wait_for_url("**/propose/sent/**")
        assert tab.trouble == []


def accept(page, portal):
    page.goto(f"{portal.url}/admin/sistercity/proposal/")
    page.locator("#result_list tbody th a").first.click()
    page.locator("[name=_step][value=accept]").click()
    page.locator(".messagelist .success").first.wait_for()


def file_papers(page, number, path):
    """File what the stage still lacks, each through its link."""
    workspace = page.url
    missing = page.locator(f"#stage-{number} a[href*='/document/add/']")
    while missing.count():
        missing.first.click()
        page.set_input_files("[name=file]", path)
        page.fill("[name=number]", f"{number}/2026")
        page.fill("[name=date]", DAY)
        page.locator("[name=_save]").click()
        page.locator(".messagelist .success").first.wait_for()
        page.goto(workspace)


def take(page, number, step):
    page.locator(f"#stage-{number} a.button[href$='/{step}/']").click()
    page.locator("#step_form [type=submit]").click()
    page.locator(".messagelist .success").first.wait_for()


def state(page, number):
    return page.locator(f"#stage-{number} .chip").inner_text()


@pytest.mark.full
def test_from_the_proposal_to_the_signing(browser, editable, tmp_path):
    paper = tmp_path / "dokumen.pdf"
    paper.write_bytes(hostile.pdf())
    propose(browser, editable)
    with working(browser, editable, "cooperation officer") as page:
        accept(page, editable)
        page.goto(f"{editable.url}/admin/sistercity/partnership/board/?country=VU")
        page.locator("#board tbody th a").click()
        page.wait_for_url("**/stages/")

        # A gate that is not met is refused in the officer's language, and the entries stay.
        page.locator("#stage-2 a.button[href$='/start/']").click()
        page.fill("[name=on]", DAY)
        page.locator("#step_form [type=submit]").click()
        refusal = page.locator(".errorlist").inner_text()
        assert refusal.startswith("Minat kedua pihak harus tercatat lebih dahulu")
        assert page.input_value("[name=on]") == DAY
        page.go_back()
        page.go_back()

        file_papers(page, 1, paper)
        take(page, 1, "complete")
        take(page, 2, "start")
        for number in range(2, 8):
            file_papers(page, number, paper)
            if number > 2:
                take(page, number, "start")
            take(page, number, "complete")

        assert [state(page, number) for number in range(1, 8)] == ["Selesai"] * 7
        assert page.locator("#stage-7 .papers li").count() == 3


def test_one_of_ten_officers_at_once_takes_the_step(editable):
    staff = editable.sign_in()
    board = staff.get("/admin/sistercity/partnership/board/?country=KR&stage=exploration")
    path = board.tree.xpath("//table[@id='board']/tbody//th/a/@href")[0]
    (skip,) = staff.get(path).tree.xpath("//*[@id='stage-1']//a[contains(@href, '/skip/')]/@href")
    opened = staff.open(skip)
    reasons = [f"Reason {number}." for number in range(10)]
    with ThreadPoolExecutor(len(reasons)) as pool:
        answers = list(pool.map(lambda text: staff.post(skip, opened | {"reason": text}), reasons))

    saved = dict(zip(reasons, answers, strict=True))
    (winner,) = [text for text, answer in saved.items() if answer.status == 302]
    for text, answer in saved.items():
        if text != winner:
            (told,) = answer.texts("//ul[contains(@class, 'nonfield')]/li")
            assert told.startswith("Somebody else has changed this stage since you opened it.")
            assert answer.texts("//textarea[@name='reason']") == [text]
    assert staff.get(path).texts("//*[@id='stage-1']//div[@class='reason']/dd") == [winner]
