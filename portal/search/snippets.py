"""The piece of a text that shows why it was found, as safe HTML with <mark> round what was."""

from bisect import bisect_left

from django.utils.html import escape
from django.utils.safestring import mark_safe

from portal.search import synonyms
from portal.search.analyser import runs, stem

LENGTH = 220
MOST_SEARCHED = 20_000
BEFORE = 60


class Marker:
    """Finds in a text what the units of one query stand for."""

    def __init__(self, units):
        tokens = [t for unit in units for found in unit.alternatives for t in found.tokens]
        self.tokens = frozenset(tokens)
        self.rows = [unit.key for unit in units if unit.is_cjk]
        self.concepts = {token for token in tokens if token.startswith("#")}

    def places(self, text, language):
        """Sorted (start, end) in `text`, none overlapping."""
        found = list(runs(text))
        places = [place for run in found for place in self._in_run(text, run, language)]
        if self.concepts:
            places += self._of_concepts(text, found, language)
        return _merged(sorted(places))

    def _in_run(self, text, run, language):
        if run.is_cjk:
            # Where folding changed the length, places in it say nothing of the text.
            if len(run.key) == run.end - run.start:
                yield from self._in_row(run)
        elif run.key in self.tokens or stem(run.key, language) in self.tokens:
            yield run.start, run.end

    def _in_row(self, run):
        for key in self.rows:
            at = run.key.find(key)
            while at >= 0:
                yield run.start + at, run.start + at + len(key)
                at = run.key.find(key, at + len(key))

    def _of_concepts(self, text, found, language):
        pieces = synonyms.pieces(found, language)
        for match in synonyms.matches(pieces, language):
            if match.token in self.concepts:
                yield _start(found, pieces[match.start]), _end(found, pieces[match.end - 1])

    def title(self, text, language):
        return _marked(text, self.places(text, language))

    def snippet(self, summary, body, language):
        """About 220 characters: round the first place found, or the beginning."""
        for text in filter(None, (summary, body)):
            if places := self.places(text[:MOST_SEARCHED], language):
                return _cut(text, places)
        return _cut(summary or body, [])


def _start(found, piece):
    run = found[piece.run]
    return run.start + (piece.at if run.is_cjk else 0)


def _end(found, piece):
    run = found[piece.run]
    return min(run.end, run.start + piece.at + 1) if run.is_cjk else run.end


def _merged(places):
    merged = []
    for start, end in places:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _cut(text, places):
    first = places[0][0] if places else 0
    start = 0 if first < LENGTH - BEFORE else _word_start(text, first - BEFORE)
    end = _word_end(text, start + LENGTH)
    shown = [(max(a, start), min(b, end)) for a, b in places[: bisect_left(places, (end, end))]]
    inside = [(a - start, b - start) for a, b in shown if a < b]
    marked = _marked(text[start:end], inside)
    return mark_safe(("… " if start else "") + marked + (" …" if end < len(text) else ""))


def _word_start(text, at):
    space = text.find(" ", at, at + 20)
    return space + 1 if space >= 0 else at


def _word_end(text, at):
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - 20, at)
    return space if space >= 0 else at


def _marked(text, places):
    parts, last = [], 0
    for start, end in places:
        parts += [escape(text[last:start]), "<mark>", escape(text[start:end]), "</mark>"]
        last = end
    return mark_safe("".join([*parts, escape(text[last:])]))
