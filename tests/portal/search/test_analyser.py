"""How texts become tokens, language by language."""

import pytest
from hypothesis import given, settings, strategies as st

from portal.languages import LANGUAGES
from portal.search.analyser import phrase, runs, stem, tokens
from portal.search.folding import fold
from portal.search.queries import parse
from portal.search.synonyms import TABLE, concepts


@pytest.mark.parametrize(
    "text, folded",
    [
        ("ＢＡＮＤＵＮＧ", "bandung"),
        ("Städte", "stadte"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Łódź", "lodz"),
        ("naïve", "naive"),
        ("أحمد", "احمد"),
        ("إلى", "الي"),
        ("آسيا", "اسيا"),
        ("ٱلمدينة", "المدينه"),
        ("مدينة", "مدينه"),
        ("شَايٌ", "شاي"),
        ("شـــاي", "شاي"),
        ("شاى", "شاي"),
        ("١٩٥٥", "1955"),
        ("ｶﾞｰﾃﾞﾝ", "がーでん"),
        ("ガーデン", "がーでん"),
        ("박물관", "박물관"),
        ("박물관", "박물관"),
        ("co\u00adop\u200beration\u200f", "cooperation"),
    ],
)
def test_folding(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    "language, one, other",
    [
        ("id", "kunjungan", "berkunjung"),
        ("id", "persahabatan", "sahabat"),
        ("en", "investors", "investor"),
        ("en", "agreements", "agreement"),
        ("de", "Städtepartnerschaften", "Städtepartnerschaft"),
        ("de", "Häuser", "Hause"),
        ("ms", "kebudayaan", "budaya"),
        ("ar", "المدينة", "مدينة"),
        ("ar", "بالشاي", "شاي"),
        ("ar", "والشاي", "الشاي"),
        ("ar", "للمدينة", "المدينة"),
    ],
)
def test_words_with_one_stem(language, one, other):
    assert stem(fold(one), language) == stem(fold(other), language) != ""


@pytest.mark.parametrize("language", ["ko", "zh-hans", "ja"])
def test_languages_without_a_stemmer_have_no_stems(language):
    assert tokens("investors", language) == ["investors"]


@pytest.mark.parametrize(
    "text, language, expected",
    [
        ("東京の茶", "ja", ["東", "京", "の", "茶", "東京", "京の", "の茶"]),
        ("박물관", "ko", ["박", "물", "관", "박물", "물관"]),
        ("茶", "zh-hans", ["茶"]),
        ("MoU 2024", "ja", ["mou", "2024"]),
        ("2.500.000", "id", ["2500000"]),
        ("2,500,000", "en", ["2500000"]),
        ("2024-04-05", "ko", ["2024", "4", "5"]),
        ("05.04.2024", "ko", ["5", "4", "2024"]),
        ("UU 27/2022", "ko", ["uu", "27", "2022"]),
    ],
)
def test_tokens(text, language, expected):
    assert tokens(text, language) == expected


@pytest.mark.parametrize(
    "text, language, expected",
    [
        ("Kota-kota kembar kami", "id", {"#sister_city"}),
        ("our twin towns", "en", {"#sister_city"}),
        ("Unsere Partnerstädte", "de", {"#sister_city"}),
        ("자매 도시", "ko", {"#sister_city"}),
        ("友好城市交流", "zh-hans", {"#sister_city", "#exchange"}),
        ("姐妹城市交流", "zh-hans", {"#sister_city", "#exchange"}),
        ("bandar kembar", "ms", {"#sister_city"}),
        ("姉妹都市", "ja", {"#sister_city"}),
        ("المدن التوأم", "ar", {"#sister_city"}),
        ("Pernyataan kehendak", "id", {"#letter_of_intent"}),
        ("Memorandum Saling Pengertian", "id", {"#mou"}),
        ("Absichtserklärungen", "de", {"#letter_of_intent"}),
        ("Bandung", "id", set()),
    ],
)
def test_words_of_one_meaning_are_one_concept(text, language, expected):
    assert concepts(list(runs(text)), language) == expected


def test_every_concept_has_words_in_every_language():
    assert {
        name for name, texts in TABLE["concepts"].items() if set(texts) != set(LANGUAGES)
    } == set()
    for texts in TABLE["concepts"].values():
        assert all(phrase(text) for words in texts.values() for text in words)


@pytest.mark.parametrize(
    "text, language, expected",
    [
        ("how to invest in Bandung", "en", ["invest", "bandung"]),
        ("the of and", "en", ["the", "of", "and"]),
        ("kota kembar Braunschweig", "en", ["kota kembar", "braunschweig"]),
        ("東京の博物館", "ja", ["東京", "博物館"]),
        ("万隆的茶", "zh-hans", ["万隆", "茶"]),
        ("도서관에서", "ko", ["도서관"]),
        ("!?()\"'", "en", []),
        ("", "en", []),
    ],
)
def test_what_a_query_asks_for(text, language, expected):
    assert [unit.key for unit in parse(text, language)] == expected


@given(st.text())
@settings(deadline=None)
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.sampled_from(sorted(LANGUAGES)))
@settings(deadline=None)
def test_no_token_holds_a_separator_or_an_operator(text, language):
    found = tokens(text, language) + [
        t for u in parse(text, language) for a in u.alternatives for t in a.tokens
    ]

    assert [token for token in found if not token or set(token) & set(" \t\n\0\"'\\()&|!*<")] == []


@given(st.text(alphabet="東京都の茶ガーデン박물관 姐妹城市", min_size=1), st.data())
@settings(deadline=None)
def test_every_part_of_a_cjk_text_asks_for_nothing_that_the_text_lacks(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    known = set(tokens(text, "ja"))

    for unit in parse(part, "ja"):
        assert any(set(alternative.tokens) <= known for alternative in unit.alternatives)


@given(st.text())
@settings(deadline=None)
def test_places_of_runs_follow_one_another(text):
    places = [place for run in runs(text) for place in (run.start, run.end)]

    assert places == sorted(places)
