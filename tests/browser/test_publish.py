"""What is published appears in every process; what is a draft appears to those who may see it."""

import json
import time

import pytest

from tests.browser.installation import Portal

pytestmark = pytest.mark.browser

SLUG = "hamamatsu"
LIST = "/en/cooperation/partners/"
DRAFT = "testville"
MARK = "*[contains(@class, 'tag') and contains(@class, 'warn')]"


@pytest.fixture(scope="module")
def second(editable):
    """Another process of the same installation."""
    with Portal(editable.installation) as served:
        yield served


@pytest.fixture(scope="module")
def staff(editable):
    return editable.sign_in()


def eventually(look, expected):
    """The last thing seen, so that the assertion tells it."""
    deadline = time.monotonic() + 5
    while (seen := look()) != expected and time.monotonic() < deadline:
        time.sleep(0.1)
    return seen


def lede(portal, path):
    return portal.get(path).texts("//main//p[@class='lede']")[-1]


def test_a_change_shows_in_every_process(editable, second, staff):
    path, page = staff.partner(SLUG), f"{LIST}{SLUG}/"
    before = {lede(editable, page), lede(second, page)}
    opened = staff.open(path)
    assert before == set(opened["profile_en"])
    assert staff.post(path, opened | {"profile_en": "A new profile."}).status == 302
    for portal in (editable, second):
        assert eventually(lambda p=portal: lede(p, page), "A new profile.") == "A new profile."
    data = json.loads(second.get(f"/api/v1/partners/{SLUG}?lang=en").body)
    assert data["profile"] == {"text": "A new profile.", "language": "en"}


def shown(portal, slug):
    """Where a reader without an account meets a partner, and how many each list counts."""
    listing = portal.get(LIST)
    data = json.loads(portal.get("/api/v1/partners?lang=en").body)["items"]
    return {
        "page": portal.get(f"{LIST}{slug}/").status,
        "list": f"{LIST}{slug}/" in listing.tree.xpath("//main//@href"),
        "names": len(listing.texts("//tbody//th//a")),
        "count": int(listing.texts("//*[@role='status']")[0].split()[0]),
        "home": f"{LIST}{slug}/" in portal.get("/en/").text,
        "sitemap": portal.get("/sitemap.xml").text.count(f"/{slug}/</loc>"),
        "api": slug in [partner["slug"] for partner in data],
        "api count": len(data),
        "api page": portal.get(f"/api/v1/partners/{slug}").status,
        "filter": portal.get(f"{LIST}?country=IS").status,
    }


def test_a_draft_is_for_staff_only(editable, second, staff):
    before = shown(editable, DRAFT)
    assert shown(second, DRAFT) == before
    assert before["names"] == before["count"] == before["api count"] > 0
    form = staff.open("/admin/sistercity/partner/add/")
    texts = {name: ["Testville"] for name in form if name.startswith(("name_", "profile_"))}
    draft = form | texts | {"slug": DRAFT, "country": "IS"}
    created = staff.post("/admin/sistercity/partner/add/", draft)
    assert created.status == 302, created.texts("//*[contains(@class, 'errorlist')]")

    preview = staff.get(f"{LIST}{DRAFT}/")
    assert (preview.status, preview.heading) == (200, ["Testville"])
    assert preview.texts(f"//main//{MARK}") == ["Draft"]
    assert preview.headers["Cache-Control"] == "private, no-store"
    assert preview.tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert staff.get(LIST).texts(f"//tbody//tr[.//a[text()='Testville']]//{MARK}") == ["Draft"]
    assert [shown(portal, DRAFT) for portal in (editable, second)] == [before, before]

    path = staff.partner(DRAFT)
    for step in ("submit", "approve"):
        assert staff.post(path, staff.open(path) | {"_transition": step}).status == 302
    published = before | {
        "page": 200, "list": True, "api": True, "api page": 200, "filter": 200, "home": False,
        "names": before["names"] + 1, "count": before["count"] + 1,
        "api count": before["api count"] + 1, "sitemap": len(texts) // 2,
    }  # fmt: skip
    for portal in (editable, second):
        assert eventually(lambda p=portal: shown(p, DRAFT), published) == published

    assert staff.post(path, staff.open(path) | {"_transition": "send_back"}).status == 302
    for portal in (editable, second):
        assert eventually(lambda p=portal: shown(p, DRAFT), before) == before


def test_a_record_without_a_name_is_refused(staff):
    form = staff.open("/admin/sistercity/partner/add/")
    nameless = form | {"slug": "nameless", "country": "IS"}
    refused = staff.post("/admin/sistercity/partner/add/", nameless)
    assert refused.status == 200
    assert len(refused.texts("//ul[@id='id_name_ind_error']/li")) == 1
