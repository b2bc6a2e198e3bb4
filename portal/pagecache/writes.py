"""Every committed write moves the generation, except to tables no public page shows.

Observed below the ORM, so that bulk updates, raw SQL and imports count. Only
what bypasses Django's cursor is missed: after psycopg2's copy_from() and
copy_expert(), and after another program's writes, call move().

A model stays out by `moves_snapshots = False` on itself or on its AppConfig.
"""

import re
from functools import cache

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from portal.pagecache.generation import shared_generation

# Apps of others whose tables no public page shows.
QUIET_APPS = {
    "account", "admin", "auth", "contenttypes", "django_tasks_database", "django_tasks_db",
    "easy_thumbnails", "menus", "mfa", "migrations", "sessions", "socialaccount", "usersessions",
}  # fmt: skip
QUIET_TABLES = {"cms_usersettings", "django_migrations", "sqlite_sequence"}

READS = re.compile(
    r"(?:\s|\(|--[^\n]*\n|/\*.*?\*/)*"
    r"(?:SELECT|VALUES|PRAGMA|SHOW|SET|BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|ANALYZE|VACUUM"
    r"|DECLARE|FETCH|CLOSE|LOCK|LISTEN|NOTIFY|CREATE|ALTER|DROP|COMMENT|REINDEX|GRANT|REVOKE)\b",
    re.IGNORECASE | re.DOTALL,
)
WRITES = re.compile(
    r"""
    \b(?:
        (?:INSERT|REPLACE)(?:\s+OR\s+\w+)?\s+INTO
      | MERGE\s+INTO(?:\s+ONLY)?
      | (?<!DO\s)(?<!FOR\s)(?<!KEY\s)(?<!ON\s)UPDATE(?:\s+OR\s+\w+)?(?:\s+ONLY)?
      | DELETE\s+FROM(?:\s+ONLY)?
      | COPY
    )
    \s+ (?:["`]?\w+["`]?\s*\.\s*)? ["`]?(?P<table>[\w$]+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
UNKNOWN = re.compile(
    r"\b(?:INSERT|REPLACE\s+INTO|MERGE|UPDATE|DELETE|TRUNCATE|COPY)\b", re.IGNORECASE
)


def written_tables(sql):
    """Names of the tables a statement writes to; "" where it writes and the name is not seen."""
    text = sql if isinstance(sql, str) else str(sql)
    if READS.match(text) and ";" not in text:
        return set()
    names = {match["table"].lower() for match in WRITES.finditer(text)}
    if not names and UNKNOWN.search(text) or re.search(r"\bTRUNCATE\b", text, re.IGNORECASE):
        names.add("")
    return names


def is_quiet(model):
    owner = model._meta.auto_created or model
    return (
        owner is get_user_model()
        or owner._meta.app_label in QUIET_APPS
        or owner.__name__.startswith("Historical")
        or not getattr(owner, "moves_snapshots", True)
        or not getattr(apps.get_app_config(owner._meta.app_label), "moves_snapshots", True)
    )


@cache
def quiet_tables():
    """Tables whose writes leave every snapshot in place."""
    models = [
        model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy
    ]
    quiet = {model._meta.db_table.lower() for model in models if is_quiet(model)}
    others = {model._meta.db_table.lower() for model in models if not is_quiet(model)}
    return quiet - others | QUIET_TABLES


def move():
    """Drop every snapshot."""
    shared_generation().bump()


def move_on_commit(connection):
    # One import is thousands of statements: the same call is not queued twice in a row.
    queued = connection.run_on_commit
    if queued and queued[-1][:2] == (set(connection.savepoint_ids), move):
        return
    connection.on_commit(move)


def observe(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    tables = written_tables(sql)
    if tables and (not apps.models_ready or tables - quiet_tables()):
        move_on_commit(context["connection"])
    return result


@receiver(connection_created, dispatch_uid="portal.pagecache")
def install(connection, **_signal):
    if observe not in connection.execute_wrappers:
        connection.execute_wrappers.append(observe)
