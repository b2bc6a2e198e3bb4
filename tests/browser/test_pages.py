"""Every page of the portal, found by its links, and what HTTP says around them."""

import gzip
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
from django.utils import translation
from django.utils.translation import gettext
from lxml import etree

from tests.browser.pages import NEVER_KEPT, TAGS, TYPES, addresses, in_languages

pytestmark = pytest.mark.browser

START = "/en/"
LINKS = ("href", "src", "action", "data-hx-get")
DIRECTIONS = {"ar": "rtl"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(scope="module")
def crawl(portal):
    """{path with query: answer} of everything on this host that can be reached from START."""
    found, wanted = {}, {START}
    with ThreadPoolExecutor(4) as pool:
        while wanted:
            answers = list(pool.map(portal.get, sorted(wanted)))
            found |= {answer.path: answer for answer in answers}
            links = {link for answer in answers for link in internal_links(portal, answer)}
            wanted = links - found.keys()
    return found


@pytest.fixture(scope="module")
def pages(crawl):
    return [answer for answer in crawl.values() if answer.is_html and answer.status == 200]


@pytest.fixture(scope="module")
def partner_list(portal):
    return in_languages(portal, TYPES["partners"])


def internal_links(portal, answer):
    if not answer.is_html:
        return
    for attribute in LINKS:
        for value in answer.tree.xpath(f"//@{attribute}"):
            address = urlsplit(urljoin(portal.url + answer.path, value))
            # Forms about each page, never kept: tests/portal/test_feedback.py and
            # tests/sistercity/test_propose.py.
            of_a_page = "/propose/" in address.path and address.query
            is_form = "/feedback/" in address.path or of_a_page
            if address.netloc == portal.host and not is_form:
                yield address.path + (f"?{address.query}" if address.query else "")


def language_of(answer):
    return answer.path.split("/")[1]


def alternates(portal, answer):
    links = answer.tree.xpath("//link[@rel='alternate'][@hreflang]")
    return {link.get("hreflang"): link.get("href").removeprefix(portal.url) for link in links}


def canonical(portal, answer):
    return [
        url.removeprefix(portal.url) for url in answer.tree.xpath("//link[@rel='canonical']/@href")
    ]


@pytest.fixture(scope="module")
def indexed(pages):
    """What search engines may show: all but our own search and what delegations get."""
    found = [page for page in pages if not page.tree.xpath("//meta[@name='robots']")]
    assert {page.path for page in pages} - {page.path for page in found} == {
        *(f"/{code}/search/" for code in TAGS),
        *(page.path for page in pages if "/delegation/" in page.path),
    }
    return found


def plain(pages):
    """Without those that a filter of the same page leads to."""
    return [page for page in pages if "?" not in page.path]


def test_no_link_is_broken(crawl):
    assert [(a.path, a.status) for a in crawl.values() if a.status != 200] == []
    assert {language_of(a) for a in crawl.values() if a.is_html} == set(TAGS)


def test_every_fragment_exists(portal, crawl, pages):
    broken = []
    for page in pages:
        for link in page.tree.xpath("//a[contains(@href, '#')]/@href"):
            address = urlsplit(urljoin(portal.url + page.path, link))
            if address.netloc != portal.host or not address.fragment:
                continue
            target = crawl[address.path + (f"?{address.query}" if address.query else "")]
            if not target.tree.xpath("//*[@id=$id]", id=address.fragment):
                broken.append(f"{page.path} → {link}")
    assert broken == []


def test_every_page_is_in_one_language_and_well_formed(pages):
    wrong = []
    for page in pages:
        code, root = language_of(page), page.tree
        ids = Counter(root.xpath("//@id"))
        checks = {
            "lang": root.get("lang") == TAGS[code],
            "dir": root.get("dir") == DIRECTIONS.get(code, "ltr"),
            "one h1": len(page.heading) == 1 and page.heading != [""],
            "unique ids": max(ids.values()) == 1,
            "title": len(page.texts("//head/title")) == 1 and page.texts("//head/title") != [""],
            "style attribute": not root.xpath("//@style | //style"),
            "inline script": not root.xpath("//script[not(@src)][@type!='application/ld+json']")
            and not root.xpath("//script[not(@src)][not(@type)]"),
            "event attribute": not root.xpath("//@*[starts-with(name(), 'on')]"),
            "description": root.xpath("//meta[@name='description']/@content") not in ([], [""]),
        }
        wrong += [f"{page.path}: {name}" for name, is_right in checks.items() if not is_right]
    assert wrong == []


def test_titles_tell_the_pages_apart(pages):
    titles = Counter((language_of(p), *p.texts("//head/title")) for p in plain(pages))
    assert [title for title, count in titles.items() if count > 1] == []


def test_alternates_are_complete_and_reciprocal(portal, indexed):
    answers, wrong = {page.path: page for page in indexed}, []
    for page in indexed:
        links = alternates(portal, page)
        if set(links) != {*TAGS.values(), "x-default"} or links["x-default"] != links["en"]:
            wrong.append(f"{page.path}: incomplete {sorted(links)}")
        if links.get(TAGS[language_of(page)]) != urlsplit(page.path).path:
            wrong.append(f"{page.path}: does not name itself")
        for tag, path in links.items():
            if path not in answers or alternates(portal, answers[path]) != links:
                wrong.append(f"{page.path}: {tag} does not answer")
            elif tag != "x-default" and answers[path].tree.get("lang") != tag:
                wrong.append(f"{page.path}: {tag} is in another language")
    assert wrong == []


def test_language_menu_leads_to_the_same_page(portal, indexed):
    wrong = []
    for page in indexed:
        links = page.tree.xpath("//ul[@id='langs']//a")
        menu = {link.get("hreflang"): link.get("href") for link in links}
        expected = alternates(portal, page)
        expected.pop("x-default", None)
        if menu != expected:
            wrong.append(page.path)
    assert wrong == []


def test_canonical_is_the_page_without_its_filters(portal, indexed):
    assert [
        page.path for page in indexed if canonical(portal, page) != [urlsplit(page.path).path]
    ] == []


def test_sitemap_lists_the_same_pages_and_alternates(portal, indexed):
    tree = etree.fromstring(portal.get("/sitemap.xml").body)
    listed = {
        url.findtext("s:loc", namespaces=SITEMAP).removeprefix(portal.url): {
            link.get("hreflang"): link.get("href").removeprefix(portal.url)
            for link in url.findall("x:link", SITEMAP)
        }
        for url in tree.findall("s:url", SITEMAP)
    }
    linked = {page.path: alternates(portal, page) for page in plain(indexed)}
    assert sorted(listed.keys() ^ linked.keys()) == []
    assert [path for path in listed if listed[path] != linked[path]] == []


def test_nothing_personal_in_any_answer(crawl, pages):
    pages = [page for page in pages if "/propose/" not in page.path]
    crawl = {path: answer for path, answer in crawl.items() if "/propose/" not in path}
    assert [a.path for a in crawl.values() if a.headers.get_all("Set-Cookie")] == []
    shared = [(page.path, page.headers["Vary"]) for page in pages]
    assert [item for item in shared if item[1] != "Accept-Encoding"] == []
    held_back = ("private", "no-store", "no-cache")
    controls = [(page.path, page.headers.get("Cache-Control", "")) for page in pages]
    assert [c for c in controls if "public" not in c[1] or any(w in c[1] for w in held_back)] == []


def test_pages_hold_what_the_data_says(portal, pages):
    """Names as the interface for machines gives them, in every language."""
    answers = {page.path: page for page in pages}
    wrong = []
    for code in TAGS:
        for partner in json.loads(portal.get(f"/api/v1/partners?lang={code}").body)["items"]:
            page = answers.get(partner["url"].removeprefix(portal.url))
            if page is None or page.heading != [partner["name"]["text"]]:
                wrong.append((code, partner["slug"]))
    assert wrong == []


@pytest.fixture(scope="module")
def samples(portal):
    found = addresses(portal, ["en", "ar"])
    return [path for kind, _language, path in found if kind not in NEVER_KEPT]


def test_revalidation(portal, samples):
    wrong = []
    for path in samples:
        page = portal.get(path, accept_encoding="gzip")
        again = portal.get(path, accept_encoding="gzip", if_none_match=page.headers["ETag"] or "")
        other = portal.get(path, accept_encoding="gzip", if_none_match='"other"')
        if (again.status, again.raw, other.raw) != (304, b"", page.raw):
            wrong.append((path, again.status))
        elif again.headers["ETag"] != page.headers["ETag"]:
            wrong.append((path, "another ETag"))
    assert wrong == []


def test_codings(portal, samples):
    wrong = []
    for path in samples:
        as_it_is = portal.get(path, accept_encoding="identity")
        tags = {as_it_is.headers["ETag"]}
        for coding, unpack in {"gzip": gzip.decompress, "br": brotli.decompress}.items():
            packed = portal.get(path, accept_encoding=coding)
            tags.add(packed.headers["ETag"])
            named = packed.headers["Content-Encoding"]
            if named != coding or unpack(packed.raw) != as_it_is.raw:
                wrong.append((path, coding, named))
        if None in tags or len(tags) != 3:
            wrong.append((path, "ETags", tags))
    assert wrong == []


def test_head_is_get_without_a_body(portal, samples):
    wrong = []
    for path in samples:
        page, head = portal.get(path), portal.get(path, "HEAD")
        for answer in (page, head):
            del answer.headers["Date"]
        known, answered = sorted(page.headers.items()), sorted(head.headers.items())
        if (head.status, head.raw, answered) != (page.status, b"", known):
            wrong.append((path, head.status))
    assert wrong == []


@pytest.mark.parametrize("language", TAGS)
def test_missing_page_in_the_reader_s_language(portal, partner_list, language):
    with translation.override(language):
        expected = gettext("This page is not here")
    for path, headers in {
        "/xx/": {"accept_language": TAGS[language]},
        "/gibtesnicht": {"accept_language": TAGS[language]},
        f"/{language}/gibtesnicht/": {},
        f"{partner_list[language]}atlantis/": {},
        f"{partner_list[language]}?page=999": {},
        f"{partner_list[language]}?page=x": {},
    }.items():
        answer = portal.get(path, **headers)
        found = (answer.status, answer.tree.get("lang"), answer.heading)
        assert found == (404, TAGS[language], [expected]), path
        assert answer.tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert answer.tree.xpath("//link[@rel='canonical' or @hreflang]") == []


def test_missing_page_is_translated(portal):
    headings = {portal.get(f"/{code}/gibtesnicht/").heading[0] for code in ["en", "de", "ko", "ar"]}
    assert len(headings) == 4


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", ["country", "field", "status", "stage", "sort"])
def test_wrong_filter_is_named_at_its_field(portal, partner_list, language, name):
    answer = portal.get(f"{partner_list[language]}?{name}=XX")
    assert answer.status == 400
    assert answer.tree.get("lang") == language
    assert answer.headers["Set-Cookie"] is None
    (field,) = answer.tree.xpath("//*[@aria-invalid='true']")
    assert field.get("name") == name
    (message,) = answer.texts(f"//*[@id='{field.get('aria-describedby')}']")
    assert "XX" in message
    everything = portal.get(partner_list[language])
    assert answer.texts("//tbody//th//a") == everything.texts("//tbody//th//a")


@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example", "evil.example:80", ""])
def test_wrong_host_gets_no_page(portal, host):
    for path in ("/en/", "/en/cooperation/partners/", "/"):
        answer = portal.get(path, host=host)
        assert answer.status == 400
        assert answer.heading == ["This request cannot be understood"]
        assert b"evil" not in answer.body
    assert portal.get("/en/").status == 200


def test_wrong_host_in_the_reader_s_language(portal):
    answer = portal.get("/ar/", host="evil.example")
    assert (answer.status, answer.tree.get("lang"), answer.tree.get("dir")) == (400, "ar", "rtl")


@pytest.mark.parametrize(
    "cookie",
    ["=;;,=", "\xff\xfe", "a" * 4000, "csrftoken=x; theme", 'b="unfinished', "xsessionid=1"],
    ids=["empty", "bytes", "long", "token", "quote", "like a session"],
)
def test_foreign_and_broken_cookies_get_the_snapshot(portal, cookie):
    page = portal.get("/en/cooperation/")
    answer = portal.get("/en/cooperation/", cookie=cookie)
    assert (answer.status, answer.raw) == (200, page.raw)
    assert answer.headers["ETag"] == page.headers["ETag"] != None  # noqa: E711
    assert answer.headers["Cache-Control"].startswith("public")


def test_a_session_is_never_shared(portal):
    for path in ("/en/", "/ar/cooperation/", "/en/cooperation/partners/"):
        page, answer = portal.get(path), portal.get(path, cookie="sessionid=broken")
        assert (answer.status, answer.heading) == (200, page.heading)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["ETag"] is None


@pytest.mark.parametrize("language", ["en", "ar"])
def test_over_long_query(portal, partner_list, language):
    unknown = portal.get(f"{partner_list[language]}?unknown={'x' * 8000}")
    plain_list = portal.get(partner_list[language])
    assert (unknown.status, unknown.heading) == (200, plain_list.heading)
    value = portal.get(f"{partner_list[language]}?country={'x' * 8000}")
    assert (value.status, value.tree.get("lang")) == (400, language)
    many = portal.get(f"/{language}/?{'&'.join(f'a{n}={n}' for n in range(900))}")
    assert (many.status, many.heading) == (200, portal.get(f"/{language}/").heading)


def test_root_negotiates_and_stores_nothing(portal):
    found = {
        header: portal.get("/", accept_language=header).headers["Location"]
        for header in ["de-AT,de;q=0.9", "zh-CN", "ar-EG", "fr", "*", ";;q=x", "ja,id;q=0.1"]
    }
    assert found == {
        "de-AT,de;q=0.9": "/de/",
        "zh-CN": "/zh-hans/",
        "ar-EG": "/ar/",
        "fr": "/en/",
        "*": "/en/",
        ";;q=x": "/en/",
        "ja,id;q=0.1": "/ja/",
    }
