"""How long a snapshot may live although nothing is written."""

import math
import threading
from datetime import UTC, datetime, time, timedelta
from functools import cache

from django.utils import timezone


def next_midnight(moment):
    """The end of the local day, in which dates and "today" are said."""
    zone = timezone.get_default_timezone()
    tomorrow = datetime.fromtimestamp(moment, zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, zone).timestamp()


def next_publication(moment):
    """When the next published record appears or disappears after `moment`; infinity if none does.

    One query over all content models. It is asked after every write: composing it anew from
    querysets took ten times as long as the answer.
    """
    # wsgi.py imports this module before Django is set up.
    from django.db import connection

    sql, times = _coming()
    after = datetime.fromtimestamp(moment, UTC)
    with connection.cursor() as cursor:
        cursor.execute(sql, [connection.ops.adapt_datetimefield_value(after)] * times)
        (found,) = cursor.fetchone()
    if isinstance(found, str):  # SQLite has no type for it, and Django writes UTC
        found = datetime.fromisoformat(found).replace(tzinfo=UTC)
    return found.timestamp() if found else math.inf


@cache
def _coming():
    """The query and how many times it asks for the moment."""
    # It loads models.
    from portal.content import content_models

    parts = [
        f"SELECT MIN({column}) AS moment FROM {model._meta.db_table}"
        f" WHERE state = 'published' AND {column} > %s"
        for model in content_models()
        for column in ("published_at", "unpublish_at")
    ]
    return f"SELECT MIN(moment) FROM ({' UNION ALL '.join(parts)}) AS coming", len(parts)


class Calendar:
    """The next moment at which pages change by themselves, asked once per generation."""

    def __init__(self):
        self.generation = None
        self.since = self.moment = 0.0
        self.lock = threading.Lock()

    def is_over(self, now, generation):
        with self.lock:
            return self.generation == generation and self.moment <= now

    def next_change(self, started, generation):
        """For a page whose rendering began at `started`, a Unix time like the answer."""
        with self.lock:
            if self.generation != generation or not self.since <= started < self.moment:
                self.moment = min(next_publication(started), next_midnight(started))
                self.since, self.generation = started, generation
            return self.moment
