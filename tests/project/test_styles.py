"""Style sheets mirror for right-to-left and stay small."""

import re
from pathlib import Path

import pytest

from portal.staticfiles import STYLES, joined_styles

STATIC = Path(__file__).resolve().parents[2] / "static"
SHEETS = sorted((STATIC / "css").glob("*.css"))
PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right)\s*:"
    r"|text-align:\s*(?:left|right)|float:"
)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_sheet_mirrors_for_right_to_left(path):
    assert PHYSICAL.findall(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)) == []


def test_every_sheet_is_joined():
    assert {path.stem for path in SHEETS} == set(STYLES)


def test_joined_sheet_is_small():
    assert len(joined_styles().encode()) <= 40_000


def test_joined_sheet_keeps_every_rule_and_no_comment():
    joined = joined_styles()

    assert "/*" not in joined
    assert joined.count("{") == joined.count("}")
    sources = "".join(re.sub(r"/\*.*?\*/", "", p.read_text(), flags=re.DOTALL) for p in SHEETS)
    assert joined.count("{") == sources.count("{")


def test_sheet_loads_nothing_from_elsewhere():
    assert re.findall(r"@import|url\(\s*[\"']?(?:https?:)?//[^)]*", joined_styles()) == []


def test_own_scripts_are_small():
    scripts = list((STATIC / "js").rglob("*.js"))

    assert sorted(path.name for path in scripts) == [
        "admin.js",
        "editor.js",
        "passkeys.js",
        "portal.js",
        "search.js",
    ]
    assert sum(path.stat().st_size for path in scripts) <= 10_000
