"""A wrong value stops the start with one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


SHOW = "import portal.settings as s; print(s.SITE_URL, s.DEBUG, s.SECRET_KEY)"


def start(tmp_path, show=SHOW, **environment):
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", show],
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
        ("DATABASE_URL_FILE", "/nowhere"),
        ("STORAGE_URL_FILE", "/"),
        ("STORAGE_URL", "nonsense"),
        ("STORAGE_URL", "file://host/folder"),
        ("STORAGE_URL", "file:folder"),
        ("STORAGE_URL", "ftp://host/bucket"),
        ("STORAGE_URL", "s3://host"),
        ("STORAGE_URL", "s3:///bucket"),
        ("STORAGE_URL", "s3://host/bucket/folder"),
        ("STORAGE_URL", "s3://host/Bucket"),
        ("STORAGE_URL", "s3://host:0/bucket"),
        ("STORAGE_URL", "s3://host:http/bucket"),
        ("STORAGE_URL", "s3://key@host/bucket"),
        ("STORAGE_URL", "s3://:secret@host/bucket"),
        ("STORAGE_URL", "s3://key:sec/ret@host/bucket"),
        ("STORAGE_URL", "s3://key:sec#ret@host/bucket"),
        ("STORAGE_URL", "s3://host/bucket?region"),
        ("STORAGE_URL", "s3://host/bucket?regoin=x"),
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
    assert "sec" not in sentence.replace("the secret", "")


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


PLACES = """import portal.settings as s
print(s.MEDIA_ROOT, s.BUCKET, s.STORAGES["default"], s.FILER_STORAGES["private"]["main"])"""


@pytest.mark.parametrize("url, folder", [("", "media"), ("file:///srv/a%20b/", "/srv/a b")])
def test_uploads_in_a_folder(url, folder, tmp_path):
    done = start(tmp_path, PLACES, **({"STORAGE_URL": url} if url else {}))

    assert done.stdout.removesuffix("\n") == (
        f"{tmp_path / folder} {{}} {{'BACKEND': 'portal.storage.WholeFiles'}}"
        " {'ENGINE': 'portal.storage.PrivateFiles', 'OPTIONS': {}}"
    )


@pytest.mark.parametrize(
    "url, options",
    [
        (
            "s3://KEY:s%2Fe+c@store.example.org/city-uploads?region=eu-central-1",
            {
                "bucket_name": "city-uploads",
                "endpoint_url": "https://store.example.org",
                "region_name": "eu-central-1",
                "access_key": "KEY",
                "secret_key": "s/e+c",
            },
        ),
        (
            "s3+http://[::1]:9000/uploads/",
            {
                "bucket_name": "uploads",
                "endpoint_url": "http://[::1]:9000",
                "region_name": "us-east-1",
            },
        ),
    ],
)
@pytest.mark.parametrize("in_file", [False, True])
def test_uploads_in_a_bucket(url, options, in_file, tmp_path):
    file = tmp_path / "storage-url"
    file.write_text(url + "\n")
    done = start(
        tmp_path, PLACES, **({"STORAGE_URL_FILE": str(file)} if in_file else {"STORAGE_URL": url})
    )

    assert done.stdout.removesuffix("\n") == (
        f"{tmp_path / 'media'} {options} {{'BACKEND': 'portal.bucket.PublicObjects'}}"
        " {'ENGINE': 'portal.bucket.PrivateObjects', 'OPTIONS': {}}"
    )


WITHOUT_EXTRA = """import importlib.util
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name, *a: None if name == "storages" else find_spec(name, *a)
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "check"])"""


def test_missing_extra_is_told_by_a_check(tmp_path):
    environment = {"DJANGO_SETTINGS_MODULE": "portal.settings", "STORAGE_URL": "s3://host/bucket"}
    done = start(tmp_path, WITHOUT_EXTRA, **environment)

    assert done.returncode == 1
    assert "(portal.E004) STORAGE_URL names a bucket, but" in done.stderr
    assert "HINT: Install the extra" in done.stderr
