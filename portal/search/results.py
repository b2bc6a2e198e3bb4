"""What search answers with."""

import datetime
from dataclasses import dataclass, field

from portal.languages import Language


@dataclass(frozen=True)
class Hit:
    """`title` and `snippet` are safe HTML; `language` is that of the text, not the reader's."""

    url: str
    title: str
    snippet: str
    language: Language
    kind: str
    kind_label: str
    section: str
    section_label: str
    date: datetime.date | None = None


@dataclass
class Results:
    """`kinds` and `sections` are (key, label, count) of the text without that filter.

    Where `capped`, more may have been found than is ranked: `total` is the least it is. Where
    `many`, that is so of the counts by kind and section. Where there is a `suggestion`, nothing was
    found for what was typed, and the hits are those of this other spelling.
    """

    hits: list = field(default_factory=list)
    total: int = 0
    capped: bool = False
    many: bool = False
    kinds: list = field(default_factory=list)
    sections: list = field(default_factory=list)
    suggestion: str = ""
    page: int = 1
    pages: int = 1


@dataclass(frozen=True)
class Suggestion:
    title: str
    url: str
    kind_label: str
