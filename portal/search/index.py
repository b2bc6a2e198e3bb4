"""The inverted index of each database, behind one question: which entries hold these tokens.

Newer entries come first and no more than `limit` are read, so that a word on every page costs
no more than one on few.
"""

from collections import namedtuple

from django.db import connection
from django.utils import timezone

COLUMNS = "id kind object_id language section weight date names tokens"
Row = namedtuple("Row", COLUMNS)
SELECTED = ", ".join(f"entry.{name}" for name in COLUMNS.split())
PERIOD = """entry.published_from <= %s
    AND (entry.published_until IS NULL OR entry.published_until > %s)"""
# PostgreSQL takes an unknown word for one on half a percent of all entries. Asked for 200 of these
# it would rather walk the whole table than its index; not so if it believes that 5000 are wanted.
SQL = {
    "sqlite": f"""
        SELECT {SELECTED} FROM portal_searchindex CROSS JOIN portal_searchentry entry
        ON entry.id = portal_searchindex.rowid
        WHERE portal_searchindex MATCH %s AND {PERIOD}
        ORDER BY portal_searchindex.rowid DESC LIMIT %s""",
    "postgresql": f"""
        SELECT * FROM (
            SELECT {SELECTED} FROM portal_searchentry entry
            WHERE entry.vector @@ %s::tsquery AND {PERIOD}
            ORDER BY entry.id DESC LIMIT 5000
        ) found ORDER BY id DESC LIMIT %s""",
}
# Quotes, the sign for all of, the sign for one of.
SIGNS = {"sqlite": ('"', " AND ", " OR "), "postgresql": ("'", " & ", " | ")}
TITLE, NAMES, SUMMARY, ANYWHERE = "a:", "b:", "c:", ""


def expression(units, *, fields=(ANYWHERE,), every=True, tokens=()):
    """The database's own words for the units (all of them, or any) in one of the fields."""
    _quote, both, either = SIGNS[connection.vendor]
    parts = [
        _any(_all([field + token for token in alternative.tokens])
             for alternative in unit.alternatives
             for field in fields)
        for unit in units
    ]  # fmt: skip
    joined = (both if every else either).join(parts)
    return both.join([f"({joined})", *(_all([token]) for token in tokens)])


def _all(tokens):
    quote, both, _either = SIGNS[connection.vendor]
    return "(" + both.join(f"{quote}{token}{quote}" for token in tokens) + ")"


def _any(parts):
    return "(" + SIGNS[connection.vendor][2].join(parts) + ")"


def rows(question, limit):
    """Visible entries, one query."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(SQL[connection.vendor], [question, now, now, limit])
        return [Row(*values) for values in cursor.fetchall()]
