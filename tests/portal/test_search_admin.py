"""What editors see of what is looked for."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.models import SearchQuery
from tests.project.reading import texts

pytestmark = pytest.mark.django_db

LIST = "/admin/portal/searchquery/"
ROWS = "//table[@id='result_list']/tbody/tr"


def make_query(query, count=1, total=5, ago=0, language="en"):
    day = timezone.localdate() - timedelta(days=ago)
    return SearchQuery.objects.create(
        query=query, language=language, day=day, count=count, total=total
    )


def rows(client, **query):
    """(query, language, times, hits) of each row."""
    response = client.get(LIST, query)
    found = texts(response, f"{ROWS}/*")
    width = len(texts(response, f"{ROWS}[1]/*"))
    cells = [found[start : start + width] for start in range(0, len(found), width or 1)]
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in cells]


def test_most_frequent_first_with_all_their_days(admin_client):
    make_query("tea", count=2)
    make_query("tea", count=5, total=9, ago=3)
    make_query("tea", count=1, language="de")
    make_query("visa", count=4)

    assert rows(admin_client) == [
        ("tea", "en", 7, 5),
        ("visa", "en", 4, 5),
        ("tea", "de", 1, 5),
    ]


@pytest.mark.parametrize(
    "days, times", [("7", 1), ("30", 11), ("365", 111), ("", 11), ("x", 11), ("-1", 11)]
)
def test_period(days, times, admin_client):
    for count, ago in [(1, 6), (10, 29), (100, 364), (1000, 365)]:
        make_query("tea", count=count, ago=ago)

    assert rows(admin_client, days=days) == [("tea", "en", times, 5)]


def test_chosen_period_is_marked_and_there_is_no_other(admin_client):
    response = admin_client.get(LIST)

    links = "//*[@id='changelist-filter']//details[1]//li"
    assert texts(response, links) == ["Last 7 days", "Last 30 days", "Last 12 months"]
    assert texts(response, f"{links}[@class='selected']") == ["Last 30 days"]


def test_what_found_nothing_last_time(admin_client):
    make_query("lost", total=0, ago=2)
    make_query("found since", total=3)
    make_query("found since", total=0, ago=5)

    assert rows(admin_client, found="no") == [("lost", "en", 1, 0)]
    assert rows(admin_client, found="yes") == [("found since", "en", 2, 3)]
    assert len(rows(admin_client, found="nonsense")) == 2


def test_by_language_and_by_words(admin_client):
    make_query("tea")
    make_query("茶", language="ja")

    assert rows(admin_client, language="ja") == [("茶", "ja", 1, 5)]
    assert rows(admin_client, q="te") == [("tea", "en", 1, 5)]
    assert rows(admin_client, language="xx") == []


def test_columns_sort(admin_client):
    make_query("a", count=1, total=9)
    make_query("b", count=2, total=1)

    assert [row[0] for row in rows(admin_client, o="-3")] == ["a", "b"]
    assert [row[0] for row in rows(admin_client, o="2")] == ["a", "b"]
    assert [row[0] for row in rows(admin_client, o="-2")] == ["b", "a"]


def test_nobody_writes_to_it(admin_client):
    query = make_query("tea")
    changed = reverse("admin:portal_searchquery_change", args=[query.pk])

    assert admin_client.get(reverse("admin:portal_searchquery_add")).status_code == 403
    assert admin_client.post(changed, {"query": "x"}).status_code == 403
    assert admin_client.post(changed.replace("change", "delete")).status_code == 403
    assert texts(admin_client.get(LIST), "//select[@name='action']") == []


def test_list_queries_do_not_grow(admin_client):
    admin_client.get(LIST)
    counts = []
    for name in ("a", "b", "c"):
        make_query(name)
        admin_client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert len(rows(admin_client)) == len(counts) + 1
        counts.append(len(queries))

    assert counts[0] == counts[2]
