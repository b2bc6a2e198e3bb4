"""What is found for what is typed, and in which order. The suite runs this on both databases."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings, strategies as st

from portal import navigation
from portal.languages import LANGUAGES
from portal.models import SearchEntry, SearchQuery
from portal.search import find, note_query, suggest
from portal.translating import column
from tests.factories import (
    make_activity,
    make_office,
    make_partner,
    make_partnership,
)

pytestmark = pytest.mark.django_db

MOST_QUERIES = 8


def looked_for(text, language="en", **options):
    navigation.nodes()  # every page reads the tree of pages anyway
    with override(language), CaptureQueriesContext(connection) as queries:
        results = find(text, language=language, **options)
    assert len(queries) <= MOST_QUERIES
    return results


def titles(text, language="en", **options):
    found = looked_for(text, language, **options).hits
    return [re.sub("</?mark>", "", hit.title) for hit in found]


def make_in(language, title, task="", **values):
    texts = {column("name", language): title, column("task", language): task}
    return make_office(**{"name_en": ""} | texts | values)


@pytest.mark.parametrize(
    "language, title, text",
    [
        ("zh-hans", "万隆的茶园", "茶"),
        ("ko", "반둥의 박물관들", "박물관"),
        ("ja", "東京都との協力", "東京"),
        ("ar", "مزارع الشاي في باندونغ", "شاي"),
        ("en", "Guide for investors", "investor"),
        ("de", "Städtepartnerschaften", "Partnerschaft"),
        ("de", "Verkehrsbetriebe", "verkehr"),
        ("de", "Muenchner Haus", "münchner"),
        ("id", "Kunjungan delegasi", "berkunjung"),
        ("ja", "ラーメン通り", "らーめん"),
        ("en", "Café Braga", "cafe"),
    ],
)
def test_found_in_its_language(language, title, text):
    make_in(language, title)
    make_in(language, "Bandung 2024")

    found = titles(text, language)
    assert (found[0], "Bandung 2024" in found) == (title, False)


def test_filters_count_what_the_other_filter_leaves():
    partner = make_partner(name_en="Juniper")
    make_activity(make_partnership(partner=partner), title_en="Juniper fair")
    make_office(name_en="Juniper office")

    all_of_it = looked_for("juniper")
    offices = looked_for("juniper", kind="portal.office")

    assert sorted((key, count) for key, _label, count in all_of_it.kinds) == [
        ("portal.office", 1),
        ("sistercity.activity", 1),
        ("sistercity.partner", 1),
    ]
    assert [(key, count) for key, _label, count in all_of_it.sections] == [
        ("sistercity", 2),
        ("portal", 1),
    ]
    assert [hit.kind for hit in offices.hits] == ["portal.office"]
    assert offices.kinds == all_of_it.kinds
    assert offices.sections == [("portal", "The city and its services", 1)]


def test_pages():
    for number in range(5):
        make_office(name_en=f"Tamarind {number}")

    second = looked_for("tamarind", size=2, page=2)
    beyond = looked_for("tamarind", size=2, page=99)

    assert (second.total, second.page, second.pages) == (5, 2, 3)
    assert [hit.title for hit in beyond.hits] == ["<mark>Tamarind</mark> 4"]


def test_many_hits_are_capped_and_stay_within_the_queries():
    SearchEntry.objects.all().delete()
    for number in range(3):
        make_office(name_en=f"Common {number}")
    first = SearchEntry.objects.get(title="Common 0")
    copies = [
        SearchEntry(
            **{f.attname: getattr(first, f.attname) for f in first._meta.fields}
            | {"id": None, "object_id": 10**6 + n}
        )
        for n in range(400)
    ]
    SearchEntry.objects.bulk_create(copies)

    results = looked_for("common")
    filtered = looked_for("common", kind="portal.office", section="nothing")

    assert (results.capped, results.total >= 200) == (True, True)
    assert filtered.hits == []


def test_any_word_where_none_has_all():
    make_office(name_en="Papaya")

    assert titles("papaya zeppelin") == ["Papaya"]


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("Braunschwieg", "braunschweig"),
        ("Braunchweig", "braunschweig"),
        ("brauschweig city", "braunschweig city"),
    ],
)
def test_did_you_mean(typed, meant):
    make_partner(name_en="Braunschweig", profile_en="A city")

    assert looked_for(typed).suggestion == meant


def test_the_longest_way_round_stays_within_the_queries():
    """A misspelt word that is put right in vain, and hits in another language at last."""
    make_in("de", "Zeppelin")
    make_in("en", "Papaya")

    looked_for("papaya", "de")  # the first address asked for in a process reads the CMS's own
    results = looked_for("zepelin papaya quux", "de")
    assert [hit.title for hit in results.hits] == ["<mark>Papaya</mark>"]
    assert results.suggestion == ""


def test_nothing_is_meant_that_is_not_found():
    office = make_office(name_en="Secretword")
    office.state = "draft"
    office.save()

    assert looked_for("secretwrod").suggestion == ""


def test_suggestions():
    make_partner(name_en="Braunschweig")
    make_office(name_en="Brass band")

    with override("en"), CaptureQueriesContext(connection) as queries:
        found = suggest("bra", language="en")

    assert len(queries) <= MOST_QUERIES
    assert {(s.title, s.kind_label) for s in found} == {
        ("Braunschweig", "Partner"),
        ("Brass band", "Office"),
    }
    assert suggest("b", language="en") == []


def test_highlights_and_escapes():
    make_office(
        name_en="<b>Mangoes</b> & co", task_en="One <script>alert(1)</script> mango; two mangoes."
    )

    hit = looked_for("mango").hits[0]

    assert hit.title == "<mark>Mangoes</mark> &amp; co"
    assert hit.snippet == "One alert(1) <mark>mango</mark>; two <mark>mangoes</mark>."


def test_a_long_text_is_cut_round_what_was_found():
    make_office(name_en="Durian", task_en=f"{'x ' * 400}rambutan {'y ' * 400}")

    snippet = looked_for("rambutan").hits[0].snippet

    assert re.fullmatch(r"… [x ]{50,70}<mark>rambutan</mark>[y ]+ …", snippet)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "!?()", "\0", '"', "'", "''", '"a" OR "b"', "a AND", "NOT a", "a*", "*", "{a}: b",
        "title:a", "a & b", "a | !b", "a <-> b", "\\", "');DROP TABLE portal_searchentry;--", "%",
        "_", "🏙️", "\u200f\u200e", "\u200bBandung\u200b", "ﷺ", "a" * 2000, "茶" * 2000, "NEAR(a b)",
        "x y " * 2500, "the of and", "\ud7ff\ufffd", "@l:de", "#sister_city", "a:b",
    ],
)  # fmt: skip
def test_any_text_has_an_answer(text):
    make_office(name_en="Bandung")

    results = looked_for(text)

    with override("en"):
        suggested = suggest(text, language="en")
    assert [hit.title.count("<") for hit in results.hits] == [
        2 * hit.title.count("<mark>") for hit in results.hits
    ]
    assert len(suggested) <= results.total + 8
    assert SearchEntry.objects.filter(title="Bandung").count() == 1


@given(st.text(max_size=60), st.sampled_from(sorted(LANGUAGES)))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_at_all_has_an_answer(text, language):
    assert looked_for(text, language).total >= 0


TEXT = "京都東京大阪茶道ガーデン"


@given(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT)))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_part_of_a_cjk_text_is_found(start, end):
    if start < end and not SearchEntry.objects.filter(title=TEXT).exists():
        make_in("ja", TEXT)

    if start < end:
        assert TEXT in titles(TEXT[start:end], "ja")


def test_what_is_invisible_makes_no_difference():
    make_office(name_en="Lem\u00adbang\u200f village")

    assert [hit.title for hit in looked_for("\u200flembang").hits] == [
        "<mark>Lem\u00adbang\u200f</mark> village"
    ]


def test_popular_and_missed_queries_are_counted_without_personal_data():
    for total in (3, 4):
        note_query("  Kota  KEMBAR ", language="id", total=total)
    note_query("someone@example.org", language="id", total=0)
    note_query("0812 3456 7890", language="id", total=0)
    note_query("...", language="id", total=0)

    rows = SearchQuery.objects.values_list("query", "language", "count", "total")
    assert list(rows) == [("kota kembar", "id", 2, 4)]
