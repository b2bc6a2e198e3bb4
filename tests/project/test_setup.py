"""`make` says in one sentence why it cannot go on, and the files it rests on agree."""

import ast
import gettext
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from babel.messages import Message
from detect_secrets import SecretsCollection
from detect_secrets.settings import transient_settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from portal import bootstrap
from portal.management.commands import compilecatalogues, serve
from tests.__main__ import deploy_environment, settings_variables

ROOT = bootstrap.ROOT
CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Partner cities"
msgstr "{}"
"""


def run_setup(command="run", **environment):
    return subprocess.run(
        [sys.executable, "-m", "portal.bootstrap", command],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def empty_venv(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(bootstrap, "LOCK", tmp_path / "requirements.lock")
    return tmp_path


def test_taken_port(taken_port):
    done = run_setup(PORT=str(taken_port))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"Port {taken_port} is taken; stop what runs there or choose another:"
        f" make run PORT={taken_port + 1}\n"
    )


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "²", ""])
def test_wrong_port(port):
    with pytest.raises(bootstrap.SetupError, match="PORT must be a number from 1 to 65535"):
        bootstrap.check_port(port)


def test_old_python():
    with pytest.raises(bootstrap.SetupError, match=r"^Python 3\.11 or newer .* this is 3\.9; "):
        bootstrap.check_python((3, 9, 2, "final", 0))


def test_an_old_python_can_read_the_sentence():
    source = Path(bootstrap.__file__).read_text()
    ast.parse(source, feature_version=(3, 7))


def test_missing_python():
    done = subprocess.run(
        ["make", "run", "PYTHON=python0"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Python 3.11 or newer is needed: python0 was not found.\n")


def test_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    done = run_setup(VAR_DIR=str(tmp_path / "file" / "var"))
    assert done.returncode == 1
    assert done.stderr == (
        f"The folder {tmp_path}/file/var cannot be written to (Not a directory); move the portal"
        " or change the folder's rights.\n"
    )


def test_missing_network(empty_venv, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    bootstrap.LOCK.write_text(f"no-such-package==1 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(bootstrap.SetupError, match="^The package index cannot be reached; "):
        bootstrap.install("portal")
    assert "no-such-package" in (empty_venv / "pip.log").read_text()
    assert not (empty_venv / "portal.lock").exists()


def test_wrong_hash_is_not_taken_for_a_missing_network():
    lines = ["Collecting a\n", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n", "    a\n"]
    assert bootstrap.trouble(lines) == (
        "pip could not install the packages: ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"
    )


def test_nothing_is_installed_twice(empty_venv, monkeypatch):
    installed = []
    monkeypatch.setattr(bootstrap, "install_packages", lambda name, _: installed.append(name))
    lock = f"a==1\n{bootstrap.BUCKET}b==1\n{bootstrap.TOOLS}c==1\n"
    bootstrap.LOCK.write_text(lock)
    bootstrap.install("portal")
    bootstrap.install("portal", "bucket", "tools")
    bootstrap.install("portal", "bucket", "tools")
    assert installed == ["portal", "bucket", "tools"]
    bootstrap.LOCK.write_text(lock.replace("c==1", "c==2"))
    bootstrap.install("portal", "bucket", "tools")
    assert installed == ["portal", "bucket", "tools", "tools"]


def test_lock_holds_hashes_and_no_address():
    lock = bootstrap.LOCK.read_text()
    names = [re.match(r"[a-z0-9-]+==[^\s;]+", text) for text in bootstrap.packages(lock)]
    assert all("--hash=sha256:" in text for text in bootstrap.packages(lock) if text[0] != "#")
    assert len([name for name in names if name]) == lock.count("==") - lock.count(" == ")
    assert not re.search(r"://|--index|--find|--extra| @ |file:|^\s*[./]|/\w+/", lock, re.MULTILINE)


def test_lock_holds_what_pyproject_names():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = {
        "portal": project["project"]["dependencies"],
        "bucket": project["project"]["optional-dependencies"]["s3"],
        "tools": project["dependency-groups"]["dev"],
    }
    for section, text in bootstrap.locked(bootstrap.LOCK.read_text()).items():
        wanted = {re.match(r"[\w-]+", name)[0] for name in named[section]}
        assert wanted - set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)) == set()


def test_who_stores_in_no_bucket_downloads_nothing_for_it():
    portal = bootstrap.locked(bootstrap.LOCK.read_text())["portal"]
    assert not re.search(r"^(boto|django-storages)", portal, re.MULTILINE)


def test_a_bucket_brings_its_packages(tmp_path):
    file = tmp_path / "url"
    file.write_text("s3://host/bucket\n")
    for environ, wanted in [
        ({}, False),
        ({"STORAGE_URL": "file:///srv/media"}, False),
        ({"STORAGE_URL": "s3+http://host/bucket"}, True),
        ({"STORAGE_URL_FILE": str(file)}, True),
        ({"STORAGE_URL_FILE": str(tmp_path / "nothing")}, False),
    ]:
        assert bootstrap.stores_in_bucket(environ) is wanted


def test_readme_explains_every_variable():
    readme = (ROOT / "README.md").read_text()
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE)) == settings_variables()


def test_example_environment_is_explained():
    assert set(deploy_environment()) <= settings_variables()


def test_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    assert re.findall(r"^  make ([a-z-]+) ", shown, re.MULTILINE) == phony
    assert set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)) == set(phony)


def test_licence_is_named_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "EUPL-1.2"
    assert "EUPL-1.2" in (ROOT / "README.md").read_text()
    assert (ROOT / "LICENSE").read_text().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")


@pytest.mark.skipif(not shutil.which("git"), reason="git lists the project's files")
def test_no_secrets_in_the_project():
    command = ["git", "ls-files", ":!tests", ":!locale", ":!*.lock", ":!*.json"]
    files = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    found = SecretsCollection(root=str(ROOT))
    plugins = [{"name": name} for name in ["KeywordDetector", "PrivateKeyDetector"]]
    plugins += [{"name": name} for name in ["BasicAuthDetector", "GitHubTokenDetector"]]
    plugins += [{"name": name} for name in ["AWSKeyDetector", "JwtTokenDetector"]]
    with transient_settings({"plugins_used": plugins}):
        for name in files.splitlines():
            found.scan_file(name)
    assert {(name, secret.line_number) for name, secret in found} == set()


def test_catalogues_are_compiled_when_they_change(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE.format("Partnerstädte"))
    call_command("compilecatalogues", verbosity=0)
    german = gettext.translation("django", tmp_path, ["de"])
    assert german.gettext("Partner cities") == "Partnerstädte"
    compiled = source.with_suffix(".mo")
    written = compiled.stat().st_mtime_ns
    call_command("compilecatalogues", verbosity=0)
    assert compiled.stat().st_mtime_ns == written


def test_incomplete_catalogue_is_told(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic"), ("zh-hans", "Chinese")]
    source = tmp_path / "ar" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE.format(""))
    with pytest.raises(CommandError) as error:
        call_command("compilecatalogues", "--check")
    assert str(error.value).splitlines()[:3] == [
        "No catalogue for zh_Hans",
        f"{source}: 2 plural forms, the language has another number",
        f"{source}:7: not translated: 'Partner cities'",
    ]
    assert not source.with_suffix(".mo").exists()


@pytest.mark.parametrize(
    ("source", "text", "problem"),
    [
        ("%(n)s in %(city)s", "%(n)s in %(city)s", ""),
        ("%(n)s cities", "%(m)s Städte", "unknown placeholder %(m)s: '%(n)s cities'"),
        ("%(n)s cities", "Städte", "a placeholder is missing: '%(n)s cities'"),
        (("one city", "%(n)s cities"), ("eine Stadt", "%(n)s Städte"), ""),
        (("one", "%(n)s"), ("eine", ""), "not translated: ('one', '%(n)s')"),
    ],
)
def test_translations_keep_the_placeholders(source, text, problem):
    assert compilecatalogues.find_problem(Message(source, text)) == problem


@pytest.mark.parametrize("locale", ["id", "ms", "ja", "ko", "zh_Hans"])
def test_languages_without_plural(locale):
    assert 1 in compilecatalogues.plural_counts(locale)


def test_a_step_is_repeated_when_its_sources_change(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    source = tmp_path / "city.json"
    source.write_text("{}")
    serve.Mark("content", [source]).set()
    assert serve.Mark("content", [source]).is_current()
    source.write_text("[{}]")
    assert not serve.Mark("content", [source]).is_current()


def test_static_sources_include_the_portal_own_and_the_storage():
    names = [path.name for path in serve.static_sources()]
    assert "tokens.css" in names
    assert names[0].endswith(".py")


@pytest.mark.django_db
def test_content_is_loaded_once(tmp_path, settings, monkeypatch):
    settings.VAR_DIR = tmp_path
    loaded = []
    monkeypatch.setattr(serve, "call_command", lambda name, **_: loaded.append(name))
    get_user_model().objects.create_user("somebody")
    serve.Command().load_content()
    serve.Command().load_content()
    assert loaded == ["demo"]


def test_accounts_of_this_installation_are_shown(tmp_path, settings, capsys):
    settings.VAR_DIR = tmp_path
    (tmp_path / "demo-accounts.txt").write_text("Publisher\tpublisher@localhost\tword-word\n")
    serve.Command().announce(9000)
    assert capsys.readouterr().out == (
        "\nThe portal is at http://localhost:9000\n"
        "  Publisher: publisher@localhost, password word-word\n"
        "Ctrl-C stops it.\n"
    )
