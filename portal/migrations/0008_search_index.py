from django.db import migrations, models

# The inverted index is the database's own and follows the table by itself. A later migration that
# makes SQLite copy portal_searchentry must make the triggers anew.
SQLITE = [
    """CREATE VIRTUAL TABLE portal_searchindex USING fts5(
        tokens, content='portal_searchentry', content_rowid='id', detail=none, columnsize=0,
        tokenize="ascii tokenchars '~:@#_.-'"
    )""",
    """CREATE TRIGGER portal_searchentry_added AFTER INSERT ON portal_searchentry BEGIN
        INSERT INTO portal_searchindex(rowid, tokens) VALUES (new.id, new.tokens);
    END""",
    """CREATE TRIGGER portal_searchentry_removed AFTER DELETE ON portal_searchentry BEGIN
        INSERT INTO portal_searchindex(portal_searchindex, rowid, tokens)
        VALUES ('delete', old.id, old.tokens);
    END""",
    """CREATE TRIGGER portal_searchentry_changed AFTER UPDATE OF tokens ON portal_searchentry BEGIN
        INSERT INTO portal_searchindex(portal_searchindex, rowid, tokens)
        VALUES ('delete', old.id, old.tokens);
        INSERT INTO portal_searchindex(rowid, tokens) VALUES (new.id, new.tokens);
    END""",
]
# Ranges of words are asked for by code point, which is how SQLite orders anyway.
POSTGRESQL = [
    """ALTER TABLE portal_searchentry ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED""",
    "CREATE INDEX portal_searchentry_vector ON portal_searchentry USING gin (vector)",
    """ALTER TABLE portal_searchword
        ALTER COLUMN word TYPE varchar(64) COLLATE "C",
        ALTER COLUMN tail TYPE varchar(64) COLLATE "C" """,
]


def make_index(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if sqlite else POSTGRESQL:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE portal_searchindex")
        for name in ("added", "removed", "changed"):
            schema_editor.execute(f"DROP TRIGGER portal_searchentry_{name}")
    else:
        schema_editor.execute("ALTER TABLE portal_searchentry DROP COLUMN vector")


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0007_news_picture"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("object_id", models.PositiveBigIntegerField()),
                ("language", models.CharField(max_length=10)),
                ("section", models.CharField(blank=True, max_length=40)),
                ("address", models.JSONField()),
                ("title", models.TextField()),
                ("summary", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("names", models.TextField(blank=True)),
                ("tokens", models.TextField()),
                ("weight", models.SmallIntegerField(default=0)),
                ("date", models.DateField(blank=True, null=True)),
                ("published_from", models.DateTimeField()),
                ("published_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "search entry",
                "verbose_name_plural": "search entries",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "object_id", "language"), name="portal_searchentry_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchQuery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("query", models.CharField(max_length=100, verbose_name="query")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("day", models.DateField(verbose_name="day")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="times")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="hits")),
            ],
            options={
                "verbose_name": "search query",
                "verbose_name_plural": "search queries",
                "ordering": ["-day", "-count", "query"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("query", "language", "day"), name="portal_searchquery_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=10)),
                ("tail", models.CharField(blank=True, max_length=64)),
                ("count", models.PositiveIntegerField(default=1)),
                ("touched_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "search word",
                "verbose_name_plural": "search words",
                "indexes": [
                    models.Index(
                        condition=models.Q(("tail", ""), _negated=True),
                        fields=["tail"],
                        name="portal_searchword_tail",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("word", "language"), name="portal_searchword_unique"
                    )
                ],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
