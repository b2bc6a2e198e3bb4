"""A wrong value stops the start with one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


SHOW = "import portal.settings as s; print(s.SITE_URL, s.DEBUG, s.SECRET_KEY)"


def start(tmp_path, **environment):
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env=plain | {"VAR_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    "name, value",
    [
        ("DEBUG", "maybe"),
        ("DEMO", "2"),
        ("PAGE_CACHE_BYTES", "lots"),
        ("SITE_URL", "portal.example.org"),
        ("SITE_URL", "ftp://portal.example.org"),
        ("LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "oracle9://x"),
        ("CACHE_URL", "nonsense"),
        ("EMAIL_URL", "pigeon://loft"),
    ],
)
def test_wrong_value_stops_the_start_with_one_sentence(name, value, tmp_path):
    done = start(tmp_path, **{name: value})

    assert done.returncode != 0
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("The portal does not start: wrong environment variable.")
    assert name in sentence


def test_right_values_start(tmp_path):
    done = start(tmp_path, SITE_URL="https://portal.example.org/", DEBUG="true", SECRET_KEY="s")

    assert (done.stderr, done.stdout) == ("", "https://portal.example.org True s\n")


def test_key_is_made_once_and_for_its_owner_only(tmp_path):
    first, second = start(tmp_path).stdout, start(tmp_path).stdout
    key = tmp_path / "secret-key"

    assert first == second
    assert first.split()[2] == key.read_text()
    assert len(key.read_text()) >= 50
    assert key.stat().st_mode & 0o777 == 0o600
