"""The portal as it is installed: a folder of its own, built once for all workers, and granian.

A worker's readers share one copy of it; tests that write get another.
"""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.browser.installation import Installation, Portal

# Playwright's event loop stays in the worker that also runs the tests of the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
# Side by side, as each takes half of the time that the others wait.
CONTENT = [["compilecatalogues"], ["migrate", "--noinput"], ["demo"]]
FILES = [["collectstatic", "--noinput"]]


@pytest.fixture(scope="session")
def built(once):
    """A complete installation that nobody serves: it is copied. Workers wait for the first."""
    with once("installation") as (folder, done):
        installation = Installation(folder / "installation")
        if not done.exists():
            with ThreadPoolExecutor() as pool:
                list(pool.map(installation.manage_all, [CONTENT, FILES]))
            done.touch()
    return installation


@pytest.fixture(scope="session")
def portal(built, tmp_path_factory):
    """For tests that only read."""
    with Portal(built.copy(tmp_path_factory.mktemp("portal") / "var")) as served:
        yield served


@pytest.fixture(scope="session")
def editable(built, tmp_path_factory):
    """For tests that change the content, each module a part of its own."""
    with Portal(built.copy(tmp_path_factory.mktemp("editable") / "var")) as served:
        yield served


@pytest.fixture(scope="session")
def browser_type_launch_args():
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("No Chromium: apt install chromium fonts-noto-core fonts-noto-cjk")
    quiet = ["background-networking", "component-update", "sync", "gpu", "quic"]
    return {
        "executable_path": program,
        "args": ["--no-sandbox", "--no-first-run", *(f"--disable-{what}" for what in quiet)],
    }
