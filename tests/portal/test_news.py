"""News: list, page, feed, and how they stay closed while there is none."""

from datetime import timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.models import City, NewsItem
from tests.factories import everywhere, make_home, make_news, make_picture
from tests.project.reading import alternates, main, structured, texts, tree

pytestmark = pytest.mark.django_db
LIST, FEED = "/en/news/", "/en/news/feed.atom"


def menu(client):
    return tree(client.get("/en/")).xpath("//nav[@id='nav']//li/a/@href")


def sitemap(client):
    return client.get("/sitemap.xml").content.decode()


def test_without_news_the_page_is_open_and_nothing_leads_to_it(client):
    make_news(title_en="Hidden item", state="draft", published_at=None)

    response = client.get(LIST)

    assert (response.status_code, texts(response, "//main//h2")) == (200, ["No news yet"])
    assert tree(response).xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert LIST not in menu(client)
    assert "/news/" not in sitemap(client)
    assert texts(client.get("/en/"), "//section[@aria-labelledby='news']") == []
    assert "Hidden item" not in main(response)


def test_with_news_everything_leads_to_it(client):
    item = make_news(**everywhere("title", "Title"), **everywhere("body", "Body"))

    assert LIST in menu(client)
    assert f"http://testserver{LIST}" in sitemap(client)
    assert f"http://testserver/de/nachrichten/{item.slug}/" in sitemap(client)
    assert tree(client.get(LIST)).xpath("//meta[@name='robots']/@content") == []


def test_list_shows_the_latest_first_and_filters_by_category(client):
    make_news(title_en="Old visit", category="visit", date="2026-01-01")
    make_news(title_en="New visit", category="visit", date="2026-03-01")
    make_news(title_en="Plan", category="city", date="2026-02-01")
    make_news(title_en="Soon", published_at=timezone.now() + timedelta(hours=1))

    pages = {query: client.get(LIST + query) for query in ("", "?category=visit", "?category=x")}

    assert [texts(page, "//article//a") for page in pages.values()] == [
        ["New visit", "Plan", "Old visit"],
        ["New visit", "Old visit"],
        ["New visit", "Plan", "Old visit"],
    ]
    assert [page.status_code for page in pages.values()] == [200, 200, 400]
    assert texts(pages[""], "//select/option") == [
        "All categories",
        "Visiting the city",
        "The city",
    ]


def test_pagination(client):
    for _number in range(13):
        make_news()

    counts = [len(texts(client.get(LIST + query), "//article")) for query in ("", "?page=2")]

    assert counts == [12, 1]


def test_list_queries_do_not_grow(client):
    make_home()
    found = []
    for _number in range(3):
        make_news()
        client.get(LIST)
        City.objects.update(official_domain="example.org")
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        found.append(len(queries))

    assert found == [found[0]] * 3
    assert found[0] <= 11


def test_page_with_its_description_for_machines(client):
    make_home()
    item = make_news(
        title_en="A visit",
        summary_en="Guests came.",
        body_en="First.\n\n<b>Second</b>.",
        category="cooperation",
        date="2026-05-02",
    )

    response = client.get(item.get_absolute_url())

    assert texts(response, "//h1") == ["A visit"]
    assert texts(response, "//main//div[contains(@class, 'prose')]/p") == [
        "First.",
        "<b>Second</b>.",
    ]
    (data,) = structured(response)
    modified = data.pop("dateModified")
    assert modified == item.updated_at.isoformat()
    publisher = {"@type": "GovernmentOrganization", "name": "Bandung"}
    assert data == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "A visit",
        "description": "Guests came.",
        "inLanguage": "en",
        "url": f"http://testserver/en/news/{item.slug}/",
        "datePublished": "2026-05-02",
        "articleSection": "International cooperation",
        "author": publisher,
        "publisher": publisher,
    }


def test_page_shows_its_picture_unless_it_is_private(client):
    shown, hidden = make_picture(alt_en="A signing"), make_picture(is_public=False)
    items = [make_news(picture=picture) for picture in (shown, hidden)]

    pages = [tree(client.get(item.get_absolute_url())) for item in items]

    assert [page.xpath("//main//figure//img/@alt") for page in pages] == [["A signing"], []]


def test_hreflang_only_where_title_and_text_are_own(client):
    item = make_news(title_en="T", body_en="B", title_de="T", body_de="B", title_ja="T")

    response = client.get(item.get_absolute_url())

    assert set(alternates(response)) == {"en", "de", "x-default"}


@pytest.mark.parametrize("path", [LIST, "item"])
def test_news_pages_name_their_feed(path, client):
    item = make_news()
    response = client.get(item.get_absolute_url() if path == "item" else path)

    links = tree(response).xpath("//link[@type='application/atom+xml']")
    assert [(link.get("rel"), link.get("href")) for link in links] == [("alternate", FEED)]


def parsed(client, path):
    response = client.get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(response.content)
    assert not found.bozo
    return found


def test_feed(client):
    make_home()
    item = make_news(
        title_en="Tea & <i>talk</i>", summary_en="1 < 2", body_en="Text", date="2026-02-02"
    )
    make_news(title_ja="日本語", body_ja="本文", date="2026-01-01")
    make_news(title_en="Hidden", state="review", published_at=None)

    english, japanese = parsed(client, FEED), parsed(client, "/ja/news/feed.atom")

    assert (english.version, english.feed.language) == ("atom10", "en")
    assert english.feed.title == "News – Bandung"
    (entry,) = english.entries
    assert entry.link == f"http://testserver/en/news/{item.slug}/"
    assert entry.summary == "1 &lt; 2"
    assert [found.title for found in japanese.entries] == ["日本語"]


def test_feed_without_news_is_valid_and_empty(client):
    assert parsed(client, FEED).entries == []


def test_feed_sets_nothing_that_forbids_to_keep_it(client):
    response = client.get(FEED)

    assert (list(response.cookies), response.get("Cache-Control"), response.get("Vary")) == (
        [],
        None,
        None,
    )


def test_home_shows_the_latest_three(client):
    for day in range(1, 5):
        make_news(title_en=f"Day {day}", date=f"2026-01-0{day}")

    response = client.get("/en/")

    assert texts(response, "//section[@aria-labelledby='news']//h3") == ["Day 4", "Day 3", "Day 2"]


def test_editor_sees_drafts_with_their_tag(admin_client):
    make_news()
    make_news(title_en="Soon", state="draft", published_at=None, date="2020-01-01")

    tags = texts(admin_client.get(LIST), "//article[2]//*[@class='tag']")

    assert tags == ["The city", "Draft"]
    assert NewsItem.objects.published().count() == 1
