"""The cooperation as data: the same facts as on the pages."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone, translation
from openapi_spec_validator import validate

from portal import api_lists
from sistercity.models import Activity, Agreement, Benefit, Partner, Partnership
from tests.factories import (
    make_activity,
    make_agreement,
    make_benefit,
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
LISTS = ["partners", "agreements", "activities", "benefits", "stages"]


def items(client, path, **query):
    return client.get(f"/api/v1/{path}", query).json()["items"]


def without_moment(record):
    return {name: value for name, value in record.items() if name != "updated_at"}


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
        slug="mou-2017", number="B/1", authentic_languages=["fr", "id"],
        partnership=tie, signed_on="2017-08", term="fixed", expires_on="2019", title_en="MoU",
        confidence="verified", sources=[{"title": "Decree", "url": None}],
    )  # fmt: skip
    make_activity(
        tie, slug="mural", title_en="Mural", starts_on="2024-05-31", confidence="verified"
    )
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

    data = client.get("/api/v1/partners").json()

    assert (data["count"], data["next"]) == (1, None)
    assert [without_moment(row) for row in data["items"]] == [SUMMARY]


def test_list_hides_drafts_from_editors_too(admin_client):
    make_partner(slug="secret", **DRAFT)

    assert [items(admin_client, path) for path in LISTS] == [[]] * len(LISTS)


AGREEMENT = {
    "slug": "mou-2017",
    "url": "http://testserver/en/cooperation/agreements/mou-2017/",
    "partner": "namur",
    "type": "mou",
    "title": {"text": "MoU", "language": "en"},
    "note": {"text": "", "language": None},
    "number": "B/1",
    "signed_on": "2017-08",
    "effective_on": None,
    "expires_on": "2019",
    "term": "fixed",
    "status": "expired",
    "authentic_languages": ["fr", "id"],
    "replaces": None,
    "fields": [],
    "confidence": "verified",
    "sources": [{"title": "Decree", "url": None}],
}
ACTIVITY = {
    "slug": "mural",
    "url": "http://testserver/en/cooperation/partners/namur/#activities",
    "partners": ["namur"],
    "type": "festival",
    "title": {"text": "Mural", "language": "en"},
    "summary": {"text": "", "language": None},
    "starts_on": "2024-05-31",
    "ends_on": None,
    "place": {"text": "", "language": None},
    "mode": "",
    "status": "held",
    "field": None,
    "confidence": "verified",
    "sources": [],
}


def test_detail(namur, client):
    data = without_moment(client.get("/api/v1/partners/namur?lang=en").json())

    data["agreements"] = [without_moment(row) for row in data["agreements"]]
    data["activities"] = [without_moment(row) for row in data["activities"]]
    assert data == SUMMARY | {
        "profile": {"text": "Capital", "language": "en"},
        "region": {"text": "", "language": None},
        "population": 110939,
        "area_km2": None,
        "time_zone": "Europe/Brussels",
        "official_url": "",
        "agreements": [AGREEMENT],
        "activities": [ACTIVITY],
        "sources": [{"title": "Statute", "url": "https://example.org/s"}],
        "confidence": "general_knowledge",
        "as_of": None,
        "not_checked": [],
    }


def test_a_partner_names_its_agreements_as_they_were_signed(client):
    tie = make_partnership(partner=make_partner(slug="namur"))
    make_agreement(partnership=tie, slug="a", signed_on="2020")
    make_agreement(partnership=tie, slug="b", signed_on="2010")

    detail = client.get("/api/v1/partners/namur").json()

    assert [row["slug"] for row in detail["agreements"]] == ["b", "a"]
    assert [row["slug"] for row in items(client, "agreements")] == ["a", "b"]


def test_agreements(namur, client):
    assert [without_moment(row) for row in items(client, "agreements")] == [AGREEMENT]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_an_agreement_leads_to_its_own_page_in_the_language_asked_for(lang, namur, client):
    [told] = items(client, f"agreements?lang={lang}")

    page = client.get(told["url"].removeprefix("http://testserver"))

    assert page.context["agreement"].slug == told["slug"]
    assert tree(page).get("lang") == lang


def test_an_agreement_names_what_it_replaces_if_that_is_public(namur, client):
    first = Agreement.objects.get(slug="mou-2017")
    hidden = Agreement.objects.get(title_en="Hidden")
    make_agreement(partnership=first.partnership, slug="mou-2020", replaces=first)
    make_agreement(partnership=first.partnership, slug="mou-2021", replaces=hidden)

    found = {row["slug"]: (row["replaces"], row["status"]) for row in items(client, "agreements")}

    assert found == {
        "mou-2017": (None, "replaced"),
        "mou-2020": ("mou-2017", "validity_not_known"),
        "mou-2021": (None, "validity_not_known"),
    }


def test_activities(namur, client):
    assert [without_moment(row) for row in items(client, "activities")] == [ACTIVITY]


def test_an_activity_of_several_partners_is_told_once_with_the_public_ones(client):
    ties = [make_partnership(partner=make_partner(slug=slug)) for slug in ("a", "b")]
    secret = make_partnership(partner=make_partner(slug="secret", **DRAFT))
    make_activity(*ties, secret, slug="fair", starts_on="2020")
    make_activity(secret, slug="hidden")

    found = items(client, "activities")

    assert [(row["slug"], row["partners"]) for row in found] == [("fair", ["a", "b"])]
    assert items(client, "activities", partner="b") == found


def test_benefits_are_marked_and_sourced(namur, client):
    tie = namur.partnerships.get()
    hidden = make_activity(tie, **DRAFT)
    make_benefit(
        partnership=tie, slug="masks", title_en="Masks", measure="funds", quantity="1500.50",
        unit="", currency="EUR", estimated=True, method_en="Counted", confidence="illustrative",
        sources=[{"title": "Report", "url": None}], activity=hidden,
    )  # fmt: skip
    make_benefit(partnership=tie, **DRAFT)

    assert [without_moment(row) for row in items(client, "benefits")] == [
        {
            "slug": "masks",
            "url": "http://testserver/en/cooperation/partners/namur/#results",
            "partner": "namur",
            "activity": None,
            "field": None,
            "year": 2024,
            "direction": "received",
            "measure": "funds",
            "title": {"text": "Masks", "language": "en"},
            "quantity": "1500.50",
            "unit": "",
            "currency": "EUR",
            "estimated": True,
            "illustrative": True,
            "method": {"text": "Counted", "language": "en"},
            "verified_on": None,
            "confidence": "illustrative",
            "sources": [{"title": "Report", "url": None}],
        }
    ]


@pytest.mark.parametrize("partner", [DRAFT, DRAFT | {"training": True}])
def test_nothing_of_a_partner_who_is_not_public_is_told(partner, client):
    tie = make_partnership(partner=make_partner(slug="secret", **partner))
    make_agreement(partnership=tie)
    make_activity(tie)
    make_benefit(partnership=tie)

    assert [items(client, path) for path in LISTS] == [[]] * len(LISTS)
    for path in ("agreements", "activities", "benefits"):
        assert client.get(f"/api/v1/{path}?partner=secret").status_code == 404


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


@pytest.mark.parametrize("path", [*LISTS, "partners/namur"])
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

    data = items(client, "stages", lang="en")

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


def make_all(count):
    for _ in range(count):
        tie = make_partnership()
        tie.fields.add(make_field())
        first = make_agreement(partnership=tie)
        make_agreement(partnership=tie, replaces=first).fields.add(make_field())
        make_stage_record(partnership=tie)
        activity = make_activity(tie, starts_on="2020", field=make_field())
        make_benefit(partnership=tie, activity=activity, field=activity.field)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("partners", [1, 3])
def test_list_needs_a_constant_number_of_queries(
    partners, path, client, django_assert_max_num_queries
):
    client.get(f"/api/v1/{path}")
    make_all(partners)

    with django_assert_max_num_queries(10):
        data = client.get(f"/api/v1/{path}").json()

    assert len(data["items"]) == partners * {"agreements": 2, "stages": 0}.get(path, 1)


@pytest.mark.parametrize("path", ["partners", "agreements", "activities", "benefits"])
def test_pages_follow_each_other_without_gap_or_double(path, client, monkeypatch):
    monkeypatch.setattr(api_lists, "PAGE_SIZE", 2)
    make_all(3)
    address, seen = f"/api/v1/{path}?lang=de", []

    while address:
        data = client.get(address).json()
        seen += [row["slug"] for row in data["items"]]
        address = data["next"]

    assert len(seen) == len(set(seen)) == data["count"] == (6 if path == "agreements" else 3)


def test_the_next_page_keeps_what_was_asked(client, monkeypatch):
    monkeypatch.setattr(api_lists, "PAGE_SIZE", 1)
    make_all(1)
    (partner,) = Partner.objects.all()
    since = "2020-01-01T00:00:00+07:00"

    query = {"lang": "ar", "partner": partner.slug, "updated_since": since, "x": "1"}
    data = client.get("/api/v1/agreements", query).json()

    assert data["next"] == (
        f"http://testserver/api/v1/agreements?lang=ar&partner={partner.slug}"
        f"&updated_since={quote(since)}&page=2"
    )


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("page, status", [("1", 200), ("2", 404), ("0", 422), ("x", 422)])
def test_pages_there_are_not(path, page, status, client):
    assert client.get(f"/api/v1/{path}?page={page}").status_code == status


WRONG_MOMENTS = [
    *("", "2024", "2024-05-31", "2024-05-31T10:00:00", "2024-02-30T10:00:00Z"),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1716000000", "yesterday"),
]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("moment", WRONG_MOMENTS)
def test_a_moment_that_is_none_is_refused_by_name(path, moment, client):
    response = client.get(f"/api/v1/{path}", {"updated_since": moment})

    assert response.status_code == 422
    assert response.json()["detail"] == [
        {"loc": ["query", "updated_since"], "msg": api_lists.WRONG, "type": "datetime"}
    ]


@pytest.mark.parametrize(
    "moment", ["2024-05-31T10:00:00Z", "2024-05-31T10:00:00.5+07:00", "6125-10-07T04:31:48+18:41"]
)
def test_a_moment_may_have_any_offset(moment, client):
    assert client.get("/api/v1/agreements", {"updated_since": moment}).status_code == 200


LONG_AGO, NOW = timezone.now() - timedelta(days=30), timezone.now()
SINCE = (NOW - timedelta(days=10)).isoformat()


@pytest.fixture
def old():
    """A partnership whose every record was saved and published a month ago, and its history."""
    make_all(1)
    make_stage_guide()
    for model in (Partner, Agreement, Activity, Benefit):
        model.objects.update(updated_at=LONG_AGO, published_at=LONG_AGO)
    tie = Partnership.objects.get()
    Partnership.history.update(history_date=LONG_AGO)
    type(tie.stage_records.get()).history.update(history_date=LONG_AGO)
    return tie


@pytest.mark.parametrize("path", ["partners", "agreements", "activities", "benefits"])
def test_only_what_changed_since(path, old, client):
    assert items(client, path, updated_since=SINCE) == []

    model = {"agreements": Agreement, "activities": Activity, "benefits": Benefit}.get(
        path, Partner
    )
    record = model.objects.order_by("pk").last()
    record.save()

    found = [row["slug"] for row in items(client, path, updated_since=SINCE)]
    replaced = [record.replaces.slug] if path == "agreements" else []
    assert found == sorted([*replaced, record.slug])


def test_what_came_into_public_since_is_new(old, client):
    Benefit.objects.update(published_at=NOW)

    assert len(items(client, "benefits", updated_since=SINCE)) == 1


@pytest.mark.parametrize("touch", ["tie", "stage", "agreement", "activity"])
def test_a_partner_changes_with_its_cooperation(touch, old, client):
    make_partner(slug="other")
    Partner.objects.filter(slug="other").update(updated_at=LONG_AGO, published_at=LONG_AGO)
    records = {
        "tie": old,
        "stage": old.stage_records.get(),
        "agreement": old.agreements.first(),
        "activity": old.activities.get(),
    }
    records[touch].save()

    found = items(client, "partners", updated_since=SINCE)

    assert [row["slug"] for row in found] == [old.partner.slug]
    assert found[0]["updated_at"] > SINCE


@pytest.mark.parametrize("query", ["", "?updated_since=2020-01-01T00:00:00Z"])
@pytest.mark.parametrize("path", [*LISTS, "partners/namur"])
def test_what_has_not_changed_is_not_sent_again(path, query, namur, client):
    first = client.get(f"/api/v1/{path}{query}")

    again = client.get(f"/api/v1/{path}{query}", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_description_is_valid_openapi(client):
    description = client.get("/api/v1/openapi.json").json()

    validate(description)
    assert sorted(description["paths"]) == [
        "/api/v1/activities", "/api/v1/agreements", "/api/v1/benefits", "/api/v1/partners",
        "/api/v1/partners/{slug}", "/api/v1/search", "/api/v1/stages",
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
