"""The ten stages: what each needs, and who stands there."""

import pytest
from django.utils import translation

from sistercity.stages import Stage
from tests.factories import (
    everywhere,
    make_agreement,
    make_legal_basis,
    make_partner,
    make_partnership,
    make_stage_guide,
    make_stage_record,
)
from tests.project.reading import main, texts, tree

pytestmark = pytest.mark.django_db
LIST = "/en/cooperation/stages/"
DRAFT = {"state": "draft", "published_at": None}


@pytest.fixture
def guides():
    return {
        stage: make_stage_guide(
            stage=stage,
            slug=stage.slug,
            description_en=f"About {stage.number}.",
            confidence="verified",
        )
        for stage in reversed(Stage)
    }


def make_at_implementation(name):
    tie = make_partnership(partner=make_partner(name_en=name))
    make_agreement(partnership=tie)
    return tie


def test_stages_are_in_their_order(guides, client):
    response = client.get(LIST)

    assert texts(response, "//main//ol/li//h2") == [str(stage.label) for stage in Stage]
    assert texts(response, "//main//ol/li//p[1]") == [f"About {n}." for n in range(1, 11)]
    assert tree(response).xpath("//main//ol/li//h2/a/@href") == [
        f"{LIST}{stage.slug}/" for stage in Stage
    ]


def test_who_stands_where(guides, client):
    make_at_implementation("Suwon")
    make_at_implementation("Namur")
    explored = make_partnership(partner=make_partner(name_en="Essen"))
    make_stage_record(partnership=explored, state="in_progress")
    hidden = make_partnership(partner=make_partner(name_en="Hidden", **DRAFT))
    make_stage_record(partnership=hidden, state="in_progress")

    response = client.get(LIST)

    here = {
        " ".join(li.xpath(".//h2")[0].text_content().split()): li.xpath(
            ".//p[@class='meta']/a/text()"
        )
        for li in tree(response).xpath("//main//ol/li")
    }
    assert {stage: names for stage, names in here.items() if names} == {
        "Exploration": ["Essen"],
        "Implementation": ["Namur", "Suwon"],
    }


def test_stage_says_documents_bodies_and_laws(client):
    old = make_legal_basis(kind="permendagri", number="3", year=2008, title_en="Old rules")
    new = make_legal_basis(
        kind="permendagri", number="25", year=2020, title_en="Rules", article="5"
    )
    old.superseded_by = new
    old.save()
    guide = make_stage_guide(
        description_en="Talks begin.",
        documents_en="Profile\nNote",
        actors_en="City\nEmbassy",
        sources=[{"title": "Handbook", "url": None}],
        confidence="partly_verified",
    )
    guide.legal_bases.set([old, new])

    response = client.get(guide.get_absolute_url())

    assert texts(response, "//h1") == ["Exploration"]
    assert "Stage 1 of 10" in main(response)
    assert texts(response, "//main//div[contains(@class, 'prose')]//li") == [
        "Profile",
        "Note",
        "City",
        "Embassy",
        "Permendagri 3/2008: Old rules Superseded",
        "Permendagri 25/2020 (article 5): Rules In force",
        "Handbook",
    ]
    assert "No partner city is known to stand at this stage today." in main(response)
    assert texts(response, "//main//p/*[@class='tag line']") == ["Not fully checked"]


@pytest.mark.parametrize(
    "stage, neighbours",
    [
        ("exploration", ["letter-of-intent"]),
        ("letter_of_intent", ["exploration", "cooperation-plan"]),
        ("reporting", ["evaluation"]),
    ],
)
def test_stage_leads_to_its_neighbours(stage, neighbours, guides, client):
    response = client.get(f"{LIST}{Stage(stage).slug}/")

    hrefs = tree(response).xpath("//main//aside//a/@href")
    assert hrefs == [f"{LIST}{slug}/" for slug in neighbours] + [LIST]


def test_neighbour_that_is_not_public_is_not_linked(client):
    make_stage_guide()
    make_stage_guide(stage="letter_of_intent", slug="letter-of-intent", **DRAFT)

    hrefs = tree(client.get(f"{LIST}exploration/")).xpath("//main//aside//a/@href")

    assert [href for href in hrefs if client.get(href).status_code != 200] == []


def test_draft_stage_is_not_listed(client):
    make_stage_guide(description_en="Public words.")
    make_stage_guide(stage="reporting", slug="reporting", description_en="Secret words.", **DRAFT)

    response = client.get(LIST)

    assert texts(response, "//main//ol/li//h2") == ["Exploration"]
    assert "Secret words." not in response.content.decode()


def test_stage_in_arabic(client):
    guide = make_stage_guide(**everywhere("description", "Text"))

    with translation.override("ar"):
        response = client.get(guide.get_absolute_url())
        label = str(Stage.EXPLORATION.label)

    assert texts(response, "//h1") == [label]
    assert label != "Exploration"
    assert texts(response, "//p[@class='lede']") == ["Text ar"]


def test_unknown_stage_is_not_found(guides, client):
    assert client.get(f"{LIST}no-such/").status_code == 404
    assert client.get(f"{LIST}letter_of_intent/").status_code == 404
