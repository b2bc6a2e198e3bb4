"""The list of partners: filters, sorting, map."""

import pytest
from django.urls import reverse
from django.utils import translation

from sistercity.models import Partner
from tests.factories import (
    everywhere,
    make_field,
    make_home,
    make_partner,
)
from tests.project.reading import texts, tree
from tests.sistercity.cities import (
    DRAFT,
    LIST,
    counted,
    make_explored,
    make_full,
    make_signed,
    shown,
    warm,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize(
    "query, names",
    [
        ("", ["Braunschweig", "Namur", "Suwon", "Essen", "Gumi"]),
        ("?country=DE", ["Braunschweig", "Essen"]),
        ("?field=culture", ["Braunschweig", "Namur"]),
        ("?status=active", ["Namur", "Suwon"]),
        ("?status=unconfirmed", ["Braunschweig"]),
        ("?status=intent", ["Gumi"]),
        ("?status=prospective", ["Essen"]),
        ("?stage=implementation", ["Braunschweig", "Namur", "Suwon"]),
        ("?stage=exploration", ["Essen"]),
        ("?country=DE&field=trade", ["Essen"]),
        ("?country=KR&status=active", ["Suwon"]),
        ("?country=KR&field=trade&status=active&stage=implementation", ["Suwon"]),
        ("?country=BE&field=trade", []),
        ("?unknown=1", ["Braunschweig", "Namur", "Suwon", "Essen", "Gumi"]),
    ],
)
def test_filters(query, names, cities, client):
    response = client.get(LIST + query)

    assert (response.status_code, shown(response)) == (200, names)
    assert counted(response) == [f"{len(names)} partner{'' if len(names) == 1 else 's'}"]


@pytest.mark.parametrize(
    "sort, signed",
    [
        ("", ["Braunschweig", "Namur", "Suwon"]),
        ("since", ["Braunschweig", "Namur", "Suwon"]),
        ("confirmed", ["Suwon", "Namur", "Braunschweig"]),
    ],
)
def test_sorting_puts_unknown_dates_last(sort, signed, cities, client):
    assert shown(client.get(f"{LIST}?sort={sort}"))[:3] == signed


def test_sorting_by_date_puts_unknown_dates_last_in_both_directions(client):
    for name, since, confirmed in [
        ("A unknown", None, None),
        ("B new", "2020-05", "2020-06"),
        ("C old", "1960", "1999"),
        ("D unknown", None, None),
        ("E older that month", "2020", "2020-05-31"),
    ]:
        tie = make_explored(name)
        type(tie).objects.filter(pk=tie.pk).update(since=since, last_confirmed=confirmed)

    assert shown(client.get(LIST + "?sort=since")) == [
        "C old",
        "E older that month",
        "B new",
        "A unknown",
        "D unknown",
    ]
    assert shown(client.get(LIST + "?sort=confirmed")) == [
        "B new",
        "E older that month",
        "C old",
        "A unknown",
        "D unknown",
    ]


@pytest.mark.parametrize("name", ["country", "field", "status", "stage", "sort"])
@pytest.mark.parametrize("value", ["XX", "'; DROP TABLE", "<script>alert(1)</script>", "é" * 300])
def test_unknown_value_is_named_at_its_field(name, value, cities, client):
    other = "status" if name == "country" else "country"
    entry = "active" if name == "country" else "DE"

    response = client.get(LIST, {name: value, other: entry})

    assert response.status_code == 400
    assert [p.get("id") for p in tree(response).xpath("//p[@class='msg']")] == [f"id_{name}-error"]
    select = tree(response).xpath("//select[@aria-invalid='true']")
    assert [s.get("name") for s in select] == [name]
    assert select[0].get("aria-describedby") == f"id_{name}-error"
    chosen = tree(response).xpath(f"//select[@name='{other}']/option[@selected]/@value")
    assert chosen == [entry]
    assert "<script>alert" not in response.content.decode()


def test_unknown_value_filters_nothing_but_the_valid_ones_do(cities, client):
    response = client.get(LIST, {"field": "no-such", "country": "DE"})

    assert shown(response) == ["Braunschweig", "Essen"]


def test_chosen_filters_stay_chosen_and_can_be_cleared(cities, client):
    response = client.get(LIST, {"country": "KR", "sort": "since"})

    chosen = tree(response).xpath("//select/option[@selected][@value!='']")
    assert [(o.getparent().get("name"), o.get("value")) for o in chosen] == [
        ("country", "KR"),
        ("sort", "since"),
    ]
    assert tree(response).xpath("//form[@id='partner-filters']//p/a/@href") == [LIST]


def test_filters_offer_only_what_public_partners_have(cities, client):
    make_signed("Hidden", "JP", make_field(code="secret"), **DRAFT)

    root = tree(client.get(LIST))

    assert root.xpath("//select[@name='country']/option/@value") == ["", "BE", "DE", "KR"]
    assert root.xpath("//select[@name='field']/option/@value") == ["", "culture", "trade"]
    assert root.xpath("//select[@name='status']/option/@value") == [
        "",
        "active",
        "unconfirmed",
        "intent",
        "prospective",
    ]


@pytest.mark.parametrize("page", ["999", "0", "-1", "x", "9" * 40])
def test_page_past_the_end_is_not_found(page, cities, client):
    assert client.get(f"{LIST}?page={page}").status_code == 404


def test_second_page_holds_the_rest(client):
    for number in range(49):
        make_explored(f"City {number:02}")

    first, second = client.get(LIST), client.get(LIST + "?page=2")

    assert (len(shown(first)), shown(second)) == (48, ["City 48"])
    assert counted(first) == counted(second) == ["49 partners"]


@pytest.mark.parametrize("partners", [1, 3])
def test_list_needs_a_constant_number_of_queries(partners, client, django_assert_max_num_queries):
    make_home()
    for number in range(partners):
        make_full(f"Place {number}")
    warm(client, LIST)

    with django_assert_max_num_queries(10):
        response = client.get(LIST)

    assert len(shown(response)) == partners


def test_ties_without_a_memorandum_stand_apart(cities, client):
    response = client.get(LIST)

    tables = tree(response).xpath("//div[@id='results']//table")
    names = [[a.text for a in table.xpath(".//tbody//th/a")] for table in tables]
    assert names == [["Braunschweig", "Namur", "Suwon"], ["Essen", "Gumi"]]
    assert texts(response, "//div[@id='results']//h2") == [
        "Cities with a signed memorandum",
        "Letters of intent, explorations and ties without a known agreement",
    ]


def test_last_confirmation_is_said(cities, client):
    rows = texts(client.get(LIST), "//div[@id='results']//tbody/tr")

    (braunschweig,) = [row for row in rows if row.startswith("Braunschweig")]
    assert braunschweig.endswith("Unconfirmed Last confirmed: 2016 8 of 10 Implementation")


def test_pins_stand_for_partners_with_a_point_only(client):
    make_home()
    make_signed("With point", latitude=52, longitude=10)
    make_signed("Without point")

    root = tree(client.get(LIST))

    assert [a.get("href") for a in root.xpath("//svg//a")] == [
        Partner.objects.get(name_en="With point").get_absolute_url()
    ]


def test_map_follows_the_filters(client):
    make_home()
    make_signed("Namur", "BE", latitude=50, longitude=5)
    make_signed("Suwon", "KR", latitude=37, longitude=127)

    assert texts(client.get(LIST + "?country=KR"), "//svg/a") == ["Suwon"]


def test_partner_without_a_partnership_is_listed_without_claims(client):
    make_partner(name_en="Alone")

    response = client.get(LIST)

    (row,) = texts(response, "//tbody/tr")
    assert row == "Alone Germany – Not known"


@pytest.mark.parametrize("language, name", [("de", "Namür de"), ("ar", "Namür ar")])
def test_list_is_in_the_reader_s_language(language, name, client):
    make_explored("Place")
    Partner.objects.update(**everywhere("name", "Namür"))
    with translation.override(language):
        response = client.get(reverse("sistercity:partners"))

    assert shown(response) == [name]


def test_list_marks_a_name_of_another_language(client):
    make_explored("Place")
    with translation.override("ar"):
        response = client.get(reverse("sistercity:partners"))

    spans = tree(response).xpath("//tbody//th/a/span")
    assert [(s.get("lang"), s.get("dir"), s.text) for s in spans] == [("en", "ltr", "Place")]
