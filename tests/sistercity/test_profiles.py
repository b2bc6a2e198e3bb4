"""The city's profile for stage 1, and a partner's for delegations."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from portal.languages import LANGUAGES
from tests.factories import (
    everywhere,
    make_activity,
    make_agreement,
    make_city_fact,
    make_contact,
    make_home,
    make_mission,
    make_office,
    make_partner,
    make_partnership,
)
from tests.portal.test_pdf import needs_fonts
from tests.project.reading import main, texts

pytestmark = pytest.mark.django_db

DRAFT = {"state": "draft", "published_at": None}


def make_city(**values):
    city = make_home()
    type(city).objects.filter(pk=city.pk).update(**values)
    return city


def rows(response):
    return dict(zip(texts(response, "//dl/div/dt"), texts(response, "//dl/div/dd"), strict=True))


def test_city_profile_gives_every_figure_its_source_and_date(client):
    make_city(profile_en="First.\n\nSecond.", contact=make_office(name_en="Office", phone="+62"))
    make_city_fact(label_en="Population", value=2506600, unit_en="people", as_of="2023")
    signed = make_partnership(partner=make_partner(name_en="Namur"), since="2017")
    make_agreement(partnership=signed)
    make_partnership(partner=make_partner(name_en="Gumi"))

    response = client.get("/en/cooperation/profile/")

    assert texts(response, "//main//div[@class='flow']/p") == ["First.", "Second."]
    assert rows(response) == {
        "Population": "2,506,600 people Statistics office, 2023",
        "Country": "Indonesia",
        "Latitude and longitude": "-6.9200, 107.6000",
        "Time zone": "Asia/Jakarta",
        "Office": "+62",
    }
    assert texts(response, "//main//tbody//th") == ["Namur"]


def test_without_a_city_there_is_no_profile(client):
    assert client.get("/en/cooperation/profile/").status_code == 404


@needs_fonts
@pytest.mark.parametrize("code", LANGUAGES)
def test_city_profile_as_pdf(code, client):
    make_city(**everywhere("profile", "Words"), **everywhere("name", "Bandung"))

    with translation.override(code):
        response = client.get(reverse("sistercity:profile-pdf"))

    reader = PdfReader(BytesIO(response.content))
    assert f"Bandung {code}" in reader.metadata.title
    assert f"Words {code}" in " ".join(reader.pages[0].extract_text().split())


def coming(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def make_visited(**values):
    make_home()
    partner = make_partner(name_en="Suwon", slug="suwon", time_zone="Asia/Seoul", **values)
    return make_partnership(partner=partner, responsible_office=make_office(name_en="Our office"))


def delegation(client):
    return client.get("/en/cooperation/partners/suwon/delegation/")


def test_delegation_profile_tells_time_missions_and_programme(client):
    tie = make_visited()
    tie.partner.missions.add(make_mission(city_en="Seoul"), make_mission(city_en="X", **DRAFT))
    make_agreement(partnership=tie, title_en="Treaty", term="indefinite")
    make_agreement(partnership=tie, title_en="Old", term="fixed", expires_on="2025")
    planned = {"status": "planned"}
    make_activity(tie, title_en="Second visit", starts_on=coming(40), **planned)
    make_activity(tie, title_en="First visit", starts_on=coming(20), **planned)
    make_activity(tie, title_en="Past visit", starts_on=coming(-20), **planned)
    make_activity(tie, title_en="Secret visit", starts_on=coming(20), **planned, **DRAFT)

    response = delegation(client)

    assert texts(response, "//main//tbody//th") == ["Treaty", "First visit", "Second visit"]
    assert rows(response)["Time difference"] == "Bandung is 2 hours behind"
    assert rows(response)["Embassy of Indonesia (KBRI)"] == "Seoul Not yet checked"


def test_delegation_profile_names_only_who_agreed(client):
    tie = make_visited()
    today = timezone.localdate()
    make_contact(partnership=tie, name="Kim", office_en="A", consent_on=today)
    make_contact(partnership=tie, name="Lee", office_en="B", public=False)
    make_contact(
        partnership=tie, name="Park", office_en="C", consent_on=today,
        valid_to=today - timedelta(days=1),
    )  # fmt: skip

    words = main(delegation(client))

    assert [name in words for name in ("Kim", "Lee", "Park")] == [True, False, False]


def test_delegation_profile_of_a_draft_is_for_editors(client, admin_client):
    make_visited(**DRAFT)

    assert (delegation(client).status_code, delegation(admin_client).status_code) == (404, 200)
