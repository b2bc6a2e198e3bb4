"""A text made of blocks, from which a page and its PDF are made alike."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.translation import get_language

from portal import translating
from portal.languages import LANGUAGES
from portal.templatetags.portal import in_language


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one language, by default the reader's; `quiet` if it is only a note."""

    text: str
    language: str = ""
    url: str = ""
    quiet: bool = False

    def html(self):
        shown = in_language(str(self.text), self.language)
        if self.url:
            shown = format_html('<a href="{}">{}</a>', self.url, shown)
        if self.quiet:
            return format_html('<span class="meta">{}</span>', shown)
        return conditional_escape(shown)

    def data(self):
        language = LANGUAGES[self.language or get_language()]
        url = settings.SITE_URL + self.url if self.url.startswith("/") else self.url
        tag, region = typesetting(language)
        return {
            "text": str(self.text),
            "lang": tag,
            "region": region,
            "url": url,
            "quiet": self.quiet,
        }


def typesetting(language):
    """(language, region) by which typst chooses hyphens, quotes and the forms of characters."""
    return ("zh", "CN") if language.code == "zh-hans" else (language.code, None)


def text(obj, name, **look):
    """A Run of a translated field, in the reader's language or in the one that stands in."""
    found = translating.text(obj, name, get_language())
    return Run(found.value, found.language or "", **look)


def runs(value):
    """What a cell or line holds as a list of Runs."""
    if value is None:
        return []
    return [part if isinstance(part, Run) else Run(str(part)) for part in _several(value)]


def _several(value):
    return value if isinstance(value, list | tuple) else [value]


def _data(value):
    return [run.data() for run in runs(value)]


@dataclass(frozen=True)
class Heading:
    text: str
    kind = "heading"

    def data(self):
        return {"text": str(self.text)}


@dataclass(frozen=True)
class Paragraph:
    """A text, a Run or several after each other."""

    content: object
    kind = "paragraph"

    @property
    def runs(self):
        return runs(self.content)

    def data(self):
        return {"runs": _data(self.content)}


@dataclass(frozen=True)
class Facts:
    """Pairs of a label and what stands behind it: a text, a Run or several, each on a line."""

    pairs: list
    kind = "facts"

    @property
    def rows(self):
        return [(runs(label), runs(content)) for label, content in self.pairs]

    def data(self):
        return {"rows": [{"label": _data(a), "runs": _data(b)} for a, b in self.pairs]}


@dataclass(frozen=True)
class Table:
    """A cell is a text, a Run or several, each on a line of its own; the first is the row's head.

    `numbers` are the places of the columns that are set to the end.
    """

    caption: str
    head: list
    cells: list
    numbers: tuple = ()
    kind = "table"

    @property
    def rows(self):
        heads = [str(title) for title in self.head]
        return [
            [
                (title, runs(cell), place in self.numbers)
                for place, (title, cell) in enumerate(zip(heads, row, strict=True))
            ]
            for row in self.cells
        ]

    def data(self):
        return {
            "caption": str(self.caption),
            "head": [str(title) for title in self.head],
            "rows": [[_data(cell) for cell in row] for row in self.cells],
            "numbers": list(self.numbers),
        }


@dataclass(frozen=True)
class Bullets:
    """Items, each a text, a Run or several on lines of their own."""

    lines: list
    kind = "bullets"

    @property
    def rows(self):
        return [runs(line) for line in self.lines]

    def data(self):
        return {"rows": [_data(line) for line in self.lines]}


@dataclass
class Paper:
    title: Run
    author: str
    blocks: list = field(default_factory=list)

    def add(self, heading, *blocks, otherwise=""):
        """A section; without any content it says `otherwise`, or is left out."""
        found = [block for block in blocks if block]
        if not found and otherwise:
            found = [Paragraph(otherwise)]
        if found:
            self.blocks += [Heading(heading), *found]

    def data(self):
        return {
            "title": self.title.data(),
            "author": str(self.author),
            "blocks": [{"kind": block.kind} | block.data() for block in self.blocks],
        }


def sources(*records):
    """The sources of all records, each once, as Bullets; None without any."""
    found = {}
    for record in records:
        for source in record if isinstance(record, list) else record.sources:
            found.setdefault((source["title"], source.get("url") or ""))
    return Bullets([Run(title, url=url) for title, url in found]) if found else None
