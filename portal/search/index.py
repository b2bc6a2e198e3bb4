"""The inverted index of each database, behind one question: which entries hold these tokens.

Newer entries come first and no more than `limit` are read, so that a word on every page costs
no more than one on few.
"""

from collections import namedtuple

from django.db import connection
from django.utils import timezone

from portal.models import SearchEntry

COLUMNS = "id kind object_id language section weight date names tokens"
Row = namedtuple("Row", COLUMNS)
Place = namedtuple("Place", "id kind object_id")
SQL = {
    "sqlite": """
        SELECT {columns} FROM portal_searchindex CROSS JOIN portal_searchentry entry
        ON entry.id = portal_searchindex.rowid
        WHERE portal_searchindex MATCH %(question)s AND entry.published_from <= %(now)s
            AND (entry.published_until IS NULL OR entry.published_until > %(now)s)
        ORDER BY portal_searchindex.rowid DESC LIMIT %(limit)s""",
    "postgresql": """
        SELECT {columns}
        FROM portal_search(%(question)s::tsquery, %(now)s::timestamptz, %(limit)s) found (id)
        JOIN portal_searchentry entry USING (id) ORDER BY entry.id DESC""",
}
# Quotes, the sign for all of, the sign for one of, the sign for without.
SIGNS = {"sqlite": ('"', " AND ", " OR ", " NOT "), "postgresql": ("'", " & ", " | ", " & !")}
TITLE, NAMES, SUMMARY, ANYWHERE = "a:", "b:", "c:", ""


def expression(units, *, fields=(ANYWHERE,), every=True, tokens=(), without=()):
    """The database's own words for the units (all of them, or any) in one of the fields."""
    _quote, both, either, but_not = SIGNS[connection.vendor]
    parts = [
        _any(_all([field + token for token in alternative.tokens])
             for alternative in unit.alternatives
             for field in fields)
        for unit in units
    ]  # fmt: skip
    joined = (both if every else either).join(parts)
    wanted = both.join([f"({joined})", *(_all([token]) for token in tokens)])
    return but_not.join([f"({wanted})", *(_all([token]) for token in without)])


def _all(tokens):
    quote, both, *_others = SIGNS[connection.vendor]
    return "(" + both.join(f"{quote}{token}{quote}" for token in tokens) + ")"


def _any(parts):
    return "(" + SIGNS[connection.vendor][2].join(parts) + ")"


def rows(question, limit):
    """Visible entries, the newest first; one query."""
    return _select(Row, question, limit)


def places(question, limit):
    """Of which objects the entries are, without their texts; one query."""
    return _select(Place, question, limit)


def _select(kind, question, limit):
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    columns = ", ".join(f"entry.{name}" for name in kind._fields)
    with connection.cursor() as cursor:
        cursor.execute(
            SQL[connection.vendor].format(columns=columns),
            {"question": question, "now": now, "limit": limit},
        )
        return [kind(*values) for values in cursor.fetchall()]


def rows_of(places):
    """One query, if there are any."""
    ids = [place.id for place in places]
    known = SearchEntry.objects.filter(id__in=ids).order_by("-id") if ids else []
    return [Row(*values) for values in known and known.values_list(*Row._fields)]
