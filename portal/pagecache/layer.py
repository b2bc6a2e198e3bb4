"""The WSGI layer before Django."""

import logging
import time

from django.conf import settings
from django.db import Error as DatabaseError

from portal.pagecache.addresses import Addresses
from portal.pagecache.answers import Answer
from portal.pagecache.flights import Flights
from portal.pagecache.generation import shared_generation
from portal.pagecache.moments import Calendar
from portal.pagecache.snapshots import Snapshot, Store

logger = logging.getLogger(__name__)

READING = ("GET", "HEAD")
GRACE = 1.0  # seconds an old snapshot may be shown while its successor is rendered
RETRY_AFTER = 1.0  # seconds between two attempts while rendering fails
PATIENCE = 10.0  # seconds to wait for another thread's rendering


class PageCache:
    """Wraps Django's WSGI application; `clock` gives Unix time."""

    def __init__(self, application, *, clock=time.time):
        self.application = application
        self.clock = clock
        self.addresses = Addresses()
        self.calendar = Calendar()
        self.flights = Flights()
        self.generation = shared_generation()
        self.generation.follow()
        self.store = Store(settings.PAGE_CACHE_BYTES)

    def __call__(self, environ, start_response):
        cookies = environ.get("HTTP_COOKIE")
        if cookies and self.addresses.has_session(cookies):
            return self.personal(environ, start_response)
        if environ["REQUEST_METHOD"] not in READING:
            return self.application(environ, start_response)
        snapshot = self.store.get(self.addresses.of(environ))
        if snapshot is not None and self.may_serve(snapshot):
            return snapshot.answer(environ, start_response)
        return self.without_snapshot(environ, start_response)

    def without_snapshot(self, environ, start_response):
        key = self.addresses.key(environ)
        if key is None:
            return self.application(environ, start_response)
        if snapshot := self.servable(key):
            return snapshot.answer(environ, start_response)
        return self.renew(key, environ, start_response)

    def personal(self, environ, start_response):
        """To a session nothing is shared, except files that are the same for all."""
        if environ["PATH_INFO"].startswith(self.addresses.files):
            return self.application(environ, start_response)

        def start_private(status, headers, *exc_info):
            others = [item for item in headers if item[0].lower() != "cache-control"]
            headers = [*others, ("Cache-Control", "private, no-store")]
            return start_response(status, headers, *exc_info)

        return self.application(environ, start_private)

    def may_serve(self, snapshot):
        """Fresh, or too early for another attempt at its successor."""
        now = self.clock()
        if snapshot.generation == self.generation.memory[0] and now < snapshot.expires:
            snapshot.fresh_at = now
            return True
        return now < min(snapshot.retry_at, snapshot.ends)

    def may_stand_in(self, snapshot):
        """While another thread renders: right a moment ago, or its successor has failed before."""
        return snapshot.retry_at or self.clock() < snapshot.fresh_at + GRACE

    def last(self, key):
        """The snapshot there is, unless it must not be shown any more."""
        snapshot = self.store.get(key)
        return snapshot if snapshot is not None and self.clock() < snapshot.ends else None

    def servable(self, key):
        snapshot = self.store.get(key)
        return snapshot if snapshot is not None and self.may_serve(snapshot) else None

    def renew(self, key, environ, start_response):
        deadline = time.monotonic() + PATIENCE
        while flight := self.flights.board(key):
            old = self.last(key)
            if old is not None and self.may_stand_in(old):
                return old.answer(environ, start_response)
            if not flight.wait(deadline - time.monotonic()):
                return self.lose_patience(key, environ, start_response)
            if snapshot := self.servable(key):
                return snapshot.answer(environ, start_response)
        return self.lead(key, environ, start_response)

    def lose_patience(self, key, environ, start_response):
        """The rendering we wait for hangs, on the database as a rule."""
        if old := self.last(key):
            old.retry_at = self.clock() + RETRY_AFTER
            return old.answer(environ, start_response)
        answer, snapshot = self.render(key, environ)
        return (snapshot or answer).answer(environ, start_response)

    def lead(self, key, environ, start_response):
        """Render for all who wait."""
        try:
            # Another thread may have landed between our look-up and our boarding.
            answer, snapshot = None, self.servable(key)
            if snapshot is None:
                answer, snapshot = self.render(key, environ)
        finally:
            self.flights.land(key, kept=self.store.get(key) is not None)
        return (snapshot or answer).answer(environ, start_response)

    def render(self, key, environ):
        """Django's answer and the snapshot to send in its place, new or old; None if neither."""
        old = self.last(key)
        try:
            answer, snapshot = self.develop(key, environ)
        except Exception:
            if old is None:
                raise
            logger.exception("A page failed; its old snapshot stands in.")
            return None, self.postpone(old)
        if old is not None and answer.has_failed:
            answer.close()
            return None, self.postpone(old)
        if snapshot is None or not self.store.put(key, snapshot):
            self.store.drop(key)
        return answer, snapshot

    def postpone(self, old):
        old.retry_at = self.clock() + RETRY_AFTER
        return old

    def develop(self, key, environ):
        started = self.clock()
        if self.calendar.is_over(started, self.generation.value):
            self.generation.bump()
        generation = self.generation.value
        answer = Answer(self.application, environ)
        if not answer.may_be_kept(query=key[-1]):
            return answer, None
        try:
            change = self.calendar.next_change(started, generation)
        except DatabaseError:
            answer.has_failed = True
            return answer, None
        return answer, Snapshot(
            answer.headers,
            answer.read(),
            generation=generation,
            expires=min(change, answer.wish.expires),
            now=started,
            stale=answer.wish.stale,
            ends=answer.wish.ends,
        )
