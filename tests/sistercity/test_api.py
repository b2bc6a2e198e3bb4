"""Partners as data: the same facts as on their pages."""

import pytest
from django.utils import translation
from openapi_spec_validator import validate

from sistercity.models import Partnership
from tests.factories import (
    make_activity,
    make_agreement,
    make_field,
    make_legal_basis,
    make_partner,
    make_partnership,
    make_stage_guide,
    make_stage_record,
)
from tests.project.reading import texts, tree

pytestmark = pytest.mark.django_db
DRAFT = {"state": "draft", "published_at": None}


@pytest.fixture
def namur():
    partner = make_partner(
        slug="namur", name_en="Namur", name_de="Namür", profile_en="Capital", country="BE",
        latitude=50.46, longitude=4.86, population=110939, time_zone="Europe/Brussels",
        sources=[{"title": "Statute", "url": "https://example.org/s"}],
    )  # fmt: skip
    tie = make_partnership(partner=partner, since="2017-08")
    tie.fields.add(make_field(code="culture"))
    make_agreement(
        partnership=tie, signed_on="2017-08", term="fixed", expires_on="2019", title_en="MoU",
        confidence="verified", sources=[{"title": "Decree", "url": None}],
    )  # fmt: skip
    make_activity(tie, title_en="Mural", starts_on="2024-05-31", confidence="verified")
    make_activity(tie, title_en="Hidden", **DRAFT)
    make_agreement(partnership=tie, title_en="Hidden", **DRAFT)
    return partner


SUMMARY = {
    "slug": "namur",
    "url": "http://testserver/en/cooperation/partners/namur/",
    "type": "city",
    "name": {"text": "Namur", "language": "en"},
    "local_name": "",
    "country": "BE",
    "country_name": "Belgium",
    "latitude": 50.46,
    "longitude": 4.86,
    "kind": "sister_city",
    "intended_kind": None,
    "status": "expired",
    "stage": None,
    "since": "2017-08",
    "last_confirmed": "2024-05-31",
    "fields": ["culture"],
}


def test_list(namur, client):
    make_partner(slug="secret", **DRAFT)

    assert client.get("/api/v1/partners").json() == [SUMMARY]


def test_list_hides_drafts_from_editors_too(admin_client):
    make_partner(slug="secret", **DRAFT)

    assert admin_client.get("/api/v1/partners").json() == []


def test_detail(namur, client):
    assert client.get("/api/v1/partners/namur?lang=en").json() == SUMMARY | {
        "profile": {"text": "Capital", "language": "en"},
        "region": {"text": "", "language": None},
        "population": 110939,
        "area_km2": None,
        "time_zone": "Europe/Brussels",
        "official_url": "",
        "agreements": [
            {
                "type": "mou",
                "title": {"text": "MoU", "language": "en"},
                "note": {"text": "", "language": None},
                "signed_on": "2017-08",
                "expires_on": "2019",
                "term": "fixed",
                "status": "expired",
                "confidence": "verified",
                "sources": [{"title": "Decree", "url": None}],
            }
        ],
        "activities": [
            {
                "type": "festival",
                "title": {"text": "Mural", "language": "en"},
                "starts_on": "2024-05-31",
                "status": "held",
                "field": None,
                "confidence": "verified",
                "sources": [],
            }
        ],
        "sources": [{"title": "Statute", "url": "https://example.org/s"}],
        "confidence": "general_knowledge",
        "as_of": None,
        "not_checked": [],
    }


def test_detail_says_how_sure_the_facts_are(namur, client):
    type(namur).objects.update(confidence="partly_verified", not_checked=["region"], as_of="2019")

    data = client.get("/api/v1/partners/namur").json()

    assert (data["confidence"], data["not_checked"], data["as_of"]) == (
        "partly_verified",
        ["region"],
        "2019",
    )


def test_partner_without_a_partnership(client):
    make_partner(slug="alone")

    data = client.get("/api/v1/partners/alone").json()

    empty = ["kind", "status", "stage", "since", "last_confirmed"]
    assert {key: data[key] for key in empty} == dict.fromkeys(empty)
    assert (data["fields"], data["agreements"], data["activities"]) == ([], [], [])


def test_language_of_each_text_is_named(namur, client):
    data = client.get("/api/v1/partners/namur?lang=de").json()

    assert data["name"] == {"text": "Namür", "language": "de"}
    assert data["profile"] == {"text": "Capital", "language": "en"}
    assert data["country_name"] == "Belgien"
    assert data["url"] == "http://testserver/de/zusammenarbeit/partners/namur/"


@pytest.mark.parametrize("path", ["partners", "partners/namur", "stages"])
@pytest.mark.parametrize("lang", ["fr", "", "EN", "zh", "<script>"])
def test_unknown_language_is_refused_by_name(path, lang, namur, client):
    response = client.get(f"/api/v1/{path}", {"lang": lang})

    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", "lang"]]


@pytest.mark.parametrize("slug", ["secret", "no-such", "%00", "a" * 500])
def test_what_is_not_public_is_not_found(slug, client):
    make_partner(slug="secret", **DRAFT)

    assert client.get(f"/api/v1/partners/{slug}").status_code == 404


def test_stages_in_order_with_their_laws(client):
    reporting = make_stage_guide(
        stage="reporting", slug="reporting", description_en="Report", documents_en="Letter\nAnnex"
    )
    make_stage_guide()
    make_stage_guide(stage="evaluation", slug="hidden", **DRAFT)
    reporting.legal_bases.add(make_legal_basis(kind="pp", number="28", year=2018))

    data = client.get("/api/v1/stages?lang=en").json()

    assert [(row["number"], row["code"]) for row in data] == [(1, "exploration"), (10, "reporting")]
    assert data[1] == {
        "number": 10,
        "code": "reporting",
        "label": "Reporting",
        "url": "http://testserver/en/cooperation/stages/reporting/",
        "description": {"text": "Report", "language": "en"},
        "documents": ["Letter", "Annex"],
        "legal_bases": ["PP 28/2018"],
    }


@pytest.mark.parametrize("partners", [1, 3])
def test_list_needs_a_constant_number_of_queries(partners, client, django_assert_max_num_queries):
    for _ in range(partners):
        tie = make_partnership()
        tie.fields.add(make_field())
        make_agreement(partnership=tie)
        make_stage_record(partnership=tie)
        make_activity(tie, starts_on="2020")

    with django_assert_max_num_queries(10):
        response = client.get("/api/v1/partners")

    assert len(response.json()) == partners


def test_description_is_valid_openapi(client):
    description = client.get("/api/v1/openapi.json").json()

    validate(description)
    assert sorted(description["paths"]) == [
        "/api/v1/partners", "/api/v1/partners/{slug}", "/api/v1/search", "/api/v1/stages",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
def test_data_and_page_say_the_same(language, namur, client):
    data = client.get(f"/api/v1/partners/namur?lang={language}").json()
    page = client.get(data["url"].removeprefix("http://testserver"))

    with translation.override(language):
        status = str(Partnership.Status(data["status"]).label)
    assert texts(page, "//h1") == [data["name"]["text"]]
    assert texts(page, "//div[@class='head-text']//span[@class='tag']") == [status]
    assert len(texts(page, "//ol[@class='timeline']/li")) == len(data["activities"])
    times = [time.get("datetime") for time in tree(page).xpath("//ol[@class='timeline']//time")]
    assert times == [activity["starts_on"] for activity in data["activities"]]
