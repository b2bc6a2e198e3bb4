"""What the page of one partner says."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.dates import PartialDate
from sistercity.models import Partner
from tests.factories import (
    make_activity,
    make_agreement,
    make_contact,
    make_field,
    make_home,
    make_mission,
    make_office,
    make_partner,
    make_partnership,
)
from tests.project.reading import main, structured, texts, tree
from tests.sistercity.cities import (
    DRAFT,
    make_explored,
    make_full,
    make_signed,
    this_year,
    warm,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize("rows", [1, 3])
def test_detail_needs_a_constant_number_of_queries(rows, client, django_assert_max_num_queries):
    make_home()
    partner = make_full("Place", rows)
    warm(client, partner.get_absolute_url())

    with django_assert_max_num_queries(15):
        response = client.get(partner.get_absolute_url())

    assert len(texts(response, "//ol[@class='timeline']/li")) == rows


def test_unconfirmed_page_says_since_when(cities, client):
    partner = Partner.objects.get(name_en="Braunschweig")

    response = client.get(partner.get_absolute_url())

    assert texts(response, "//div[contains(@class, 'notice')]//h2") == [
        "Not confirmed in the last three years"
    ]
    assert "The latest dated source found is of 2016." in main(response)


@pytest.mark.parametrize(
    "name, title",
    [("Gumi", "A Letter of Intent, not yet a sister city"), ("Essen", "Being explored")],
)
def test_page_of_an_unsigned_tie_says_so(name, title, cities, client):
    response = client.get(Partner.objects.get(name_en=name).get_absolute_url())

    assert texts(response, "//div[contains(@class, 'notice')]//h2") == [title]


def test_page_of_an_active_tie_has_no_notice(cities, client):
    response = client.get(Partner.objects.get(name_en="Namur").get_absolute_url())

    assert texts(response, "//div[contains(@class, 'notice')]//h2") == []


def make_namur(field):
    """Signed and active, with an agreement and what is known of the place."""
    tie = make_signed(
        "Namur",
        "BE",
        field,
        since="2017-08",
        confirmed=this_year(),
        profile_en="Capital of Wallonia.",
        region_en="Wallonia",
        not_checked=["region", "official_url"],
        population=110939,
        population_source="GeoNames",
        area_km2="175.69",
        time_zone="Europe/Brussels",
        official_url="https://www.namur.be/",
        local_name="Nameur",
        confidence="partly_verified",
        sources=[{"title": "Statute", "url": "https://example.org/statute"}],
        as_of="2019",
    )
    make_agreement(
        partnership=tie,
        type="loi",
        title_en="Letter of 2015",
        note_en="Signed in Bandung",
        signed_on="2015-03",
        confidence="general_knowledge",
    )
    return tie


@pytest.fixture
def namur(client):
    """The page of a partner with something of everything, and with what must not be seen."""
    make_home()
    field = make_field(name_en="Culture")
    tie = make_namur(field)
    make_activity(
        tie,
        title_en="Mural festival",
        starts_on="2024-05-31",
        field=field,
        sources=[{"title": "Newspaper", "url": None}],
    )
    make_activity(tie, title_en="Visit", starts_on=None, status="planned", confidence="verified")
    make_activity(tie, title_en="Hidden visit", **DRAFT)
    make_agreement(partnership=tie, title_en="Hidden agreement", **DRAFT)
    tie.partner.missions.add(make_mission(city_en="Brussels", country="BE", confidence="verified"))
    tie.partner.missions.add(make_mission(city_en="Hidden seat", **DRAFT))
    return client.get(tie.partner.get_absolute_url())


def test_facts_are_shown_with_their_marks(namur):
    facts = dict(zip(texts(namur, "//dl//dt"), texts(namur, "//dl//dd"), strict=True))
    assert facts == {
        "Partner since": "August 2017",
        "Last confirmed": str(PartialDate(max("2024-05-31", this_year()))),
        "Population": "110,939 GeoNames",
        "Area": "175.69 km²",
        "Time difference": "Bandung is 5 or 6 hours ahead",
        "Region": "Wallonia Not yet checked",
        "Official website": "namur.be Not yet checked",
        "Fields of cooperation": "Culture",
    }


def test_agreements_and_activities_are_shown_with_their_sources_and_marks(namur):
    assert texts(namur, "//h2[@id='agreements']/following-sibling::div[1]//tbody//th") == [
        "Letter of 2015 Signed in Bandung Not yet checked",
        "Memorandum of Understanding Not yet checked",
    ]
    assert texts(namur, "//ol[@class='timeline']/li") == [
        "31 May 2024 Mural festival Festival Culture Not yet checked Source: Newspaper",
        "Date not known Visit Announced Festival",
    ]


def test_cautions_sources_and_missions_are_shown_and_drafts_are_not(namur):
    assert "Not fully checked" in main(namur)
    assert "As of 2019" in main(namur)
    assert "Embassy of Indonesia (KBRI), Brussels" in main(namur)
    assert "Statute" in main(namur)
    assert "Hidden" not in namur.content.decode()


def test_contents_lead_to_every_part(namur):
    assert tree(namur).xpath("//nav[contains(@class, 'toc')]//@href") == [
        "#profile",
        "#stages",
        "#agreements",
        "#fields",
        "#activities",
        "#results",
        "#contacts",
        "#missions",
        "#travel",
        "#sources",
    ]
    assert texts(namur, "//ol[@class='stages']/li[@aria-current='step']/b") == ["Implementation"]


def test_unknown_facts_are_not_shown_at_all(client):
    make_home()
    tie = make_explored("Essen")

    response = client.get(tie.partner.get_absolute_url())

    assert texts(response, "//dl//dt") == []
    assert texts(response, "//h2[@id='agreements'] | //h2[@id='activities']") == []


def test_ids_are_unique_on_the_page_of_a_partner_with_two_ties(client):
    partner = make_partner()
    for kind in ("sister_city", "technical"):
        tie = make_partnership(partner=partner, kind=kind)
        make_agreement(partnership=tie)
        make_activity(tie)

    ids = tree(client.get(partner.get_absolute_url())).xpath("//@id")

    assert sorted(ids) == sorted(set(ids))


def test_only_public_contacts_are_shown(client):
    tie = make_signed("Namur")
    today = timezone.localdate()
    kept = {"office_en": "Mayor's office", "email": "office@example.org"}
    make_contact(partnership=tie, **kept)
    make_contact(partnership=tie, name="Consenting Person", consent_on=date(2024, 1, 1))
    hidden = [
        {"name": "Hidden unpublished", "public": False},
        {"name": "Hidden later", "consent_on": today + timedelta(days=1)},
        {
            "name": "Hidden past",
            "consent_on": date(2020, 1, 1),
            "valid_to": today - timedelta(days=1),
        },
    ]
    for values in hidden:
        make_contact(partnership=tie, email="hidden@example.org", **values)

    for reader in (
        client.get(tie.partner.get_absolute_url()),
        client.get(f"/api/v1/partners/{tie.partner.slug}"),
    ):
        body = reader.content.decode()
        assert "Hidden" not in body
        assert "hidden@example.org" not in body
    addresses = texts(client.get(tie.partner.get_absolute_url()), "//div[@class='addr']//address")
    assert addresses[0] == "Mayor's office"
    assert addresses[1].startswith("Consenting Person")
    assert len(addresses) == 2


def test_responsible_office_that_is_a_draft_is_not_shown(client):
    tie = make_signed("Namur")
    tie.responsible_office = make_office(name_en="Hidden office", **DRAFT)
    tie.save()

    assert "Hidden office" not in client.get(tie.partner.get_absolute_url()).content.decode()


def test_structured_data_is_valid_and_no_text_can_end_its_script(client):
    hostile = "</script><script>alert(1)</script>"
    tie = make_signed(
        f"Namur {hostile}",
        "BE",
        profile_en=f"Profile {hostile}",
        latitude=50.46,
        longitude=4.86,
        local_name="Nameur",
        official_url="https://www.namur.be/",
    )

    response = client.get(tie.partner.get_absolute_url())

    url = f"http://testserver{tie.partner.get_absolute_url()}"
    assert structured(response) == [
        {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "url": url,
            "name": f"Namur {hostile}",
            "inLanguage": "en",
            "about": {
                "@type": "City",
                "name": f"Namur {hostile}",
                "url": url,
                "alternateName": "Nameur",
                "description": f"Profile {hostile}",
                "sameAs": "https://www.namur.be/",
                "containedInPlace": {"@type": "Country", "name": "Belgium"},
                "geo": {"@type": "GeoCoordinates", "latitude": 50.46, "longitude": 4.86},
            },
        }
    ]
    assert "<script>alert" not in response.content.decode()
