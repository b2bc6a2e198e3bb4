"""What search would be without the portal's own: plain LIKE, and each database's default.

Each is made on the entries that are there, and then gives the numbers of at most ten for a text;
of a language's entries only, if one is named.
"""

from django.db import connection
from django.db.models import Q

from portal.models import SearchEntry

TOP = 10
SQLITE = """SELECT rowid FROM bench_default WHERE bench_default MATCH %s
    AND (%s = '' OR language = %s) ORDER BY rank LIMIT 10"""
POSTGRESQL = """SELECT id FROM bench_default WHERE vector @@ plainto_tsquery('simple', %s)
    AND (%s = '' OR language = %s)
    ORDER BY ts_rank(vector, plainto_tsquery('simple', %s)) DESC, id LIMIT 10"""


def execute(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def make_like():
    def search(text, language):
        found = SearchEntry.objects.filter(language=language) if language else SearchEntry.objects
        fields = ("title", "summary", "body")
        anywhere = Q()
        for name in fields:
            anywhere |= Q(**{f"{name}__icontains": text})
        return list(found.filter(anywhere).order_by("id").values_list("id", flat=True)[:TOP])

    return search


def make_default():
    """FTS5 with its default tokenizer; to_tsvector('simple') with a GIN index."""
    if connection.vendor == "sqlite":
        execute(
            "CREATE VIRTUAL TABLE bench_default USING fts5(title, text, language UNINDEXED)",
            """INSERT INTO bench_default(rowid, title, text, language)
                SELECT id, title, summary || ' ' || body, language FROM portal_searchentry""",
        )
        return lambda text, language: _ids(SQLITE, [_quoted(text), language, language])
    execute(
        """CREATE TABLE bench_default AS SELECT id, language,
            to_tsvector('simple', title || ' ' || summary || ' ' || body) AS vector
            FROM portal_searchentry""",
        "CREATE INDEX ON bench_default USING gin (vector)",
        "ANALYZE bench_default",
    )
    return lambda text, language: _ids(POSTGRESQL, [text, language, language, text])


def _quoted(text):
    return " ".join(f'"{word}"' for word in text.replace('"', " ").split())


def _ids(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


RIVALS = {"plain LIKE": make_like, "the database's default": make_default}
