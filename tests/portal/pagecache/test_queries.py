"""Which queries are kept, so that nobody can fill the memory."""

import math
import random

import pytest
from django.http import HttpRequest

from portal.pagecache import PageCache, keep
from portal.pagecache.addresses import canonical_query
from portal.pagecache.snapshots import Snapshot, Store
from portal.pagecache.wishes import ENVIRON, Wish
from tests.portal.pagecache.site import Site, ask


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def cache(site, own_generation):
    return PageCache(site)


@pytest.mark.parametrize(
    "declared, asked",
    [
        ({"country": ["DE"]}, "country=DE"),
        ({"country": ["DE"], "page": ["2"]}, "page=2&country=DE"),
        ({"a": ["1"], "b": ["2"], "page": ["3"], "lang": ["id"]}, "lang=id&a=1&b=2&page=3"),
        ({"field": ["art", "sport"]}, "field=sport&field=art"),
        ({"city": ["São Paulo"]}, "city=S%C3%A3o+Paulo"),
    ],
)
def test_a_declared_query_is_kept_in_any_order(cache, site, declared, asked):
    site.declared = declared
    ask(cache, query=asked)
    ask(cache, query="&".join(sorted(asked.split("&"))))

    assert len(site.rendered) == 1


@pytest.mark.parametrize(
    "declared, asked",
    [
        (None, "utm_source=x"),
        ({}, "utm_source=x"),
        ({"country": ["DE"]}, "country=DE&utm_source=x"),
        ({"country": ["DE"]}, "country=XX"),
        ({"country": ["DE"]}, "country=DE&country=DE"),
        ({"country": ["DE"]}, ""),
        ({"page": ["2"]}, "page=002"),
        ({}, "country="),
        ({"q": ["angklung"]}, "q=angklung"),
        ({"a": ["1"], "b": ["2"], "c": ["3"]}, "a=1&b=2&c=3"),
        ({"x": ["y" * 300]}, "x=" + "y" * 300),
    ],
)
def test_any_other_query_is_not_kept(cache, site, declared, asked):
    site.declared = declared
    ask(cache, query=asked)
    ask(cache, query=asked)

    assert len(site.rendered) == 2
    assert cache.store.size == 0


def test_a_query_does_not_answer_for_another(cache, site):
    site.declared = {"country": ["DE"]}
    site.body = b"Germany"
    ask(cache, query="country=DE")
    site.declared = {}
    site.body = b"all"
    ask(cache)

    assert ask(cache, query="country=DE").body == b"Germany"
    assert ask(cache).body == b"all"


def test_a_flood_of_parameters_leaves_the_memory_as_it_was(cache, site):
    ask(cache)
    size = cache.store.size
    chance = random.Random(1)

    for _ in range(10_000):
        ask(cache, query=f"p{chance.getrandbits(64)}={chance.getrandbits(64)}")

    assert (cache.store.size, len(cache.store.snapshots)) == (size, 1)
    assert len(cache.flights.separate) <= 1024
    assert cache.flights.running == {}
    ask(cache)
    assert len(site.rendered) == 10_001


def test_memory_is_bounded_and_the_longest_unread_leaves(site, own_generation, settings):
    settings.PAGE_CACHE_BYTES = 100_000
    moments = iter(range(10_000))
    cache = PageCache(site, clock=lambda: next(moments))
    for number in range(200):
        ask(cache, f"/en/{number}/")
        ask(cache, "/en/0/")
        assert cache.store.size <= 100_000

    assert site.rendered.count("/en/0/") == 1
    assert cache.store.size == sum(item.size for item in cache.store.snapshots.values())
    ask(cache, "/en/1/")
    assert site.rendered.count("/en/1/") == 2


def test_a_page_that_took_long_is_kept_all_the_same(own_generation):
    def snapshot(now):
        return Snapshot([], b"x" * 1000, generation=0, expires=math.inf, now=now)

    store = Store(10 * snapshot(0).size)
    for number in range(10):
        store.put(number, snapshot(now=100))
    store.put("begun before them", snapshot(now=1))

    assert "begun before them" in store.snapshots
    assert store.size <= store.limit


def test_a_huge_answer_is_served_and_not_kept(site, own_generation, settings):
    settings.PAGE_CACHE_BYTES = 10_000
    site.body = b"x" * 9_000
    cache = PageCache(site)

    assert [len(ask(cache).body) for _ in range(2)] == [9_000, 9_000]
    assert len(site.rendered) == 2


@pytest.mark.parametrize("raw", ["q=a", "a=1&b=2&c=3", "x=" + "y" * 300, "name=é"])
def test_queries_never_kept_have_no_canonical_form(raw):
    assert canonical_query(raw) is None


def test_a_view_declares_validated_values():
    request = HttpRequest()
    request.META[ENVIRON] = wish = Wish()

    keep(request, {"page": 2, "country": "", "sector": None})
    keep(request, {"field": ["sport", "art"]})

    assert wish.canonical_query == "field=art&field=sport&page=2"


def test_a_view_works_without_the_layer():
    request = HttpRequest()

    keep(request, {"page": 2})

    assert request.META == {}
