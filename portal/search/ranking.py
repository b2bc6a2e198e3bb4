"""Which of the entries found comes first, worked out here so that both databases agree.

The reader's language before all others; then title before names and keywords, summary and body;
within a field the word itself before its stem and its beginning; then what is due or fresh.
"""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

from portal.languages import chain
from portal.search.index import ANYWHERE, NAMES, SUMMARY, TITLE

FIELDS = [(TITLE, 8), (NAMES, 6), (SUMMARY, 4), (ANYWHERE, 2)]
WHOLE_NAME, BEGINS_NAME, IN_NAME = 4, 2, 1
EACH_WEIGHT = 0.7
FRESH, COMING = 0.25, 0.5
FRESH_DAYS = 365


class Ranking:
    """For one query: `spelt` is its folded text."""

    def __init__(self, units, spelt, language):
        self.spelt, self.order = spelt, {code: n for n, code in enumerate(chain(language))}
        today = timezone.localdate()
        self.today, self.fresh = str(today), str(today - timedelta(days=FRESH_DAYS))
        self.tried = [_tried(unit) for unit in units]
        self.bearers = Counter()

    def best(self, rows):
        """Of each object one entry: in the reader's language, or the one that fits best."""
        rows, chosen = list(rows), {}
        named = {(row.kind, row.object_id) for row in rows if f"|{self.spelt}|" in row.names}
        self.bearers = Counter(kind for kind, _number in named)
        for row in sorted(rows, key=self.key):
            chosen.setdefault((row.kind, row.object_id), row)
        return list(chosen.values())

    def with_most(self, rows):
        """Those in which at least half as many units are found as in the best."""
        found = {
            row.id: sum(_value(tried, f" {row.tokens} ") > 0 for tried in self.tried)
            for row in rows
        }
        most = max(found.values(), default=0)
        return [row for row in rows if 2 * found[row.id] >= most]

    def key(self, row):
        foreign = self.order.get(row.language, len(self.order))
        return (
            foreign > 0,
            -round(self.score(row), 3),
            foreign,
            _backwards(row.date),
            row.names,
            row.kind,
            row.object_id,
            row.language,
        )

    def score(self, row):
        text = f" {row.tokens} "
        found = [_value(tried, text) for tried in self.tried]
        points = sum(found) / len(found)
        return points + self.name_bonus(row) + row.weight * EACH_WEIGHT + self.news(row.date)

    def name_bonus(self, row):
        """A name that several of a kind bear, as agreements do, names none of them."""
        if f"|{self.spelt}|" in row.names and self.bearers[row.kind] == 1:
            return WHOLE_NAME
        if f"|{self.spelt}" in row.names:
            return BEGINS_NAME
        return IN_NAME if self.spelt in row.names else 0

    def news(self, date):
        day = str(date) if date else ""
        return COMING if day >= self.today else FRESH if day >= self.fresh else 0


def _backwards(date):
    return -int(str(date).replace("-", "")[:8]) if date else 0


def _tried(unit):
    """(points, [" token "]) of each way to find a unit, the best first."""
    ways = [
        (points + alternative.quality, [f" {field}{token} " for token in alternative.tokens])
        for field, points in FIELDS
        for alternative in unit.alternatives
    ]
    return sorted(ways, key=lambda way: -way[0])


def _value(tried, text):
    for points, wanted in tried:
        if all(token in text for token in wanted):
            return points
    return 0
