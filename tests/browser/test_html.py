"""The Nu validator, in one process for all pages; `make test-full` fetches it."""

import json
import shutil
import subprocess

import pytest

from tests.browser.installation import ROOT
from tests.browser.pages import TAGS, addresses

JAR = ROOT / "var/tools/node_modules/vnu-jar/build/dist/vnu.jar"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (shutil.which("java") and JAR.exists()),
        reason="HTML validation needs Java and the Nu validator: apt install npm"
        " default-jre-headless, then make test-full fetches it",
    ),
]


def complaints(portal, languages, folder):
    names = {}
    for kind, language, path in addresses(portal, languages):
        file = folder / f"{kind}.{language}.html"
        file.write_bytes(portal.get(path).body)
        names[file.as_uri()] = path
    done = subprocess.run(
        ["java", "-jar", JAR, "--format", "json", "--stdout", "--exit-zero-always", folder],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    messages = json.loads(done.stdout)["messages"]
    return sorted(
        {f"{names[m['url']]}:{m.get('lastLine')} {m['message']}" for m in messages
         if m["type"] != "info" or m.get("subType") == "warning"}
    )  # fmt: skip


def test_validator_sees_errors(tmp_path):
    (tmp_path / "wrong.html").write_text("<!doctype html><title>x</title><p id=a><p id=a>")
    done = subprocess.run(
        ["java", "-jar", JAR, "--format", "json", tmp_path], capture_output=True, text=True
    )
    assert 'Duplicate ID "a"' in done.stderr.replace("\\", "").replace("“", '"').replace("”", '"')


def test_valid_html(portal, tmp_path):
    assert complaints(portal, ["en", "ar"], tmp_path) == []


@pytest.mark.full
def test_valid_html_in_all_languages(portal, tmp_path):
    assert complaints(portal, TAGS, tmp_path) == []
