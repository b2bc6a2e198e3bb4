"""What somebody typed, as what is looked for: units that must all be found, each in some way."""

import re
from dataclasses import dataclass, field

from portal.languages import LANGUAGES
from portal.search import synonyms
from portal.search.analyser import LATIN, grams, runs, stem

MOST_CHARACTERS = 200
MOST_UNITS = 8
EXACT, VARIANT, STEM, CONCEPT, COMPOUND, PREFIX = 1.0, 0.9, 0.8, 0.6, 0.5, 0.4
SPELT_OUT = re.compile("([aou])e")
# Particles between words: of Japanese and Chinese anywhere, of Korean at a word's end.
PARTICLES = re.compile(
    "的|から|まで|について|における|による|する|した|です|ます|[のをはがにでとへも]"
)
KOREAN_ENDING = re.compile(
    "(?<=[가-힣]{2})(?:에서|으로|에게|까지|부터|은|는|이|가|을|를|의|에|로|와|과|도)$"
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """All of some tokens; `quality` says how near that is to what was typed."""

    quality: float
    tokens: tuple


@dataclass
class Unit:
    """One thing looked for; `key` is its folded spelling, `words` the words it stands for."""

    key: str
    words: list
    is_cjk: bool = False
    alternatives: list = field(default_factory=list)

    def add(self, quality, *tokens):
        if all(known.tokens != tokens for known in self.alternatives):
            self.alternatives.append(Alternative(quality, tokens))


def parse(text, language):
    """Units for at most the first 200 characters and eight words of a text; no query."""
    found = list(runs(text[:MOST_CHARACTERS]))
    spans = _concepts(found, language)
    units = list(_units(found, spans))[:MOST_UNITS]
    stop_words = synonyms.stop_words(language)
    telling = [unit for unit in units if not (unit.words == [unit.key] and unit.key in stop_words)]
    return telling or units


def _concepts(found, language):
    """{start: (end, tokens)} of the concepts meant, the longest first, the reader's before others'.

    Places are those of the pieces, which are the same in every language.
    """
    meant, taken = {}, set()
    codes = [language, *(code for code in LANGUAGES if code != language)]
    known = [
        (match.start - match.end, codes.index(code) > 0, match.start, match.end, match.token)
        for code in codes
        for match in synonyms.matches(synonyms.pieces(found, code), code)
    ]
    for _length, foreign, start, end, token in sorted(known):
        if start in meant and meant[start][:2] == (end, foreign):
            meant[start][2].append(token)
        elif taken.isdisjoint(range(start, end)):
            meant[start] = (end, foreign, [token])
            taken.update(range(start, end))
    return {start: (end, list(dict.fromkeys(tokens))) for start, (end, _f, tokens) in meant.items()}


def _units(found, spans):
    pieces = synonyms.pieces(found, "")
    start = 0
    while start < len(pieces):
        if start in spans:
            end, tokens = spans[start]
            yield _meant(found, pieces[start:end], tokens)
        else:
            end = _end_of_run(pieces, spans, start)
            yield from _plain(found[pieces[start].run], pieces[start:end])
        start = end


def _end_of_run(pieces, spans, start):
    end = start + 1
    while end < len(pieces) and pieces[end].run == pieces[start].run and end not in spans:
        end += 1
    return end


def _plain(run, pieces):
    key = "".join(piece.key for piece in pieces)
    if run.is_cjk:
        rests = [KOREAN_ENDING.sub("", part) for part in PARTICLES.split(key)]
        yield from map(_row, filter(None, rests) if any(rests) else [key])
    else:
        yield _word(key)


def _row(key):
    unit = Unit(key, [key], is_cjk=True)
    unit.add(EXACT, *_needed(key))
    return unit


def _needed(key):
    return [token for token in grams(key) if len(token) == 2] or [key]


def _word(key):
    unit = Unit(key, [key])
    for quality, token in spellings(key):
        unit.add(quality, token)
    return unit


def spellings(key):
    """(quality, token) of a folded word: itself, without a German e after a, o, u, its stems."""
    found = [(EXACT, key)]
    plain = SPELT_OUT.sub(r"\1", key)
    if plain != key and LATIN.fullmatch(key):
        found.append((VARIANT, plain))
    return found + [
        (STEM if word == key else VARIANT - 0.2, token)
        for word in dict.fromkeys([key, plain])
        for code in ("id", "en", "de", "ar")
        if (token := stem(word, code))
    ]


def _meant(found, pieces, concepts):
    """A unit for a concept: the words as typed, their stems, or the concept itself."""
    words = {}
    for piece in pieces:
        words[piece.run] = words.get(piece.run, "") + piece.key
    is_cjk = all(found[run].is_cjk for run in words)
    if len(words) == 1 and not is_cjk:
        unit = _word(next(iter(words.values())))
    else:
        unit = Unit((("" if is_cjk else " ").join(words.values())), list(words.values()), is_cjk)
        _add_phrase(unit, [(word, found[run].is_cjk) for run, word in words.items()])
    for concept in concepts:
        unit.add(CONCEPT, concept)
    return unit


def _add_phrase(unit, words):
    exact = [token for word, cjk in words for token in (_needed(word) if cjk else [word])]
    unit.add(EXACT, *exact)
    for code in ("id", "en", "de", "ar"):
        stems = [[] if cjk else [stem(word, code)] for word, cjk in words]
        tokens = [token for part in stems for token in part]
        if tokens and all(tokens):
            unit.add(STEM, *tokens)
