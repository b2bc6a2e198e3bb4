"""When a snapshot stops being right, and what stands in until there is a new one."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.utils import timezone

from portal.pagecache import PageCache, ends_at, expires_at, layer
from portal.pagecache.moments import next_midnight
from portal.pagecache.wishes import ENVIRON, Wish
from tests.portal.pagecache.site import PAGE, Site, ask

JAKARTA = ZoneInfo("Asia/Jakarta")
NOON = datetime(2026, 11, 22, 12, tzinfo=JAKARTA).timestamp()


class Clock:
    def __init__(self, now=NOON):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def cache(site, own_generation, clock, monkeypatch):
    monkeypatch.setattr(layer, "PATIENCE", 3600)
    return PageCache(site, clock=clock)


class Rendering:
    """Holds the site's next rendering until release(); `begun` tells that it has begun."""

    def __init__(self, site, body=PAGE):
        self.site, self.body = site, body
        self.begun, self.go = threading.Event(), threading.Event()
        site.before = self.hold

    def hold(self):
        self.site.before = lambda: None
        self.begun.set()
        assert self.go.wait(10)
        self.site.body = self.body

    def release(self):
        self.go.set()


@pytest.fixture
def threads():
    with ThreadPoolExecutor(64) as pool:
        yield pool


def test_a_write_drops_every_page(cache, site):
    ask(cache, "/en/")
    ask(cache, "/id/")
    cache.generation.bump()
    site.body = b"changed"

    assert (ask(cache, "/en/").body, ask(cache, "/id/").body) == (b"changed", b"changed")
    assert (ask(cache, "/en/").body, len(site.rendered)) == (b"changed", 4)


def test_a_page_rendered_while_something_was_written_is_not_trusted(cache, site):
    site.before = cache.generation.bump
    ask(cache)
    site.before = lambda: None
    site.body = b"changed"

    assert ask(cache).body == b"changed"


def test_a_record_appears_at_its_minute(cache, site, clock, calendar):
    calendar["next"] = NOON + 60
    ask(cache)
    site.body = b"with the new record"

    clock.now = NOON + 59.9
    assert ask(cache).body == PAGE
    clock.now = calendar["next"]
    calendar["next"] = NOON + 3600
    assert ask(cache).body == b"with the new record"
    assert ask(cache).headers["ETag"] and len(site.rendered) == 2


def test_what_is_computed_per_generation_is_dropped_at_that_minute_too(cache, clock, calendar):
    calendar["next"] = NOON + 60
    ask(cache)
    before = cache.generation.value
    clock.now = NOON + 61
    calendar["next"] = float("inf")
    ask(cache)
    ask(cache, "/id/")

    assert cache.generation.value == before + 1


def test_the_calendar_is_asked_once_per_generation(cache, calendar):
    for number in range(5):
        ask(cache, f"/en/{number}/")
    assert calendar["asked"] == 1

    cache.generation.bump()
    for number in range(5):
        ask(cache, f"/en/{number}/")
    assert calendar["asked"] == 2


def test_what_has_a_firm_end_is_not_shown_after_it_though_nothing_new_can_be_made(
    cache, site, clock
):
    site.wish = {"expires": NOON + 60, "ends": NOON + 60}
    ask(cache)
    fail_with_an_exception(site)
    clock.now = NOON + 59.9
    cache.generation.bump()
    assert (ask(cache).body, ask(cache).body) == (PAGE, PAGE)

    clock.now = NOON + 60
    with pytest.raises(OperationalError):
        ask(cache)


def test_the_firm_end_is_the_earliest_of_several():
    request = HttpRequest()
    request.META[ENVIRON] = wish = Wish()
    for minutes in (9, 3, 6):
        ends_at(request, datetime(2026, 11, 22, 12, minutes, tzinfo=JAKARTA))

    assert (wish.ends, wish.expires) == (NOON + 180, NOON + 180)


def test_a_view_sets_the_earliest_end(cache, site, clock):
    site.wish = {"expires": NOON + 900}
    ask(cache)
    clock.now = NOON + 899
    ask(cache)
    assert len(site.rendered) == 1

    clock.now = NOON + 900
    ask(cache)
    assert len(site.rendered) == 2


def test_the_earliest_of_several_ends_counts():
    request = HttpRequest()
    request.META[ENVIRON] = wish = Wish()
    for minute in (30, 15, 45):
        expires_at(request, datetime(2026, 11, 22, 12, minute, tzinfo=JAKARTA))

    assert wish.expires == NOON + 15 * 60


def test_a_day_ends_at_local_midnight(cache, site, clock):
    ask(cache)
    clock.now = datetime(2026, 11, 22, 23, 59, 59, tzinfo=JAKARTA).timestamp()
    ask(cache)
    assert len(site.rendered) == 1

    clock.now = datetime(2026, 11, 23, 0, 0, tzinfo=JAKARTA).timestamp()
    ask(cache)
    assert len(site.rendered) == 2


def test_midnight_follows_summer_time(monkeypatch):
    berlin = ZoneInfo("Europe/Berlin")
    monkeypatch.setattr(timezone, "get_default_timezone", lambda: berlin)
    eve = datetime(2026, 10, 25, 1, tzinfo=berlin).timestamp()

    assert next_midnight(eve) - eve == 24 * 3600


def test_a_thousand_readers_after_a_publish_cause_one_rendering(cache, site, threads):
    ask(cache)
    cache.generation.bump()
    rendering = Rendering(site, b"changed")
    first = threads.submit(ask, cache)
    assert rendering.begun.wait(10)
    during = [threads.submit(ask, cache) for _ in range(1000)]
    # Within the second the old page stands in: everyone is answered although nothing is ready.
    assert {reply.result(10).body for reply in during} == {PAGE}
    rendering.release()

    assert first.result(10).body == b"changed"
    assert ask(cache).body == b"changed"
    assert len(site.rendered) == 2


def test_an_old_page_is_shown_for_one_second_only(cache, site, clock, threads):
    ask(cache)
    cache.generation.bump()
    rendering = Rendering(site, b"changed")
    threads.submit(ask, cache)
    assert rendering.begun.wait(10)

    clock.now += 0.9
    assert threads.submit(ask, cache).result(10).body == PAGE
    clock.now += 0.2
    waiting = [threads.submit(ask, cache) for _ in range(20)]
    rendering.release()
    assert {reply.result(10).body for reply in waiting} == {b"changed"}
    assert len(site.rendered) == 2


def test_a_page_unread_for_long_is_not_shown_old_at_all(cache, site, clock, threads):
    ask(cache)
    cache.generation.bump()
    clock.now += 60
    rendering = Rendering(site, b"changed")
    threads.submit(ask, cache)
    assert rendering.begun.wait(10)
    second = threads.submit(ask, cache)
    rendering.release()

    assert second.result(10).body == b"changed"


def test_readers_of_a_new_page_wait_for_one_rendering(cache, site, threads):
    rendering = Rendering(site)
    first = threads.submit(ask, cache)
    assert rendering.begun.wait(10)
    others = [threads.submit(ask, cache) for _ in range(40)]
    elsewhere = threads.submit(ask, cache, "/id/").result(10)
    rendering.release()

    assert {reply.result(10).body for reply in [first, *others]} == {PAGE}
    assert elsewhere.body == PAGE
    assert sorted(site.rendered) == ["/en/", "/id/"]


def test_who_comes_just_after_the_rendering_does_not_repeat_it(cache, site, monkeypatch):
    board = cache.flights.board

    def late(key):
        monkeypatch.setattr(cache.flights, "board", board)
        ask(cache)
        return board(key)

    monkeypatch.setattr(cache.flights, "board", late)

    assert ask(cache).body == PAGE
    assert len(site.rendered) == 1


def test_readers_of_what_cannot_be_kept_do_not_wait_for_each_other(cache, site, threads):
    site.headers.append(("Cache-Control", "no-store"))
    ask(cache)
    rendering = Rendering(site)
    first = threads.submit(ask, cache)
    assert rendering.begun.wait(10)

    assert threads.submit(ask, cache).result(10).body == PAGE
    rendering.release()
    first.result(10)


def test_those_who_waited_in_vain_render_themselves(cache, site, threads):
    site.headers.append(("Set-Cookie", "token=1"))
    rendering = Rendering(site)
    first = threads.submit(ask, cache)
    assert rendering.begun.wait(10)
    others = [threads.submit(ask, cache) for _ in range(5)]
    rendering.release()

    assert {reply.result(10).status for reply in [first, *others]} == {200}
    assert len(site.rendered) == 6


def test_what_could_not_be_kept_can_be_kept_later(cache, site):
    site.status = "404 Not Found"
    ask(cache)
    site.status = "200 OK"
    ask(cache)
    ask(cache)

    assert len(site.rendered) == 2
    assert cache.flights.separate == {}


def test_patience_ends(cache, site, threads, monkeypatch):
    monkeypatch.setattr(layer, "PATIENCE", 0)
    rendering = Rendering(site)
    first = threads.submit(ask, cache)
    assert rendering.begun.wait(10)

    assert threads.submit(ask, cache).result(10).body == PAGE
    rendering.release()
    first.result(10)
    assert len(site.rendered) == 2


def test_while_a_rendering_hangs_the_old_page_stays(cache, site, clock, threads, monkeypatch):
    monkeypatch.setattr(layer, "PATIENCE", 0)
    ask(cache)
    cache.generation.bump()
    clock.now += 60
    rendering = Rendering(site, b"changed")
    first = threads.submit(ask, cache)
    assert rendering.begun.wait(10)

    assert threads.submit(ask, cache).result(10).body == PAGE
    monkeypatch.setattr(layer, "PATIENCE", 3600)  # the next reader is not made to wait at all
    assert threads.submit(ask, cache).result(10).body == PAGE
    rendering.release()
    assert first.result(10).body == b"changed"
    assert ask(cache).body == b"changed"


def fail_with_500(site):
    site.status = "503 Service Unavailable"


def fail_with_an_exception(site):
    def before():
        raise OperationalError("the server closed the connection")

    site.before = before


@pytest.mark.parametrize("fail", [fail_with_500, fail_with_an_exception])
def test_with_the_database_down_after_a_publish_the_old_page_stays(cache, site, clock, fail):
    ask(cache)
    cache.generation.bump()
    fail(site)

    for seconds in (0, 0.5, 1.5, 3600):
        clock.now = NOON + seconds
        assert (ask(cache).status, ask(cache).body) == (200, PAGE)
    # One attempt a second, not one a reader.
    assert len(site.rendered) == 4


def test_the_first_attempt_after_a_failure_heals_the_page(cache, site, clock):
    ask(cache)
    cache.generation.bump()
    fail_with_500(site)
    ask(cache)
    site.status, site.body = "200 OK", b"changed"

    clock.now += 0.5
    assert ask(cache).body == PAGE
    clock.now += 1
    assert ask(cache).body == b"changed"


def test_while_one_retries_the_others_keep_the_old_page(cache, site, clock, threads):
    ask(cache)
    cache.generation.bump()
    fail_with_500(site)
    ask(cache)
    clock.now += 60
    rendering = Rendering(site)
    first = threads.submit(ask, cache)
    assert rendering.begun.wait(10)

    assert threads.submit(ask, cache).result(10).body == PAGE
    rendering.release()
    assert first.result(10).body == PAGE


def test_with_the_database_down_what_is_stored_is_served(cache, site):
    ask(cache)
    fail_with_an_exception(site)

    assert ask(cache).body == PAGE
    with pytest.raises(OperationalError):
        ask(cache, "/id/")


def test_a_page_is_answered_though_the_calendar_cannot_be_read(cache, site, monkeypatch):
    def next_publication(moment):
        raise OperationalError

    monkeypatch.setattr("portal.pagecache.moments.next_publication", next_publication)

    assert [ask(cache).body, ask(cache).body] == [PAGE, PAGE]
    assert (len(site.rendered), cache.store.size) == (2, 0)


def test_a_failure_without_an_old_page_is_the_readers_answer(cache, site):
    fail_with_500(site)

    assert [ask(cache).status, ask(cache).status] == [503, 503]


@pytest.mark.parametrize("status", ["404 Not Found", "301 Moved Permanently", "410 Gone"])
def test_a_page_taken_away_is_gone(cache, site, status):
    ask(cache)
    cache.generation.bump()
    site.status = status

    assert ask(cache).status == int(status[:3])
    assert cache.store.snapshots == {}
