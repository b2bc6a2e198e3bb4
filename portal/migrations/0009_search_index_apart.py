"""On PostgreSQL the inverted index moves to a narrow table of its own.

The planner does not know how common a token is: it would walk a table by its key, unpacking each
vector, for a word that nothing has. portal_search() reads the inverted index and nothing else, of
whatever is found only the numbers, and sorts these.
"""

from django.db import migrations

COLUMNS = "published_from, published_until, vector"
VECTOR = "array_to_tsvector(string_to_array({0}tokens, ' '))"
MAKE = [
    """CREATE TABLE portal_searchindex (
        id bigint PRIMARY KEY,
        published_from timestamptz NOT NULL,
        published_until timestamptz,
        vector tsvector NOT NULL
    ) WITH (toast_tuple_target = 128)""",
    f"""INSERT INTO portal_searchindex (id, {COLUMNS})
        SELECT id, published_from, published_until, {VECTOR.format("")} FROM portal_searchentry""",
    "CREATE INDEX portal_searchindex_vector ON portal_searchindex USING gin (vector)",
    f"""CREATE FUNCTION portal_searchentry_written() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO portal_searchindex (id, {COLUMNS})
            VALUES (new.id, new.published_from, new.published_until, {VECTOR.format("new.")})
            ON CONFLICT (id) DO UPDATE SET ({COLUMNS}) =
                (excluded.published_from, excluded.published_until, excluded.vector);
            RETURN NULL;
        END $$""",
    """CREATE FUNCTION portal_searchentry_removed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF tg_op = 'TRUNCATE' THEN
                TRUNCATE portal_searchindex;
            ELSE
                DELETE FROM portal_searchindex WHERE id = old.id;
            END IF;
            RETURN NULL;
        END $$""",
    """CREATE TRIGGER portal_searchentry_written
        AFTER INSERT OR UPDATE OF tokens, published_from, published_until ON portal_searchentry
        FOR EACH ROW EXECUTE FUNCTION portal_searchentry_written()""",
    """CREATE TRIGGER portal_searchentry_removed AFTER DELETE ON portal_searchentry
        FOR EACH ROW EXECUTE FUNCTION portal_searchentry_removed()""",
    """CREATE TRIGGER portal_searchentry_emptied AFTER TRUNCATE ON portal_searchentry
        FOR EACH STATEMENT EXECUTE FUNCTION portal_searchentry_removed()""",
    """CREATE FUNCTION portal_search(question tsquery, moment timestamptz, most integer)
        RETURNS SETOF bigint LANGUAGE sql STABLE
        SET enable_seqscan = off SET enable_indexscan = off AS $$
            SELECT id FROM portal_searchindex
            WHERE vector @@ question AND published_from <= moment
                AND (published_until IS NULL OR published_until > moment)
            ORDER BY id DESC LIMIT most
        $$""",
    "ALTER TABLE portal_searchentry DROP COLUMN vector",
]
UNDO = [
    f"""ALTER TABLE portal_searchentry ADD COLUMN vector tsvector
        GENERATED ALWAYS AS ({VECTOR.format("")}) STORED""",
    "CREATE INDEX portal_searchentry_vector ON portal_searchentry USING gin (vector)",
    "DROP FUNCTION portal_search",
    "DROP TRIGGER portal_searchentry_written ON portal_searchentry",
    "DROP TRIGGER portal_searchentry_removed ON portal_searchentry",
    "DROP TRIGGER portal_searchentry_emptied ON portal_searchentry",
    "DROP FUNCTION portal_searchentry_written",
    "DROP FUNCTION portal_searchentry_removed",
    "DROP TABLE portal_searchindex",
]


def on_postgresql(statements):
    def execute(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return execute


make_index, drop_index = on_postgresql(MAKE), on_postgresql(UNDO)


class Migration(migrations.Migration):
    dependencies = [("portal", "0008_search_index")]

    operations = [migrations.RunPython(make_index, drop_index)]
