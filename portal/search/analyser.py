"""Texts as tokens, the same for what is indexed and for what is looked for.

A token is a folded word ("stadt"), a stem with its language ("de~stadt"), or one or two
characters of Chinese, Japanese or Korean. None holds white space, quotes or operators.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from portal.search.folding import fold
from portal.search.words import TABLE

CJK = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3031-\u3035\u3041-\u3096\u3099\u309a\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
# Marks within a word: accents, Arabic vowel signs, soft hyphens, joiners, direction marks.
MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u061c\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
)
RUNS = re.compile(
    rf"(?P<number>[0-9]{{1,3}}(?:[.,][0-9]{{3}})+(?![0-9]))"
    rf"|(?P<cjk>[{CJK}](?:[{CJK}]|[{MARKS}])*)"
    rf"|(?P<word>[^\W_{CJK}](?:[^\W_{CJK}]|[{MARKS}])*)"
)
LATIN = re.compile(r"[a-z]+")
ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]+")
ARTICLE = re.compile(r"(?:[وف]?(?:[بك]?ال|لل)|و(?=ال))(?=\w{2})")
# Malay has no stemmer of its own; its affixes are those of Indonesian.
STEMMERS = {"id": "indonesian", "en": "english", "de": "german", "ar": "arabic", "ms": "indonesian"}
MOST_LETTERS = 40
# Words that a stemmer takes for others: an ambassador is no embassy.
NOT_STEMMED = {code: set(map(fold, words.split())) for code, words in TABLE["not_stemmed"].items()}


@dataclass(frozen=True, slots=True)
class Run:
    """A word, a number or an unbroken row of CJK characters: where it stands, and folded."""

    start: int
    end: int
    key: str
    is_cjk: bool


def runs(text):
    for match in RUNS.finditer(text):
        key = fold(match[0])
        key = re.sub(r"[\W_]", "", key)
        if key.isdecimal():
            key = key.lstrip("0") or "0"
        if key:
            yield Run(match.start(), match.end(), key, match["cjk"] is not None)


@lru_cache(maxsize=16)
def _stemmer(name):
    return snowballstemmer.stemmer(name)


@lru_cache(maxsize=65536)
def stem(word, language):
    """The token of a folded word's stem in a language, or "" where the language has none for it."""
    name = STEMMERS.get(language)
    script = ARABIC if language == "ar" else LATIN
    if not name or len(word) > MOST_LETTERS or not script.fullmatch(word):
        return ""
    if word in NOT_STEMMED.get(language, ()):
        return ""
    if language == "ar":
        # Of a plural in ات the stemmer takes one letter at a time.
        word = _stemmer(name).stemWord(ARTICLE.sub("", word, count=1))
    # A stemmer may leave what it would stem again.
    return f"{'id' if language == 'ms' else language}~{_stemmer(name).stemWord(word)}"


def grams(key):
    """The characters of a CJK run and each two neighbours."""
    return [*key, *(key[i : i + 2] for i in range(len(key) - 1))]


def tokens(text, language):
    """What a text is found by, each once, in the order of the text."""
    return tokens_of(runs(text), language)


def tokens_of(text_runs, language):
    found = {}
    for run in text_runs:
        if run.is_cjk:
            found.update(dict.fromkeys(grams(run.key)))
        else:
            found[run.key[:MOST_LETTERS]] = None
            if token := stem(run.key, language):
                found[token] = None
    return list(found)


def phrase(text):
    """The text's words folded, to compare whole names and titles."""
    return " ".join(run.key for run in runs(text))
