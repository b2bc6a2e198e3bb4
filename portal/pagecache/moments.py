"""How long a snapshot may live although nothing is written."""

import math
import threading
from datetime import datetime, time, timedelta

from django.utils import timezone


def next_midnight(moment):
    """The end of the local day, in which dates and "today" are said."""
    zone = timezone.get_default_timezone()
    tomorrow = datetime.fromtimestamp(moment, zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, zone).timestamp()


def next_publication(moment):
    """When the next published record appears or disappears after `moment`; infinity if none does.

    One query over all content models.
    """
    # portal.content loads models; this module is imported by wsgi.py before Django is set up.
    from portal.content import content_models

    after = datetime.fromtimestamp(moment, timezone.get_default_timezone())
    coming = [
        model._base_manager.filter(state="published", **{f"{field}__gt": after})
        .order_by()
        .values_list(field, flat=True)
        for model in content_models()
        for field in ("published_at", "unpublish_at")
    ]
    if not coming:
        return math.inf
    first, *others = coming
    found = min(first.union(*others), default=None)
    return math.inf if found is None else found.timestamp()


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
