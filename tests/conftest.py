import os
import tempfile

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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every test starts with the city's pages, offices' apphook among them, and no records."""
    with django_db_blocker.unblock():
        from cms.utils.apphook_reload import reload_urlconf

        from portal.demo.pages import load_pages
        from portal.models import User

        load_pages(User.objects.create_superuser("pages", "pages@localhost", None))
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
