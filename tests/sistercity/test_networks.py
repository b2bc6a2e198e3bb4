"""Networks our city is in, and what the partners' own sites say of us."""

import pytest

from sistercity import demo
from sistercity.models import NetworkMembership, ReciprocityCheck
from tests.factories import make_network, make_partner, make_reciprocity
from tests.project.reading import main, texts, tree

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
NETWORKS, RECIPROCITY = "/en/cooperation/networks/", "/en/cooperation/reciprocity/"
DRAFT = {"state": "draft", "published_at": None}


def test_networks_with_what_is_known_of_each(client):
    suwon = make_partner(name_en="Suwon")
    hidden = make_partner(name_en="Hidden", **DRAFT)
    network = make_network(
        slug="citynet", name_en="CityNet", summary_en="Cities of Asia.", since="1987",
        url="https://citynet-ap.org/", sources=[{"title": "List", "url": None}],
    )  # fmt: skip
    network.partners.set([suwon, hidden])
    make_network(name_en="Aaa", confidence="verified")
    make_network(name_en="Secret", **DRAFT)

    response = client.get(NETWORKS)

    assert texts(response, "//main//section") == [
        "Aaa",
        "CityNet Not yet checked Cities of Asia. Member since1987 Websitecitynet-ap.org"
        " Partner cities in it: Suwon List",
    ]
    assert network.get_absolute_url() == NETWORKS + "#citynet"
    assert tree(response).xpath("//*[@id='citynet']") != []


def test_partner_page_names_the_networks_both_are_in(client):
    partner = make_partner(name_en="Suwon")
    for values in ({"name_en": "CityNet"}, {"name_en": "Secret", **DRAFT}):
        make_network(**values).partners.add(partner)

    response = client.get(partner.get_absolute_url())

    links = tree(response).xpath("//h2[@id='networks']/following-sibling::ul[1]/li/a")
    assert [link.text for link in links] == ["CityNet"]
    assert "Secret" not in main(response)


def test_editors_see_a_draft_with_its_tag(admin_client):
    make_network(name_en="Secret", **DRAFT)

    assert texts(admin_client.get(NETWORKS), "//main//section") == ["Secret Not yet checked Draft"]


def rows(response):
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in tree(response).xpath("//table//tbody/tr")
    ]


def test_what_is_not_known_is_neither_yes_nor_no(client):
    partner = make_partner(name_en="Suwon")
    make_reciprocity(
        partner=partner, url="https://www.example.org/bandung", has_page=True, has_contact=False,
        languages=["ko", "en"], checked_on="2024-05", confidence="verified",
    )  # fmt: skip
    make_partner(name_en="Namur")

    response = client.get(RECIPROCITY)

    unknown = "Not known"
    assert rows(response) == [
        ["Suwon", "Yes example.org", unknown, unknown, "No", unknown, "한국어, English", "May 2024"]
    ]
    assert texts(response, "//h2[@id='unchecked']/following-sibling::ul/li") == ["Namur"]
    assert "Of 1 sites that were looked at, 1 has a page about us." in main(response)


def test_the_latest_check_of_each_public_partner_counts(client):
    partner = make_partner(name_en="Suwon")
    for values in (
        {"checked_on": "2016", "has_page": True},
        {"checked_on": "2024-05", "has_page": False},
        {"checked_on": None, "as_of": "2020", "has_page": True},
        {"checked_on": None, "has_page": True},
    ):
        make_reciprocity(partner=partner, confidence="verified", **values)
    make_reciprocity(partner=make_partner(name_en="Hidden", **DRAFT))

    found = rows(client.get(RECIPROCITY))

    assert [(row[0], row[1], row[-1]) for row in found] == [("Suwon", "No", "May 2024")]


@pytest.mark.parametrize("path", [NETWORKS, RECIPROCITY])
@pytest.mark.parametrize("count", [1, 3])
def test_need_a_constant_number_of_queries(path, count, client, django_assert_max_num_queries):
    for _ in range(count):
        partner = make_partner()
        make_reciprocity(partner=partner)
        make_network().partners.add(partner)
    client.get("/en/cooperation/stages/")

    with django_assert_max_num_queries(8):
        response = client.get(path)

    assert len(tree(response).xpath("//main//section | //main//tbody/tr")) == count


def test_demo_says_what_the_study_found_and_no_more():
    demo.load()
    demo.load()

    checks = {c.partner.slug: c for c in ReciprocityCheck.objects.select_related("partner")}
    assert {slug: check.has_page for slug, check in checks.items()} == {
        "braunschweig": True,
        "fort-worth": True,
        "liuzhou": True,
        "suwon": True,
        "yingkou": False,
    }
    assert [(c.has_profile, c.has_contact, c.has_potential) for c in checks.values()] == [
        (None, None, None)
    ] * 5
    with_page = [check for check in checks.values() if check.has_page]
    assert [c.url for c in with_page] == [c.partner.partner_page_url for c in with_page]
    assert checks["yingkou"].partner.partner_page_url == ""
    networks = NetworkMembership.objects.values_list("slug", "confidence", "since", "until")
    assert set(networks) == {
        (slug, "general_knowledge", None, None)
        for slug in ("asean-smart-cities", "citynet", "uclg", "unesco-creative-cities")
    }
