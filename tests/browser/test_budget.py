"""What the first visit to the home page costs."""

from urllib.parse import urlsplit

import pytest

from tests.browser.pages import TAGS
from tests.browser.reading import reader

pytestmark = pytest.mark.browser

KB = 1000


def visit(browser, portal, path):
    """{address: transferred bytes, headers included} of all that a first visit loads."""
    addresses, sizes = {}, {}
    with reader(browser, portal) as tab:
        session = tab.page.context.new_cdp_session(tab.page)
        session.on(
            "Network.requestWillBeSent",
            lambda event: addresses.update({event["requestId"]: event["request"]["url"]}),
        )
        session.on(
            "Network.loadingFinished",
            lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
        )
        session.send("Network.enable")
        page = tab.open(path)
        page.mouse.wheel(0, 20000)
        page.wait_for_load_state("networkidle")
    assert tab.trouble == []
    return {addresses[key]: size for key, size in sizes.items()}


@pytest.mark.parametrize("language", TAGS)
def test_home(browser, portal, language):
    loaded = visit(browser, portal, f"/{language}/")
    own = {url: size for url, size in loaded.items() if not url.startswith("data:")}
    assert {urlsplit(url).netloc for url in own} == {portal.host}
    assert {f"/{language}/"} < {urlsplit(url).path for url in own}
    assert len(own) <= 16
    assert sum(own.values()) <= 60 * KB, own


def raw_size(portal, url):
    return len(portal.get(url, accept_encoding="identity").body)


def test_styles_and_scripts(portal):
    home = portal.get("/en/").tree
    sheets = home.xpath("//link[@rel='stylesheet']/@href")
    scripts = home.xpath("//script/@src")
    assert len(sheets) == 1
    assert KB < raw_size(portal, sheets[0]) <= 40 * KB
    assert 0 < sum(raw_size(portal, script) for script in scripts) <= 10 * KB
