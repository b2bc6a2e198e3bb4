"""What may have been meant where nothing has all that was typed."""

from portal.models import SearchWord
from portal.search import synonyms
from portal.search.analyser import LATIN, grams, runs
from portal.search.queries import EXACT, Unit
from portal.search.vocabulary import SHORTEST_TAIL, tail

SHORTEST_PART = 3
LINKS = ("", "s", "es", "n", "en")  # between the parts of a German compound


def replaced(text, better):
    """The text with some of its words, as folded, replaced by others."""
    parts, last = [], 0
    for run in runs(text):
        if run.key in better:
            parts += [text[last : run.start], better[run.key]]
            last = run.end
    return " ".join("".join([*parts, text[last:]]).split())


def divided(words):
    """{German compound: its parts that are known, or its last one}; one query."""
    cuts = {word: list(_cuts(word)) for word in words if LATIN.fullmatch(word)}
    ends = {tail(part, "de") for pairs in cuts.values() for pair in pairs for part in pair}
    if not ends:
        return {}
    rows = SearchWord.objects.filter(tail__in=ends).values_list("tail", flat=True)
    known = {end for end in ends if f"de~{end[::-1]}" in synonyms.phrases("de")} | set(rows)
    parts = {word: _known_parts(pairs, known) for word, pairs in cuts.items()}
    return {word: part for word, part in parts.items() if part}


def _cuts(word):
    for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        for link in LINKS:
            first = word[:at].removesuffix(link)
            if len(first) >= SHORTEST_PART and word[:at].endswith(link):
                yield first, word[at:]


def _known_parts(pairs, known):
    whole = [pair for pair in pairs if all(tail(part, "de") in known for part in pair)]
    if whole:
        return " ".join(max(whole, key=lambda pair: min(map(len, pair))))
    last = [last for _first, last in pairs if tail(last, "de") in known]
    return max((word for word in last if len(word) >= SHORTEST_TAIL), key=len, default="")


def loosened(units):
    """The units, a long row of CJK characters as its pairs, each wanted for itself."""
    return [part for unit in units for part in (_pairs(unit) if unit.is_cjk else [unit])]


def _pairs(unit):
    pairs = [gram for gram in grams(unit.key) if len(gram) == 2]
    if len(pairs) < 2:
        return [unit]
    found = []
    for pair in dict.fromkeys(pairs):
        found.append(Unit(pair, [pair], is_cjk=True))
        found[-1].add(EXACT, pair)
    return found
