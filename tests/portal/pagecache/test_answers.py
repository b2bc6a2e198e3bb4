"""What is kept, under which address, and what a reader gets of it."""

import gzip
import time

import brotli
import pytest

from portal.pagecache import PageCache
from portal.pagecache.encodings import preferred
from tests.portal.pagecache.site import PAGE, Site, ask

SHARED = "public, max-age=0, s-maxage=60, stale-if-error=86400, stale-while-revalidate=60"


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def cache(site, own_generation):
    return PageCache(site)


def test_the_second_reader_gets_the_snapshot(cache, site):
    first, second = ask(cache), ask(cache)

    assert site.rendered == ["/en/"]
    assert first == second
    assert second.body == PAGE
    assert second.headers == {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(PAGE)),
        "Cache-Control": SHARED,
        "X-Accel-Expires": "1",
        "Vary": "Accept-Encoding",
        "ETag": second.headers["ETag"],
    }


def test_each_language_has_its_own(cache, site):
    ask(cache, "/en/")
    site.body = b"<h1>Selamat datang</h1>"
    ask(cache, "/id/")

    assert ask(cache, "/en/").body == PAGE
    assert ask(cache, "/id/").body == b"<h1>Selamat datang</h1>"
    assert site.rendered == ["/en/", "/id/"]


def test_each_coding_is_the_same_page_under_its_own_etag(cache, site):
    plain = ask(cache)
    small = ask(cache, ACCEPT_ENCODING="gzip, deflate, br")
    older = ask(cache, ACCEPT_ENCODING="gzip")

    assert (small.headers["Content-Encoding"], brotli.decompress(small.body)) == ("br", PAGE)
    assert (older.headers["Content-Encoding"], gzip.decompress(older.body)) == ("gzip", PAGE)
    assert int(small.headers["Content-Length"]) == len(small.body) < len(PAGE)
    assert len({reply.headers["ETag"] for reply in (plain, small, older)}) == 3
    assert len(site.rendered) == 1


@pytest.mark.parametrize(
    "header, coding",
    [
        ("", "identity"),
        ("br", "br"),
        ("gzip, br", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.2, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("identity", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0, gzip", "gzip"),
        ("identity;q=0", "identity"),
        ("GZIP; Q=1.0", "gzip"),
        ("gzip;q=wrong", "identity"),
        ("gzip;q=1.1.1", "identity"),
        ("deflate, zstd", "identity"),
    ],
)
def test_the_coding_is_the_one_the_reader_accepts(header, coding):
    assert preferred(header) == coding


def test_what_is_not_text_is_not_packed(cache, site):
    site.headers = [("Content-Type", "application/pdf")]
    ask(cache)

    reply = ask(cache, ACCEPT_ENCODING="gzip, br")

    assert "Content-Encoding" not in reply.headers
    assert reply.body == PAGE
    assert len(site.rendered) == 1


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/atom+xml", "image/svg+xml"]
)
def test_text_by_another_name_is_packed(cache, site, content_type):
    site.headers = [("Content-Type", content_type)]

    assert ask(cache, ACCEPT_ENCODING="br").headers["Content-Encoding"] == "br"


@pytest.mark.parametrize("before", [0, 1], ids=["cold", "warm"])
def test_head_has_the_headers_and_no_body(cache, site, before):
    for _ in range(before):
        ask(cache)

    head = ask(cache, method="HEAD")

    assert head.body == b""
    assert head.headers == ask(cache).headers
    assert site.rendered == ["/en/"]


@pytest.mark.parametrize("spelling", ["{}", "W/{}", '"other", {}', "*"])
def test_a_reader_who_has_it_gets_304(cache, site, spelling):
    etag = ask(cache, ACCEPT_ENCODING="br").headers["ETag"]

    reply = ask(cache, ACCEPT_ENCODING="br", IF_NONE_MATCH=spelling.format(etag))

    assert (reply.status, reply.body) == (304, b"")
    assert reply.headers["ETag"] == etag
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert "Content-Length" not in reply.headers


def test_the_etag_of_another_coding_or_another_text_is_not_enough(cache, site):
    packed = ask(cache, ACCEPT_ENCODING="br").headers["ETag"]
    plain = ask(cache).headers["ETag"]
    cache.generation.bump()
    site.body = PAGE + b"changed"

    assert ask(cache, IF_NONE_MATCH=packed).status == 200
    assert ask(cache, IF_NONE_MATCH=plain).status == 200


def test_a_conditional_first_request_asks_for_the_whole_page(cache, site):
    ask(cache, IF_NONE_MATCH='"something"', RANGE="bytes=0-1")

    assert {"HTTP_IF_NONE_MATCH", "HTTP_RANGE"} & site.asked.keys() == set()
    assert ask(cache).body == PAGE
    assert len(site.rendered) == 1


def test_a_server_that_adds_headers_does_not_change_the_snapshot(cache):
    def spoil(status, headers):
        headers.append(("Connection", "close"))

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/en/", "wsgi.url_scheme": "http"}
    for _ in range(2):
        cache(environ | {"QUERY_STRING": "", "HTTP_HOST": "testserver"}, spoil)

    assert "Connection" not in ask(cache).headers


def test_pages_with_contacts_are_never_shown_outdated(cache, site):
    site.wish = {"stale": False}

    assert ask(cache).headers["Cache-Control"] == (
        "public, max-age=0, s-maxage=60, stale-if-error=86400"
    )


def test_no_proxy_shows_what_has_a_firm_end_when_we_do_not_answer(cache, site):
    site.wish = {"stale": False, "ends": time.time() + 3600}

    assert ask(cache).headers["Cache-Control"] == "public, max-age=0, s-maxage=60"


def test_a_foreign_cookie_gets_the_snapshot(cache, site):
    ask(cache, COOKIE="_pk_id=1; csrftoken=2")
    ask(cache, COOKIE="notsessionid=3; note=sessionid=4")

    assert len(site.rendered) == 1


@pytest.mark.parametrize(
    "cookie", ["sessionid=a", "x=1; sessionid=a", "x=1,sessionid=a", "sessionid="]
)
def test_a_session_goes_past_the_snapshot_both_ways(cache, site, cookie):
    site.headers.append(("Cache-Control", "max-age=600"))
    site.body = b"draft"
    mine = ask(cache, COOKIE=cookie)
    site.body = PAGE
    ask(cache)
    site.body = b"second draft"
    again = ask(cache, COOKIE=cookie)

    assert (mine.body, again.body) == (b"draft", b"second draft")
    assert again.headers["Cache-Control"] == "private, no-store"
    assert ask(cache).body == PAGE


def test_a_session_may_keep_static_files(cache, site):
    site.headers.append(("Cache-Control", "max-age=31536000, immutable"))

    reply = ask(cache, "/static/portal.css", COOKIE="sessionid=a")

    assert reply.headers["Cache-Control"] == "max-age=31536000, immutable"


@pytest.mark.parametrize(
    "status, header",
    [
        ("404 Not Found", ("X-Note", "")),
        ("302 Found", ("Location", "/en/")),
        ("500 Internal Server Error", ("X-Note", "")),
        ("200 OK", ("Set-Cookie", "vote=1")),
        ("200 OK", ("Cache-Control", "private")),
        ("200 OK", ("Cache-Control", "max-age=0, No-Store")),
        ("200 OK", ("Cache-Control", "no-cache")),
        ("200 OK", ("Content-Encoding", "gzip")),
        ("200 OK", ("Vary", "Accept-Encoding, Cookie")),
        ("200 OK", ("Vary", "Accept-Language")),
        ("200 OK", ("Content-Security-Policy", "script-src 'nonce-abc'")),
    ],
)
def test_what_is_not_for_everyone_is_not_kept(cache, site, status, header):
    site.status = status
    site.headers.append(header)
    ask(cache)
    reply = ask(cache)

    assert len(site.rendered) == 2
    assert (reply.status, reply.body) == (int(status[:3]), PAGE)
    assert header in reply.headers.items()
    assert cache.store.size == 0


def test_a_form_token_is_noticed_without_its_cookie(cache, site):
    site.marks = {"CSRF_COOKIE_NEEDS_UPDATE": False}
    ask(cache)
    ask(cache)

    assert len(site.rendered) == 2


def test_an_address_without_a_language_is_not_kept_unless_the_view_says_so(cache, site):
    for path in ("/robots.txt", "/", "/fr/"):
        ask(cache, path)
    assert cache.store.size == 0

    site.declared = {}
    ask(cache, "/robots.txt")
    ask(cache, "/robots.txt")
    assert len(site.rendered) == 4


def test_an_answer_told_to_depend_on_its_address_alone_may_vary_by_language(cache, site):
    site.headers.append(("Vary", "Accept-Language"))
    site.declared = {}
    ask(cache, "/sitemap.xml")

    assert ask(cache, "/sitemap.xml").headers["Vary"] == "Accept-Encoding"
    assert len(site.rendered) == 1


def test_an_answer_in_pieces_is_passed_through(cache, site):
    def stream(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/csv")])
        return (piece for piece in [b"a", b"b"])

    streaming = PageCache(stream)

    assert [ask(streaming).body, ask(streaming).body] == [b"ab", b"ab"]
    assert ask(streaming, method="HEAD").body == b""
    assert streaming.store.size == 0


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS"])
def test_other_methods_pass(cache, site, method):
    ask(cache)
    ask(cache, method=method)

    assert len(site.rendered) == 2


@pytest.mark.parametrize("path", ["/static/portal.css", "/media/map.svg"])
def test_files_are_kept_by_others(cache, site, path):
    ask(cache, path)
    ask(cache, path)

    assert len(site.rendered) == 2


@pytest.mark.parametrize(
    "host", ["evil.example", "", "testserver.evil.example", "testserver:81", "x@testserver"]
)
def test_a_wrong_host_is_neither_kept_nor_served(cache, site, host):
    site.body = b"poison"
    ask(cache, host=host)
    site.body = PAGE
    ask(cache)
    site.body = b"poison"

    assert ask(cache, host=host).body == b"poison"
    assert ask(cache).body == PAGE


def test_the_own_port_is_part_of_the_address(cache, site):
    ask(cache, host="testserver")
    ask(cache, host="testserver:8000")
    ask(cache, host="testserver:8000")

    assert len(site.rendered) == 2


def test_wildcard_hosts_keep_nothing(site, own_generation, settings):
    settings.ALLOWED_HOSTS = ["*", ".example.org"]
    cache = PageCache(site)
    ask(cache, host="a.example.org")
    ask(cache, host="a.example.org")

    assert len(site.rendered) == 2


def test_http_and_https_are_two_pages(site, own_generation, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    cache = PageCache(site)
    ask(cache, X_FORWARDED_PROTO="https")
    site.status = "301 Moved Permanently"

    assert ask(cache, X_FORWARDED_PROTO="http").status == 301
    assert ask(cache, X_FORWARDED_PROTO="https").status == 200


def test_no_memory_means_no_cache(site, own_generation, settings):
    settings.PAGE_CACHE_BYTES = 0
    cache = PageCache(site)
    ask(cache)
    ask(cache)

    assert len(site.rendered) == 2
