"""Which statements move the generation, and when."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, connections, transaction
from django.db.utils import ConnectionHandler
from django.utils import timezone
from psycopg2 import sql

from portal.models import LegalBasis
from portal.pagecache import writes


def make_basis(number, **values):
    defaults = {"title": "Law", "kind": "uu", "number": str(number), "year": 2022}
    return LegalBasis.objects.create(**defaults | values)


@pytest.mark.parametrize(
    "statement, tables",
    [
        ('INSERT INTO "a_b" ("x") VALUES (%s)', {"a_b"}),
        ("insert into a_b (x) values (1)", {"a_b"}),
        ("INSERT OR IGNORE INTO `a_b` VALUES (1)", {"a_b"}),
        ("REPLACE INTO a_b VALUES (1)", {"a_b"}),
        ('INSERT INTO "a_b" ("x") VALUES (1) ON CONFLICT ("x") DO UPDATE SET "x" = 2', {"a_b"}),
        ('INSERT INTO "a_b" SELECT * FROM "c"', {"a_b"}),
        ('UPDATE "A_b" SET "x" = 1', {"a_b"}),
        ('UPDATE "public"."a_b" SET "x" = 1', {"a_b"}),
        ("UPDATE ONLY a_b SET x = (SELECT y FROM c)", {"a_b"}),
        ('DELETE FROM "a_b" WHERE "id" IN (SELECT U0."id" FROM "c" U0)', {"a_b"}),
        ("  -- note\n /* note */ DELETE FROM a_b", {"a_b"}),
        ("\n\tUPDATE\n  a_b\nSET x = 1", {"a_b"}),
        ("MERGE INTO a_b USING c ON (1=1) WHEN MATCHED THEN DO NOTHING", {"a_b"}),
        ("COPY a_b (x) FROM '/data.csv'", {"a_b"}),
        ("TRUNCATE a_b, c", {""}),
        ('TRUNCATE TABLE "a_b" CASCADE', {""}),
        ('WITH q AS (SELECT 1) INSERT INTO "a_b" SELECT * FROM q', {"a_b"}),
        ("WITH q AS (DELETE FROM c RETURNING *) UPDATE a_b SET x = 1 FROM q", {"a_b", "c"}),
        ("EXPLAIN ANALYZE DELETE FROM a_b", {"a_b"}),
        ("SELECT 1; DELETE FROM a_b", {"a_b"}),
        ("UPDATE a_b SET x = 1; UPDATE c SET x = 1", {"a_b", "c"}),
        ("UPDATE (a_b) SET x = 1", {""}),
        ('SELECT * FROM "a_b"', set()),
        ('SELECT * FROM "a_b" FOR UPDATE OF "a_b"', set()),
        ("(SELECT 1) UNION (SELECT 2)", set()),
        ("SELECT 'DELETE FROM a_b'", set()),
        ("WITH q AS (SELECT 1) SELECT * FROM q", set()),
        ("SAVEPOINT s1", set()),
        ("RELEASE SAVEPOINT s1", set()),
        ("BEGIN IMMEDIATE", set()),
        ("PRAGMA foreign_keys = ON", set()),
    ],
)
def test_the_written_tables_of_a_statement(statement, tables):
    assert writes.written_tables(statement) == tables


def test_a_composed_statement_of_unseen_name_counts():
    statement = sql.SQL("DELETE FROM {}").format(sql.Identifier("a_b"))

    assert writes.written_tables(statement) != set()


def test_tables_of_which_nothing_is_public_are_quiet():
    User = get_user_model()

    assert {
        "django_session",
        "django_admin_log",
        "django_migrations",
        "portal_historicaloffice",
        User._meta.db_table,
        User.groups.through._meta.db_table,
    } <= writes.quiet_tables()
    assert LegalBasis._meta.db_table not in writes.quiet_tables()


def test_a_model_or_its_app_may_declare_itself_quiet(monkeypatch, settings):
    app = LegalBasis._meta.app_config
    monkeypatch.setattr(LegalBasis, "moves_snapshots", False, raising=False)
    assert writes.is_quiet(LegalBasis)
    monkeypatch.setattr(LegalBasis, "moves_snapshots", True)
    assert not writes.is_quiet(LegalBasis)
    monkeypatch.setattr(app, "moves_snapshots", False, raising=False)
    assert writes.is_quiet(LegalBasis)


ON_COMMIT = writes.move_on_commit  # as it is outside a test's transaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def moves(own_generation, monkeypatch):
    """How often the generation has moved since the last call."""
    monkeypatch.setattr(writes, "move_on_commit", ON_COMMIT)
    last = own_generation.value

    def moved():
        nonlocal last
        before, last = last, own_generation.value
        return last - before

    return moved


def create():
    make_basis(1)


def save():
    basis = LegalBasis.objects.get(number="0")
    basis.title = "Changed"
    basis.save(update_fields=["title"])


def bulk_update():
    LegalBasis.objects.update(historic=True)


def bulk_create():
    LegalBasis.objects.bulk_create(
        [LegalBasis(title="L", kind="uu", number=str(n), year=2020) for n in range(2, 5)]
    )


def delete():
    LegalBasis.objects.all().delete()


def raw():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_legalbasis SET title = %s", ["Raw"])


def raw_many():
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE portal_legalbasis SET title = %s", [["A"], ["B"]])


@pytest.mark.parametrize(
    "write",
    [create, save, bulk_update, bulk_create, delete, raw, raw_many],
    ids=lambda write: write.__name__,
)
def test_every_way_of_writing_moves_it(write, moves, django_capture_on_commit_callbacks):
    make_basis(0)
    connection.run_on_commit.clear()  # as after its commit

    with django_capture_on_commit_callbacks(execute=True):
        write()
        assert moves() == 0

    assert moves() >= 1


def test_reading_and_private_writes_do_not_move_it(moves, django_capture_on_commit_callbacks):
    make_basis(1)
    connection.run_on_commit.clear()

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        list(LegalBasis.objects.select_for_update())
        Session.objects.create(session_key="a", session_data="", expire_date=timezone.now())
        get_user_model().objects.create_user("reader", "reader@example.org")

    assert (callbacks, moves()) == ([], 0)


@pytest.fixture
def own(tmp_path):
    """A database whose transactions end within the test."""
    path = str(tmp_path / "own.sqlite3")
    own = {"ENGINE": "django.db.backends.sqlite3", "NAME": path}
    handler = ConnectionHandler({"default": {}, "own": own})
    connections["own"] = handler["own"]
    write(connections["own"], "CREATE TABLE public (number integer UNIQUE)")
    yield connections["own"]
    connections["own"].close()
    del connections["own"]


def write(database, statement, *parameters):
    with database.cursor() as cursor:
        cursor.execute(statement, parameters)


def insert(database, number):
    write(database, "INSERT INTO public VALUES (%s)", number)


def test_without_a_transaction_it_moves_at_once(own, moves):
    insert(own, 1)
    assert moves() == 1

    with pytest.raises(IntegrityError):
        insert(own, 1)
    write(own, "SELECT * FROM public")
    assert moves() == 0


def test_it_moves_on_commit_and_once(own, moves):
    with transaction.atomic(using="own"):
        for number in range(50):
            insert(own, number)
        assert moves() == 0

    assert moves() == 1


def test_what_is_rolled_back_does_not_move_it(own, moves):
    with pytest.raises(ZeroDivisionError), transaction.atomic(using="own"):
        insert(own, 1)
        raise ZeroDivisionError
    assert moves() == 0


def test_a_rolled_back_savepoint_takes_only_its_own_writes_back(own, moves):
    with transaction.atomic(using="own"):
        write(own, "SELECT * FROM public")
        with pytest.raises(ZeroDivisionError), transaction.atomic(using="own"):
            insert(own, 1)
            raise ZeroDivisionError
    assert moves() == 0

    with transaction.atomic(using="own"):
        insert(own, 1)
        with pytest.raises(ZeroDivisionError), transaction.atomic(using="own"):
            insert(own, 2)
            raise ZeroDivisionError
    assert moves() == 1


def test_a_new_connection_is_observed_once(own, moves):
    for _ in range(2):
        own.close()
        own.connect()

    assert own.execute_wrappers.count(writes.observe) == 1
