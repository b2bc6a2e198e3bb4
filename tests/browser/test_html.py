"""The Nu validator, in one process for all pages; `make test-full` fetches it."""

import json
import shutil
import subprocess

import pytest

from tests.browser.installation import ROOT
from tests.browser.pages import TAGS, addresses

JAR = ROOT / "var/tools/node_modules/vnu-jar/build/dist/vnu.jar"
# It takes Malay for Indonesian, hence no guessing of languages.
VALIDATOR = ["java", "-jar", JAR, "--format", "json", "--no-langdetect"]

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
        names[file.name] = path
    done = subprocess.run(
        [*VALIDATOR, "--stdout", "--exit-zero-always", folder],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [
        f"{names[message['url'].rpartition('/')[2]]}:{message.get('lastLine')} {message['message']}"
        for message in json.loads(done.stdout)["messages"]
        if message["type"] != "info" or message.get("subType") == "warning"
    ]


def test_validator_sees_errors(tmp_path):
    (tmp_path / "wrong.html").write_text("<!doctype html><title>x</title><p id=a><p id=a>")
    done = subprocess.run([*VALIDATOR, "--stdout", tmp_path], capture_output=True, text=True)
    messages = [message["message"] for message in json.loads(done.stdout)["messages"]]
    assert "Duplicate ID “a”." in messages


def test_valid_html(portal, tmp_path):
    assert complaints(portal, ["en", "ar"], tmp_path) == []


@pytest.mark.full
def test_valid_html_in_all_languages(portal, tmp_path):
    assert complaints(portal, TAGS, tmp_path) == []
