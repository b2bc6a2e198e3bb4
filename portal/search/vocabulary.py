"""The words of the index: what a word typed in part begins, ends a compound with, or is meant for.

A word stays here after its last entry is gone, until the next rebuild: whatever is offered to a
reader must be looked up in the index first.
"""

import json
import re

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

from portal.models import SearchWord
from portal.search.analyser import ARABIC, LATIN, stem
from portal.search.queries import COMPOUND, PREFIX, spellings

SHORTEST_PREFIX = 4
SHORTEST_TAIL = 5
MOST_FOUND = 80
MOST_EACH = 8
MOST_COMPARED = 2000
LAST = "\U0010ffff"
LETTERS = re.compile(f"{LATIN.pattern}|{ARABIC.pattern}")
WORD = re.compile(r"[^\W\d_]{2,}")

ADD = {
    "sqlite": """
        INSERT INTO portal_searchword (word, language, tail, count, touched_at)
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'),
            json_extract(value, '$[2]'), json_extract(value, '$[3]'), %s
        FROM json_each(%s) WHERE true
        ON CONFLICT (word, language) DO UPDATE SET touched_at = excluded.touched_at""",
    "postgresql": """
        INSERT INTO portal_searchword (word, language, tail, count, touched_at)
        SELECT value ->> 0, value ->> 1, value ->> 2, (value ->> 3)::int, %s
        FROM jsonb_array_elements(%s::jsonb) ORDER BY 1, 2
        ON CONFLICT (word, language) DO UPDATE SET touched_at = excluded.touched_at""",
}


def words(entry):
    """(word, language) of an entry's tokens that somebody may type in part."""
    return {(token, entry.language) for token in entry.tokens.split() if WORD.fullmatch(token)}


def tail(word, language):
    """A German word's stem backwards: compounds are found by what they end with."""
    return stem(word, "de").removeprefix("de~")[::-1] if language == "de" else ""


def add(counted, *, counts=False):
    """Know some words: {(word, language): entries}; one query. `counts` also sets the numbers."""
    if not counted:
        return
    values = [
        (word, language, tail(word, language), count)
        for (word, language), count in sorted(counted.items())
        if not re.search("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff]", word)
    ]
    sql = ADD[connection.vendor] + (", count = excluded.count" if counts else "")
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(sql, [now, json.dumps(values)])


def expand(units, language, shortest=SHORTEST_PREFIX):
    """Let the units' words also match longer ones that begin, in German end, with them; one query.

    Returns the words of the index that were typed exactly.
    """
    wanted = [unit for unit in units if len(unit.words) == 1 and WORD.fullmatch(unit.key)]
    wanted = [unit for unit in wanted if not unit.is_cjk]
    conditions = Q()
    for unit in wanted:
        if len(unit.key) >= shortest:
            conditions |= Q(word__gte=unit.key, word__lt=unit.key + LAST)
        else:
            conditions |= Q(word=unit.key)
        if end := _tail_of(unit, language):
            conditions |= Q(tail__gt=end, tail__lt=end + LAST)
    if not conditions:
        return set()
    known = SearchWord.objects.filter(conditions).order_by("-count", "word", "language")
    found = list(known.values_list("word", "language", "tail")[:MOST_FOUND])
    for unit in wanted:
        _widen(unit, found, _tail_of(unit, language))
    return {word for word, *_rest in found}


def _tail_of(unit, language):
    end = tail(unit.key, "de") if language == "de" and LATIN.fullmatch(unit.key) else ""
    return end if len(end) >= SHORTEST_TAIL else ""


def _widen(unit, found, end):
    longer = [word for word, *_rest in found if word.startswith(unit.key) and word != unit.key]
    for word in list(dict.fromkeys(longer))[:MOST_EACH]:
        unit.add(PREFIX, word)
    compounds = [ending for _word, _language, ending in found if end and ending.startswith(end)]
    for ending in list(dict.fromkeys(compounds))[:MOST_EACH]:
        unit.add(COMPOUND, f"de~{ending[::-1]}")


def distance(one, other, most):
    """How many letters differ, swapped neighbours as one; `most` + 1 for anything farther."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def nearest(misspelt):
    """{word: the most common word one or two letters away}, unless its stem is known; one query.

    The first letter typed must be the first or, swapped or missing, the second one.
    """
    misspelt = [word for word in misspelt if LETTERS.fullmatch(word) and 4 <= len(word) <= 20]
    conditions = Q()
    for word in misspelt:
        for letter in set(word[:2]):
            conditions |= Q(
                word__gte=letter,
                word__lt=letter + LAST,
                letters__range=(len(word) - 2, len(word) + 2),
            )
    if not conditions:
        return {}
    known = SearchWord.objects.annotate(letters=Length("word")).filter(conditions)
    known = known.order_by("-count", "word").values_list("word", "language")[:MOST_COMPARED]
    stems = {stem(word, language) for word, language in known}
    found = {
        word: _nearest(word, dict.fromkeys(other for other, _language in known))
        for word in misspelt
        if stems.isdisjoint(token for _quality, token in spellings(word))
    }
    return {word: other for word, other in found.items() if other}


def _nearest(word, known):
    most = 1 if len(word) < 6 else 2
    letters = set(word)
    near = [
        (apart, place, other)
        for place, other in enumerate(known)
        if len(letters ^ set(other)) <= 2 * most and (apart := distance(word, other, most)) <= most
    ]
    return min(near)[2] if near else ""
