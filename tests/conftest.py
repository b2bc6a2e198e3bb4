import fcntl
import gc
import os
import tempfile
from contextlib import contextmanager

os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
os.environ.setdefault("SITE_URL", "http://testserver")

from pathlib import Path

import pytest
from django.conf import settings as loaded
from django.core.cache import cache
from django.utils.translation import override

# The settings were read before this file. Every worker gets a folder of its own, or one's writes
# would move the generation under another's feet.
loaded.VAR_DIR = Path(tempfile.mkdtemp(prefix="portal-tests-"))
loaded.STATIC_ROOT, loaded.MEDIA_ROOT = loaded.VAR_DIR / "static", loaded.VAR_DIR / "media"
loaded.SITE_URL = "http://testserver"
loaded.SECOND_FACTOR_FOR_STAFF = False  # on in the tests of it
# So does each in Redis, where clearing the cache clears a whole database.
worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
if loaded.CACHES["default"]["BACKEND"].endswith("RedisCache"):
    server = loaded.CACHES["default"]["LOCATION"].rpartition("/")[0]
    loaded.CACHES["default"]["LOCATION"] = f"{server}/{14 - worker}"
loaded.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """So that `-m django_db` finds also those that ask for the database by a fixture."""
    for item in items:
        if "db" in item.fixturenames:
            item.add_marker("django_db")


def pytest_collection_finish():
    """What is loaded by now stays; looking through it for garbage took a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Lock and folder of what the first worker makes for all: `with once(name) as (folder, done)`.

    `done` is a path that the maker creates.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent

    @contextmanager
    def locked(name):
        with open(folder / f"{name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder, folder / f"{name}.done"

    return locked


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, once, django_db_blocker):
    """Every test starts with the city's pages: Django finds a copy with nothing to migrate."""
    from tests import database

    with django_db_blocker.unblock():
        with once("database") as (folder, done):
            backend = database.backend(folder)
            is_maker = not done.exists()
            if is_maker:
                database.build(backend.original)
                done.touch()
            backend.copy()
        yield
        backend.drop_copy()
        if is_maker:
            with once("database"):
                backend.drop()
                done.unlink()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    from cms.utils.apphook_reload import reload_urlconf

    with django_db_blocker.unblock():
        reload_urlconf()


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def writes_show_at_once(request, monkeypatch):
    """A test's transaction never commits: what is kept per generation moves with each write."""
    from portal.pagecache import writes

    transactional = request.node.get_closest_marker("django_db")
    if transactional and transactional.kwargs.get("transaction"):
        return
    writes.move()
    monkeypatch.setattr(writes, "move_on_commit", lambda connection: writes.move())


@pytest.fixture(autouse=True)
def nobody_has_asked_before():
    """Limits are counted in the cache by address, and all tests have the same one."""
    cache.clear()


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language behind in the thread: no test starts with another's."""
    with override("en"):
        yield


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_superuser("editor", "editor@example.org", "secret")
