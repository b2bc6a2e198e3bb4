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
ROW = ", ".join(f"entry.{name}" for name in COLUMNS.split())
# Of which object an entry is, without its texts; in the columns of a row.
PLACE = "entry.id, entry.kind, entry.object_id, '', '', 0, NULL, '', ''"
SELECT = {
    "sqlite": """
        SELECT {columns} FROM portal_searchindex CROSS JOIN portal_searchentry entry
        ON entry.id = portal_searchindex.rowid
        WHERE portal_searchindex MATCH %({question})s AND entry.published_from <= %(now)s
            AND (entry.published_until IS NULL OR entry.published_until > %(now)s) AND {condition}
        ORDER BY portal_searchindex.rowid DESC LIMIT %({limit})s""",
    "postgresql": """
        SELECT {columns}
        FROM portal_search(%({question})s::tsquery, %(now)s::timestamptz, %({limit})s) found (id)
        JOIN portal_searchentry entry USING (id) WHERE {condition} ORDER BY entry.id DESC""",
}
# The second question costs nothing where the first has all that is read of it.
BOTH = {
    "sqlite": """
        WITH own AS MATERIALIZED ({own})
        SELECT * FROM own UNION ALL SELECT * FROM ({other})""",
    "postgresql": """
        WITH own AS MATERIALIZED ({own})
        SELECT * FROM own UNION ALL ({other})""",
}
ROOM = "(SELECT count(*) FROM own) < %(limit)s"
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
    return _read(_select(ROW, "question", "limit"), question=question, limit=limit)


def rows_and_places(question, limit, other, most):
    """rows() and, if these are fewer, those of another question without their texts; one query."""
    own = _select(ROW, "question", "limit")
    others = _select(PLACE, "other", "most", condition=ROOM)
    sql = BOTH[connection.vendor].format(own=own, other=others)
    found = _read(sql, question=question, limit=limit, other=other, most=most)
    found.sort(key=lambda row: -row.id)
    return [row for row in found if row.names], [row for row in found if not row.names]


def _select(columns, question, limit, condition="true"):
    return SELECT[connection.vendor].format(
        columns=columns, question=question, limit=limit, condition=condition
    )


def _read(sql, **values):
    values["now"] = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Row(*columns) for columns in cursor.fetchall()]


def rows_of(places):
    """One query, if there are any."""
    if not places:
        return []
    known = SearchEntry.objects.filter(id__in=[place.id for place in places]).order_by("-id")
    return [Row(*values) for values in known.values_list(*Row._fields)]
