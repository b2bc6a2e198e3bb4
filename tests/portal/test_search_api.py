"""Search for machines."""

import pytest

from portal.search_api import plain
from tests.factories import make_partner

pytestmark = pytest.mark.django_db


def get(client, **query):
    return client.get("/api/v1/search", query)


def test_hits_as_plain_text(client):
    make_partner(slug="a", name_en="Rice & trade", profile_en="Rice, in short.")
    make_partner(slug="b", name_en="Rice of nobody", state="draft", published_at=None)

    found = get(client, q="rice", lang="en").json()

    assert (found["total"], found["page"], found["pages"], found["capped"]) == (1, 1, 1, False)
    assert found["kinds"] == [{"key": "sistercity.partner", "label": "Partners", "count": 1}]
    (hit,) = found["results"]
    assert hit["title"] == "Rice & trade"
    assert hit["url"] == "http://testserver/en/cooperation/partners/a/"
    assert (hit["language"], hit["kind"]) == ("en", "sistercity.partner")


def test_filters_narrow(client):
    make_partner(name_en="Rice")

    totals = [get(client, q="rice", kind=kind).json()["total"] for kind in ("", "x", "\x00")]

    assert totals == [1, 0, 0]


@pytest.mark.parametrize("words", ["", "  ", "\x00", "!!!", "\u202e"])
def test_words_that_find_nothing(words, client):
    make_partner(name_en="Tea")

    response = get(client, q=words)

    assert (response.status_code, response.json()["results"]) == (200, [])


@pytest.mark.parametrize(
    "query, status",
    [
        ({"q": "x" * 201}, 422),
        ({"q": "tea", "page": "0"}, 422),
        ({"q": "tea", "page": "x"}, 422),
        ({"q": "tea", "lang": "fr"}, 422),
        ({"q": "tea", "page": "2"}, 404),
    ],
)
def test_wrong_questions(query, status, client):
    make_partner(name_en="Tea")

    assert get(client, **query).status_code == status


def test_marks_go_and_what_looks_like_markup_stays():
    assert plain("&lt;b&gt; <mark>tea</mark> &amp; more") == "<b> tea & more"
