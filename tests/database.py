"""The database of the tests, with the city's pages: built once a run, then copied."""

import sqlite3
from contextlib import closing, contextmanager
from importlib import import_module

from cms.signals.apphook import trigger_restart
from django.apps import apps
from django.db import connection

from portal.demo.pages import load_pages
from portal.models import User


@contextmanager
def _named(name):
    settings, test = connection.settings_dict, connection.settings_dict["TEST"]
    names = settings["NAME"], test["NAME"]
    test["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        settings["NAME"], test["NAME"] = names


def build(name):
    """Offices' apphook is among the pages; there are no records."""
    with _named(name):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        if not connection.settings_dict["TEST"]["MIGRATE"]:
            make_search_index()
        load_pages(User.objects.create_superuser("pages", "pages@localhost", None))
        trigger_restart()  # the CMS would write its URL revision at the first request of all


def make_search_index():
    """What no model describes."""
    migration = import_module("portal.migrations.0008_search_index")
    with connection.schema_editor() as editor:
        migration.make_index(apps, editor)


class Sqlite:
    """The original is a file, each copy is in memory.

    The tables are made from the models, in a fraction of the time that migrating takes:
    PostgreSQL's are migrated, and so is the installation that the browser tests read.
    """

    def __init__(self, folder):
        connection.settings_dict["TEST"]["MIGRATE"] = False
        self.original = folder / "tests.sqlite3"

    def copy(self):
        name = connection.creation._get_test_db_name()
        self.memory = sqlite3.connect(name, uri=True)  # it lasts as long as someone is connected
        with closing(sqlite3.connect(self.original)) as original:
            original.backup(self.memory)

    def drop_copy(self):
        self.memory.close()

    def drop(self):
        self.original.unlink()


class PostgreSQL:
    def __init__(self, _folder):
        self.original = f"test_{connection.settings_dict['NAME']}_original"

    def copy(self):
        """Not yet: this is what CREATE DATABASE is to copy."""
        connection.settings_dict["TEST"]["TEMPLATE"] = self.original

    def drop_copy(self):
        """Django does."""

    def drop(self):
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{self.original}"')


def backend(folder):
    return {"sqlite": Sqlite, "postgresql": PostgreSQL}[connection.vendor](folder)
