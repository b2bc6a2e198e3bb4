"""No file names the place where it was made."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
# The words are split, so that this file does not hold what it looks for.
FORBIDDEN = {
    "folder of a workplace": "/wor" + "k/|/hom" + "e/[a-z]|/roo" + "t/|/Use" + "rs/",
    "package mirror": "arti"
    + "factory|nex"
    + r"us\.|dev"
    + r"pi|--index-u"
    + "rl|--extra-index-u"
    + "rl",
    "private address": rf"\b(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.{OCTET}){{2,3}}\b",
    "internal host": r"https?://[\w.-]+\.(?:internal|intranet|corp|lan)(?![\w.-])",
}


def tracked_texts():
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    for name in filter(None, names):
        path = ROOT / name
        if path.is_file():
            try:
                yield name, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # pictures and compiled catalogues


def test_no_file_names_where_it_was_made():
    found = [
        f"{name}: {what}: {match[0]}"
        for name, text in tracked_texts()
        for what, pattern in FORBIDDEN.items()
        for match in re.finditer(pattern, text)
    ]
    assert found == []


def test_the_rules_find_what_they_are_for():
    samples = {
        "folder of a workplace": "see /wor" + "k/main",
        "package mirror": "pip install --index-u" + "rl x",
        "private address": "host 10." + "1.2.3",
        "internal host": "https://pypi.team.int" + "ernal/simple",
    }
    assert {what for what, text in samples.items() if re.search(FORBIDDEN[what], text)} == set(
        FORBIDDEN
    )
