"""Missions: how they are grouped, filtered, found and linked from the partners they serve."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.search import find
from tests.factories import make_mission, make_partner
from tests.project.reading import main, structured, texts, tree

pytestmark = pytest.mark.django_db
PAGE = "/en/cooperation/representatives/"
DRAFT = {"state": "draft", "published_at": None}
TOKYO = {"city_ind": "Tokyo", "city_en": "Tokyo", "city_ja": "東京", "city_zh_hans": "东京"}


@pytest.fixture
def missions():
    make_mission(
        slug="tokyo", kind="kbri", country="JP", jurisdiction=["JP", "FM"],
        address="5-2-9 Higashigotanda", phone="+81 3 1234", email="info@example.org",
        checked_on="2024-05", confidence="verified",
        sources=[{"title": "List", "url": "https://example.org/"}], **TOKYO,
    )  # fmt: skip
    make_mission(slug="japan", kind="embassy", country="JP", jurisdiction=["JP"], city_en="Jakarta")
    make_mission(slug="berlin", kind="kbri", country="DE", jurisdiction=["DE"], city_en="Berlin")
    make_mission(slug="hidden", country="JP", city_en="Hidden seat", **DRAFT)


def shown(response):
    return tree(response).xpath("//div[@id='results']//div[contains(@class, 'addr')]/@id")


def test_grouped_by_country_ours_first(missions, client):
    response = client.get(PAGE)

    assert texts(response, "//div[@id='results']//h2") == ["Germany", "Japan"]
    assert shown(response) == ["berlin", "tokyo", "japan"]
    assert texts(response, "//*[@role='status']") == ["3 missions"]


def test_each_says_what_it_answers_for_how_to_reach_it_and_how_sure_that_is(missions, client):
    make_partner(name_en="Hamamatsu", country="JP")
    make_partner(name_en="Pohnpei", country="FM")

    response = client.get(PAGE)

    assert texts(response, "//div[@id='tokyo']") == [
        "Embassy of Indonesia (KBRI), Tokyo 5-2-9 Higashigotanda info@example.org +81 3 1234"
        " Last checked: May 2024 Responsible for: Micronesia, Japan Source: List"
    ]
    assert texts(response, "//div[@id='japan']") == ["Embassy (Japan), Jakarta Not yet checked"]
    groups = "//section[@aria-labelledby='country-jp' or @aria-labelledby='country-de']/p"
    assert texts(response, groups) == ["Partner cities: Hamamatsu, Pohnpei"]
    assert "Hidden seat" not in main(response)


@pytest.mark.parametrize(
    "query, found",
    [
        ("?country=JP", ["tokyo", "japan"]),
        ("?country=FM", ["tokyo"]),
        ("?side=foreign", ["japan"]),
        ("?side=indonesian", ["berlin", "tokyo"]),
        ("?country=DE&side=foreign", []),
    ],
)
def test_filters(query, found, missions, client):
    response = client.get(PAGE + query)

    assert (response.status_code, shown(response)) == (200, found)


@pytest.mark.parametrize("query", ["?country=XX", "?side=other"])
def test_unknown_value_is_named_at_its_field(query, missions, client):
    response = client.get(PAGE + query)

    assert response.status_code == 400
    assert len(texts(response, "//p[@class='msg']")) == 1
    assert len(shown(response)) == 3


def test_editors_see_drafts_with_their_tag(missions, admin_client):
    response = admin_client.get(PAGE)

    assert texts(response, "//div[@id='hidden']//span[@class='tag warn']") == ["Draft"]
    assert texts(response, "//*[@role='status']") == ["3 missions"]


@pytest.mark.parametrize("text", ["东京", "東京", "Tokyo", "Japan", "日本", "اليابان"])
@pytest.mark.parametrize("language", ["en", "ja", "de"])
def test_found_by_city_and_country_in_any_language(text, language, missions):
    with override(language):
        hits = find(text, language=language).hits

    assert reverse("sistercity:representatives") + "#tokyo" in {
        hit.url.replace(f"/{hit.language.code}/", "/en/") for hit in hits
    }


def test_found_by_its_kind_under_its_whole_name(missions):
    first = find("KBRI Tokyo", language="en").hits[0]

    assert (first.url, first.title) == (
        PAGE + "#tokyo",
        "<mark>Embassy</mark> of Indonesia (<mark>KBRI</mark>), <mark>Tokyo</mark>",
    )


def test_partner_page_names_all_that_answer_for_its_country(missions, client):
    micronesia = make_partner(country="FM", name_en="Pohnpei")
    hamamatsu = make_partner(country="JP", name_en="Hamamatsu")
    hamamatsu.missions.add(make_mission(slug="osaka", kind="kjri", country="JP", city_en="Osaka"))
    names = "//h2[@id='missions']/following-sibling::div[1]//h3"

    assert texts(client.get(micronesia.get_absolute_url()), names) == [
        "Embassy of Indonesia (KBRI), Tokyo"
    ]
    assert texts(client.get(hamamatsu.get_absolute_url()), names) == [
        "Consulate General of Indonesia (KJRI), Osaka",
        "Embassy of Indonesia (KBRI), Tokyo",
        "Embassy (Japan), Jakarta",
    ]


def test_partner_without_missions_has_no_such_section(client):
    response = client.get(make_partner(country="FR").get_absolute_url())

    assert tree(response).xpath("//*[@id='missions' or @href='#missions']") == []


def test_described_for_search_engines(missions, client):
    (data,) = structured(client.get(PAGE))

    tokyo = next(row["item"] for row in data["itemListElement"] if "tokyo" in row["item"]["url"])
    assert (data["@type"], data["numberOfItems"]) == ("ItemList", 3)
    assert tokyo == {
        "@type": "GovernmentOffice",
        "name": "Embassy of Indonesia (KBRI), Tokyo",
        "url": f"http://testserver{PAGE}#tokyo",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "Tokyo",
            "addressCountry": "JP",
            "streetAddress": "5-2-9 Higashigotanda",
        },
        "areaServed": [
            {"@type": "Country", "name": "Micronesia"},
            {"@type": "Country", "name": "Japan"},
        ],
        "email": "info@example.org",
        "telephone": "+81 3 1234",
    }


@pytest.mark.parametrize("count", [1, 3])
def test_needs_a_constant_number_of_queries(count, client, django_assert_max_num_queries):
    for _ in range(count):
        make_mission(jurisdiction=["DE"])
        make_partner()
    client.get("/en/cooperation/stages/")

    with django_assert_max_num_queries(10):
        response = client.get(PAGE)

    assert len(shown(response)) == count
