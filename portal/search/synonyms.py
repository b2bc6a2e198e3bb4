"""Words of one meaning, reviewed language by language in words.json: each group is one concept.

A concept is a token like any other ("#sister_city"): an entry has it where its own language's
words for it occur, a query where any language's do. So it works across languages too.
"""

from dataclasses import dataclass
from functools import cache

from portal.search.analyser import runs, stem
from portal.search.folding import fold
from portal.search.words import TABLE


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or one character of a CJK run: `run` and `at` say which and where."""

    key: str
    run: int
    at: int


@dataclass(frozen=True, slots=True)
class Match:
    start: int
    end: int
    token: str


def pieces(found, language):
    """What is compared of some runs: stems of words, single CJK characters."""
    return [
        Piece(key, number, at)
        for number, run in enumerate(found)
        for at, key in enumerate(run.key if run.is_cjk else [stem(run.key, language) or run.key])
    ]


@cache
def phrases(language):
    """{first piece: [(pieces, concept token)]}, the longest first."""
    table = {}
    for concept, texts in TABLE["concepts"].items():
        for text in texts[language]:
            keys = tuple(piece.key for piece in pieces(list(runs(text)), language))
            table.setdefault(keys[0], []).append((keys, f"#{concept}"))
    for known in table.values():
        known.sort(key=lambda entry: (-len(entry[0]), entry))
    return table


def matches(found, language):
    """The concepts in some pieces, every one that fits; the longest first at each place."""
    keys = tuple(piece.key for piece in found)
    table = phrases(language)
    return [
        Match(start, start + len(wanted), token)
        for start, key in enumerate(keys)
        for wanted, token in table.get(key, ())
        if keys[start : start + len(wanted)] == wanted
    ]


def concepts(found, language):
    """The concepts in some runs, as tokens."""
    return {match.token for match in matches(pieces(found, language), language)}


@cache
def stop_words(language):
    """Of the reader's language, Indonesian and English."""
    lists = [TABLE["stop_words"].get(code, "") for code in (language, "id", "en")]
    return frozenset(fold(word) for words in lists for word in words.split())
