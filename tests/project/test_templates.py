"""Rules for templates that no linter knows."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
PAGES = [path for path in TEMPLATES if path.name != "icons.html"]
COMPONENTS = sorted((ROOT / "components").glob("*.html"))

FORBIDDEN = {
    "inline style": r"\sstyle\s*=|<style",
    "inline script": r"<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)",
    "inline handler": r"<[^>]*\son\w+\s*=",
    "address of a script": r"javascript:",
    "blocktranslate without trimmed": r"{% blocktranslate (?!trimmed\b)",
    "marked as safe": r"\|safe\b|{% autoescape off",
}
# Text between tags that is not inside a translate block; units and signs are no words.
WORDS = re.compile(r"[^\W\d_]{2,}")
NOT_WORDS = {"km²", "JSON", "SHA", "ICS", "Atom", "PDF", "nbsp", "amp"}


def name(path):
    return str(path.relative_to(ROOT))


def without_comments(path):
    text = re.sub(r"{#.*?#}", "", path.read_text())
    return re.sub(r"{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)


def visible_text(text):
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    text = re.sub(r"<!doctype[^>]*>|<[^>]*>", "\n", text)
    return [
        word for word in re.findall(r"[\w²]+", text) if WORDS.search(word) and word not in NOT_WORDS
    ]


def spoken_attributes(text):
    found = re.findall(r'\s(?:alt|title|placeholder|aria-label|label)="([^"]*)"', text)
    return [value for value in found if WORDS.search(re.sub(r"{%.*?%}|{{.*?}}", "", value))]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template(path):
    text = without_comments(path)

    assert [rule for rule, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_visible_word_is_translated(path):
    text = without_comments(path)

    assert visible_text(text) + spoken_attributes(text) == []


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_component_begins_with_its_contract(path):
    first = path.read_text().splitlines()[0]

    assert re.fullmatch(r"{# .+\. #}", first), first


def test_every_component_is_used():
    sources = [p for p in ROOT.rglob("*") if p.is_file()]
    sources += [p for app in ("portal", "sistercity") for p in (ROOT.parent / app).rglob("*.py")]
    texts = {path: path.read_text() for path in sources}

    assert [
        name(component)
        for component in COMPONENTS
        if not any(
            f"components/{component.name}" in text
            for path, text in texts.items()
            if path != component
        )
    ] == []


def test_every_template_named_exists():
    named = {
        found
        for path in TEMPLATES
        for found in re.findall(r"""{% (?:include|extends) ["']([^"']+)["']""", path.read_text())
        if not found.startswith("admin/")
    }
    assert sorted(template for template in named if not (ROOT / template).exists()) == []


def test_only_components_are_repeated():
    """Markup that two pages include stands in components/ or in the app's own folder."""
    foreign = [
        f"{name(path)} includes {found}"
        for path in TEMPLATES
        for found in re.findall(r"""{% include ["']([^"']+)["']""", path.read_text())
        if not found.startswith("components/")
        and not name(path).startswith(found.rpartition("/")[0] + "/")
    ]
    assert foreign == []
