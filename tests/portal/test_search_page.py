"""The search page as a reader gets it; what is found is the index's own matter."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import format_html

from portal import search_form, search_views
from portal.languages import LANGUAGES
from portal.models import SearchQuery
from portal.search import Hit, Results, Suggestion
from tests.factories import make_home, make_partner
from tests.project.reading import alternates, canonical, main, structured, texts, tree

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

KINDS = [("partner", "Partner cities", 2), ("office", "Offices", 1)]
SECTIONS = [("sistercity", "Partner cities", 2), ("portal", "The portal", 1)]


def make_hit(title="Braunschweig", **values):
    defaults = {
        "url": "/en/cooperation/partners/braunschweig/",
        "title": format_html("<mark>{}</mark>", title),
        "snippet": format_html("… one manual for <mark>{}</mark> plants …", "waste water"),
        "language": LANGUAGES["en"],
        "kind": "partner",
        "kind_label": "Partner city",
        "section": "sistercity",
        "section_label": "Partner cities",
        "date": date(2025, 5, 12),
    }
    return Hit(**defaults | values)


def make_results(*hits, **values):
    defaults = {"hits": list(hits), "total": len(hits), "kinds": KINDS, "sections": SECTIONS}
    return Results(**defaults | values)


class Index:
    """Answers as told, by what is asked for; remembers the questions."""

    def __init__(self):
        self.answers, self.asked, self.noted = {}, [], []
        self.suggestions = []

    def find(self, text, **values):
        self.asked.append((text, values))
        key = tuple(values[name] for name in ("kind", "section") if name in values)
        return self.answers.get(key) or self.answers[()]

    def suggest(self, text, **values):
        self.asked.append((text, values))
        return self.suggestions

    def note(self, text, **values):
        self.noted.append((text, values["language"], values["total"]))


@pytest.fixture
def index(monkeypatch):
    index = Index()
    index.answers[()] = make_results(make_hit(), make_hit("Bremen"), make_hit("Office"))
    monkeypatch.setattr(search_form, "find", index.find)
    monkeypatch.setattr(search_views, "suggest", index.suggest)
    monkeypatch.setattr(search_views, "note_query", index.note)
    return index


def get(client, language="en", **query):
    return client.get(f"/{language}/search/", query)


def status_line(response):
    return texts(response, "//main//*[@role='status']")


def test_without_words_it_offers_the_field_and_ways_on(client, index):
    make_partner()

    response = get(client)

    assert (response.status_code, index.asked) == (200, [])
    assert texts(response, "//h1") == ["Search"]
    assert tree(response).xpath("//main//input[@name='q']/@value") == []
    assert texts(response, "//main//ul[@class='row']/li")[0] == "International cooperation"
    assert tree(response).xpath("//main//*[@role='status']") == []


@pytest.mark.parametrize("empty", ["", "   ", "\t\n", "\x00", "\u200e\u200f", "\u00ad"])
def test_nothing_visible_is_no_search(empty, client, index):
    response = get(client, q=empty)

    assert (response.status_code, index.asked) == (200, [])
    assert texts(response, "//h1") == ["Search"]


def test_results_say_what_they_are(client, index):
    response = get(client, q="waste water")

    assert index.asked == [("waste water", {"language": "en", "page": 1})]
    assert status_line(response) == ["3 results for “waste water”"]
    assert texts(response, "//head/title") == ["Search: waste water"]
    first = tree(response).xpath("//ul[@class='results']/li")[0]
    assert [" ".join(part.text_content().split()) for part in first] == [
        "Partner city",
        "Braunschweig",
        "… one manual for waste water plants …",
        "Partner cities · 12 May 2025",
    ]
    assert first.xpath(".//a/@href") == ["/en/cooperation/partners/braunschweig/"]
    assert first.xpath(".//mark/text()") == ["Braunschweig", "waste water"]
    assert first.xpath(".//@lang") == []


def test_hit_in_another_language_is_marked(client, index):
    arabic = make_hit("براونشفايغ", language=LANGUAGES["ar"], date=None)
    index.answers[()] = make_results(arabic)

    found = tree(get(client, q="x")).xpath("//ul[@class='results']//*[@lang]")

    assert [(node.tag, node.get("lang"), node.get("dir")) for node in found] == [
        ("span", "ar", "rtl"),
        ("span", "ar", "rtl"),
        ("span", "ar", "rtl"),
    ]
    assert [node.getparent().tag for node in found] == ["a", "p", "p"]
    assert found[2].text_content() == "العربية"


def test_bounded_count_is_not_given_for_the_whole(client, index):
    index.answers[()] = make_results(make_hit(), total=1000, capped=True)

    assert status_line(get(client, q="x")) == ["At least 1,000 results for “x”"]


def test_query_is_counted_once_and_without_filters(client, index):
    get(client, q="tea")
    get(client, q="tea", kind="office")
    get(client, q="tea", suggest="1")

    assert index.noted == [("tea", "en", 3)]


def radios(response, name):
    return [
        (box.get("value"), "checked" in box.attrib, box.getparent().text_content().strip())
        for box in tree(response).xpath(f"//form[@id='narrow']//input[@name='{name}']")
    ]


def test_filters_offer_what_was_found_with_its_count(client, index):
    response = get(client, q="tea")

    assert radios(response, "kind") == [
        ("", True, "All types"),
        ("partner", False, "Partner cities (2)"),
        ("office", False, "Offices (1)"),
    ]
    assert radios(response, "section") == [
        ("", True, "All sections"),
        ("sistercity", False, "Partner cities (2)"),
        ("portal", False, "The portal (1)"),
    ]
    assert tree(response).xpath("//form[@id='narrow']//input[@name='q']/@value") == ["tea"]


def test_bounded_counts_of_filters_say_so(client, index):
    index.answers[()] = make_results(make_hit(), capped=True, many=True)

    assert [label for _value, _checked, label in radios(get(client, q="tea"), "kind")] == [
        "All types",
        "Partner cities (2+)",
        "Offices (1+)",
    ]


def test_chosen_filter_narrows_and_stays_chosen(client, index):
    index.answers["office",] = make_results(make_hit("Office"), total=1)

    response = get(client, q="tea", kind="office")

    assert index.asked == [("tea", {"language": "en", "page": 1, "kind": "office"})]
    assert status_line(response) == ["1 result for “tea”"]
    assert [box[:2] for box in radios(response, "kind")] == [
        ("", False),
        ("partner", False),
        ("office", True),
    ]
    assert tree(response).xpath("//form[@id='narrow']//p/a/@href") == ["?q=tea"]


def test_filters_that_exclude_each_other_find_nothing_and_are_no_mistake(client, index):
    index.answers["office", "sistercity"] = make_results(kinds=KINDS[:1], sections=SECTIONS[1:])

    response = get(client, q="tea", kind="office", section="sistercity")

    assert response.status_code == 200
    assert status_line(response) == ["0 results for “tea”"]
    assert ("office", True, "Offices (1)") in radios(response, "kind")
    assert texts(response, "//*[@class='empty']/p/a") == ["Clear filters"]


@pytest.mark.parametrize("name", ["kind", "section"])
@pytest.mark.parametrize("value", ["nonsense", "<b>", "\x00", "x" * 3000, "’ OR 1=1 --"])
def test_unknown_filter_is_named_at_its_field_and_narrows_nothing(name, value, client, index):
    response = get(client, **{"q": "tea", name: value})

    assert response.status_code == 400
    (group,) = tree(response).xpath("//fieldset[@aria-describedby]")
    (message,) = group.xpath(f".//*[@id='{group.get('aria-describedby')}']")
    assert message.text_content().startswith("Select a valid choice.")
    assert {box.get("name") for box in group.iter("input")} == {name}
    assert radios(response, name)[0][:2] == ("", True)
    assert status_line(response) == ["3 results for “tea”"]
    assert index.noted == []


def test_right_filter_holds_beside_a_wrong_one(client, index):
    index.answers["office",] = make_results(make_hit("Office"), total=1)

    response = get(client, q="tea", kind="office", section="nonsense")

    assert (response.status_code, status_line(response)) == (400, ["1 result for “tea”"])


def test_pages_keep_the_words_and_the_filters(client, index):
    index.answers["partner",] = make_results(make_hit(), total=45, page=2, pages=3)

    response = get(client, q="tea", kind="partner", page="2")

    assert index.asked[0][1]["page"] == 2
    assert texts(response, "//nav[@class='pages']/a") == ["Previous", "1", "2", "3", "Next"]
    assert texts(response, "//nav[@class='pages']/a[@aria-current]") == ["2"]
    links = tree(response).xpath("//nav[@class='pages']/a[@rel='next']/@href")
    assert links == ["?q=tea&kind=partner&page=3"]


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "4", "9" * 30, "", "²", "last"])
def test_page_that_is_not_there(page, client, index):
    index.answers[()] = make_results(make_hit(), total=45, pages=3)

    response = get(client, q="tea", page=page)

    assert (response.status_code, texts(response, "//h1")) == (404, ["This page is not here"])


def test_no_results_say_what_to_try(client, index):
    make_partner()
    index.answers[()] = Results()

    response = get(client, q="Braunshweig", section="")

    assert status_line(response) == ["0 results for “Braunshweig”"]
    assert texts(response, "//*[@class='empty']/h2") == ["Nothing matches “Braunshweig”"]
    assert len(texts(response, "//*[@class='empty']//li")) == 3
    assert texts(response, "//main//ul[@class='row']/li")[0] == "International cooperation"
    assert tree(response).xpath("//form[@id='narrow']") == []
    assert index.noted == [("Braunshweig", "en", 0)]


def test_results_of_another_spelling_are_said_to_be_that(client, index):
    index.answers[()] = make_results(make_hit(), total=1, suggestion="Braunschweig")

    response = get(client, q="Braunshweig")

    assert status_line(response) == ["1 result for “Braunschweig”"]
    assert "Nothing was found for “Braunshweig”" in main(response)
    assert texts(response, "//main//h3/a") != []


def test_over_long_words_are_said_at_the_field_and_not_searched(client, index):
    response = get(client, q="x" * 10_000)

    assert (response.status_code, index.asked, index.noted) == (400, [], [])
    (field,) = tree(response).xpath("//main//input[@aria-invalid='true']")
    assert field.get("value") == "x" * 10_000
    assert texts(response, f"//*[@id='{field.get('aria-describedby')}']") == [
        "Search with at most 200 characters."
    ]


def test_longest_words_are_searched(client, index):
    assert get(client, q="x" * 200).status_code == 200
    assert index.asked[0][0] == "x" * 200


@pytest.mark.parametrize(
    "typed, searched",
    [
        ("waste\x00water", "waste water"),
        (" tea \t\n house ", "tea house"),
        ("Partner\u00adstadt", "Partnerstadt"),
        ("\u202eabc\u202c", "abc"),
        ("姐妹\u3000城市", "姐妹 城市"),
        ("👩\u200d🔬", "👩🔬"),
        ('" OR * NEAR(', '" OR * NEAR('),
        ("' UNION SELECT 1 --", "' UNION SELECT 1 --"),
    ],
)
def test_unprintable_characters_are_left_out(typed, searched, client, index):
    response = get(client, q=typed)

    assert (response.status_code, index.asked[0][0]) == (200, searched)
    assert tree(response).xpath("//main//input[@name='q' and @type='search']/@value") == [searched]


def test_markup_in_the_words_stays_text(client, index):
    words = "<script>alert(1)</script>\"'&amp;"
    index.answers[()] = make_results(make_hit(), suggestion="<b>bold</b>")

    response = get(client, q=words)

    assert f"“{words}”" in main(response)
    assert tree(response).xpath("//main//script | //main//b") == []
    assert "“<b>bold</b>”" in status_line(response)[0]


def test_suggestions_are_a_page_of_their_own(client, index):
    index.suggestions = [
        Suggestion("Braunschweig", "/en/cooperation/partners/braunschweig/", "Partner city"),
        Suggestion("<b>Brazil", "/en/x/", "Place"),
    ]

    response = get(client, q="bra", suggest="1")

    assert index.asked == [("bra", {"language": "en"})]
    (found,) = tree(response).xpath("//ul[@id='suggestions']")
    assert found.get("data-said") == "2 suggestions"
    assert texts(response, "//ul[@id='suggestions']/li") == [
        "Braunschweig Partner city",
        "<b>Brazil Place",
    ]
    assert tree(response).xpath("//main//div[last()]/p/a/@href") == ["?q=bra"]


def test_no_suggestions_are_said_too(client, index):
    response = get(client, q="bra", suggest="1")

    assert tree(response).xpath("//ul[@id='suggestions']/@data-said") == ["No suggestions"]
    assert texts(response, "//ul[@id='suggestions']/li") == []


def test_robots_stay_out_and_proxies_keep_nothing(client, index):
    for query in ({}, {"q": "tea"}, {"q": "tea", "suggest": "1"}):
        response = get(client, **query)

        assert tree(response).xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert (canonical(response), alternates(response), response.cookies) == ([], {}, {})
        kept = response.get("Cache-Control", "")
        assert kept == ("private, no-cache" if query else "")


def test_language_menu_leads_to_the_same_search(client, index):
    found = tree(get(client, q="tea & co", kind="office")).xpath("//ul[@id='langs']//a")

    assert {link.get("hreflang"): link.get("href") for link in found} == {
        language.tag: f"/{language.code}/search/?q=tea+%26+co&kind=office"
        for language in LANGUAGES.values()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_in_every_language(language, client, index):
    response = get(client, language, q="tea")

    root = tree(response)
    assert (root.get("lang"), root.get("dir")) == (
        LANGUAGES[language].tag,
        LANGUAGES[language].dir,
    )
    assert index.asked[0][1]["language"] == language
    assert len(texts(response, "//nav[contains(@class, 'crumbs')]//li")) == 2


def test_only_reading(client):
    assert client.post("/en/search/", {"q": "tea"}).status_code == 405


@pytest.mark.parametrize("partners", [1, 3])
@pytest.mark.parametrize(
    "query, most",
    [
        ({"q": "Braunschweig"}, 8),
        ({"q": "Braunshweig"}, 11),
        ({"q": "Braunschweig", "kind": "sistercity.partner"}, 5),
        ({"q": "Brau", "suggest": "1"}, 4),
    ],
)
def test_queries_do_not_grow(query, most, partners, client, django_assert_max_num_queries):
    make_home()
    for _ in range(partners):
        make_partner(name_en="Braunschweig")
    for _ in range(2):  # what every page knows of the site
        get(client)

    with django_assert_max_num_queries(most):
        response = get(client, **query)

    assert response.status_code == 200


FIELDS = ["/en/", "/en/cooperation/", "/en/privacy/", "/en/no-such-page/", "/ar/search/"]


@pytest.mark.parametrize("path", FIELDS)
def test_every_page_has_the_field(path, client):
    make_partner()
    language = path.split("/")[1]

    (form,) = tree(client.get(path)).xpath("//header//form[@role='search']")

    assert (form.get("action"), form.get("method")) == (f"/{language}/search/", None)
    (field,) = form.xpath(".//input")
    assert (field.get("name"), field.get("type")) == ("q", "search")
    assert form.xpath(f".//label[@for='{field.get('id')}']")


def test_missing_page_has_a_second_field(client):
    (form,) = tree(client.get("/en/no-such-page/")).xpath("//main//form[@role='search']")

    assert (form.get("action"), form.get("aria-label")) == ("/en/search/", "Search again")


def test_page_without_the_database_has_none(client, settings):
    settings.ALLOWED_HOSTS = ["localhost"]

    response = client.get("/en/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert tree(response).xpath("//form[@role='search']") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_opensearch_description(language, client):
    make_home()

    response = client.get("/opensearch.xml", {"lang": language})

    root = tree(response)
    assert response["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    assert root.xpath("//shortname/text()") == ["Bandung"]
    assert root.xpath("//language/text()") == [LANGUAGES[language].tag]
    assert root.xpath("//url/@template") == [
        f"http://testserver/{language}/search/?q={{searchTerms}}",
        f"http://testserver/opensearch.xml?lang={language}",
    ]


def test_opensearch_in_no_or_an_unknown_language(client):
    english = client.get("/opensearch.xml", headers={"accept-language": "de"})

    assert tree(english).xpath("//language/text()") == ["en"]
    assert client.get("/opensearch.xml?lang=fr").status_code == 404


def test_pages_name_their_description(client):
    (link,) = tree(client.get("/ko/")).xpath("//link[@rel='search']")

    assert link.get("href") == "/opensearch.xml?lang=ko"
    assert link.get("type") == "application/opensearchdescription+xml"


def test_home_says_how_it_is_searched(client):
    make_home()

    (site,) = structured(client.get("/de/"))

    assert (site["@type"], site["name"], site["inLanguage"]) == ("WebSite", "Bandung", "de")
    assert site["potentialAction"]["target"]["urlTemplate"] == (
        f"http://testserver{reverse('search')}?q={{words}}".replace("/en/", "/de/")
    )
    assert structured(client.get("/de/search/")) == []


def test_what_is_published_is_found_and_counted(client):
    make_partner(slug="braunschweig", name_en="Braunschweig")
    make_partner(slug="secret", name_en="Braunschweig secret", state="draft", published_at=None)

    response = get(client, q=" BRAUNSCHWEIG ")

    links = tree(response).xpath("//ul[@class='results']//h3/a/@href")
    assert links == ["/en/cooperation/partners/braunschweig/"]
    (noted,) = SearchQuery.objects.all()
    assert (noted.language, noted.count, noted.total) == ("en", 1, 1)
    assert noted.query.lower() == "braunschweig"


def test_words_that_nothing_has_are_counted_without_hits(client):
    response = get(client, q="planetarium")

    assert status_line(response) == ["0 results for “planetarium”"]
    assert list(SearchQuery.objects.values_list("count", "total")) == [(1, 0)]


def test_who_asks_without_end_is_told_to_wait_and_nobody_else(client, index, monkeypatch):
    monkeypatch.setattr("portal.search_form.SECONDS", 600)  # however slow this machine is
    statuses = [get(client, q=f"tea {n}").status_code for n in range(102)]
    api = client.get("/api/v1/search", {"q": "tea"})
    response = get(client, q="tea")
    other = client.get("/en/search/", {"q": "tea"}, REMOTE_ADDR="192.0.2.7")

    assert statuses == [200] * 100 + [429] * 2
    assert (response.status_code, response["Retry-After"], api.status_code) == (429, "10", 429)
    assert response.content.decode().startswith("Too many searches")
    assert (other.status_code, get(client).status_code) == (200, 200)
    assert len(index.asked) == 101
