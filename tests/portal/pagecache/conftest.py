import time

import pytest

from portal.pagecache.generation import shared_generation


@pytest.fixture
def own_generation(settings, tmp_path):
    """A generation nobody else moves, on a host with no neighbours."""
    settings.VAR_DIR = tmp_path
    settings.PAGE_CACHE_REDIS_URL = ""
    shared_generation.cache_clear()
    own = shared_generation()
    own.raise_to(time.time_ns())  # no number that another one's memory of a page may carry
    yield own
    shared_generation.cache_clear()


@pytest.fixture(autouse=True)
def calendar(monkeypatch):
    """The next publication, in Unix time, for tests without a database."""
    moments = {"next": float("inf"), "asked": 0}

    def next_publication(moment):
        moments["asked"] += 1
        return moments["next"]

    monkeypatch.setattr("portal.pagecache.moments.next_publication", next_publication)
    return moments
