"""Whether what readers type brings the right pages first, in each language on each database."""

import pytest

from portal.languages import LANGUAGES
from portal.models import SearchEntry
from portal.search import index
from tests.portal.search.quality import JUDGED, TOP, answers, keys_by_url, quality

# A stemmed language, one without spaces between words, one from right to left.
QUICK = {"id", "zh-hans", "ar"}
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(scope="module")
def keys(demo, django_db_blocker):
    with django_db_blocker.unblock():
        return keys_by_url()


def test_every_language_is_judged():
    assert set(JUDGED) == set(LANGUAGES)
    assert min(len({judged["query"] for judged in JUDGED[code]}) for code in JUDGED) >= 15
    assert {"sekretariat daerah", "kerjasama luar negeri"} <= {j["query"] for j in JUDGED["id"]}


def test_what_is_expected_exists(keys):
    expected = {
        key for rows in JUDGED.values() for j in rows for key in [*j["first"], *j.get("also", [])]
    }

    assert sorted(expected - set(keys.values())) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_pages_come_first(language, keys):
    rank, recall = quality(answers(language, keys))

    assert (rank >= 0.9, recall >= 0.8) == (True, True)


@pytest.mark.parametrize(
    "language",
    [
        language if language in QUICK else pytest.param(language, marks=pytest.mark.full)
        for language in LANGUAGES
    ],
)
def test_the_database_finds_what_reading_every_entry_finds(language, keys, monkeypatch):
    """So all databases find the same."""
    found = answers(language, keys)
    ordered = SearchEntry.objects.order_by("-id")
    entries = [index.Row(*values) for values in ordered.values_list(*index.Row._fields)]
    monkeypatch.setattr(index, "expression", read_expression)

    def rows(has, limit):
        return list(filter(has, entries))[:limit]

    def rows_and_places(own, limit, other, most):
        found = rows(own, limit)
        return found, rows(other, most) if len(found) < limit else []

    monkeypatch.setattr(index, "rows", rows)
    monkeypatch.setattr(index, "rows_and_places", rows_and_places)

    assert answers(language, keys) == found
    assert max(len(first) for _judged, first in found) == TOP


def read_expression(units, *, fields=(index.ANYWHERE,), every=True, tokens=(), without=()):
    def has(row):
        text = set(row.tokens.split(" "))
        found = [
            any(
                text.issuperset(field + token for token in alternative.tokens)
                for alternative in unit.alternatives
                for field in fields
            )
            for unit in units
        ]
        return (
            (all if every else any)(found) and text.issuperset(tokens) and text.isdisjoint(without)
        )

    return has
