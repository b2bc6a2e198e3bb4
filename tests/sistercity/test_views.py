"""What a reader sees of partners, and what stays hidden."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from sistercity import public
from tests.factories import (
    make_activity,
    make_agreement,
    make_contact,
    make_field,
    make_home,
    make_partner,
)
from tests.project.reading import texts, tree
from tests.sistercity.cities import (
    DRAFT,
    LIST,
    counted,
    make_full,
    make_signed,
    shown,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
EMBARGOED = {"published_at": timezone.now() + timedelta(hours=1)}


def test_a_partner_is_kept_and_an_unknown_address_is_not(django_assert_num_queries):
    """There are endless unknown addresses: a flood of them must leave nothing in memory."""
    partner = make_partner()
    assert public.partner(partner.slug) == partner

    for slug, queries in ((partner.slug, 0), ("no-such-city", 1), ("no-such-city", 1)):
        with django_assert_num_queries(queries):
            found = public.partner(slug)
        assert found == (partner if slug == partner.slug else None)


def test_warm_pages_ask_only_for_what_no_memo_holds(client, django_assert_max_num_queries):
    make_home()
    partner = make_full("Place")
    for path in (LIST, partner.get_absolute_url()):
        client.get(path)

    for path in (LIST, partner.get_absolute_url()):
        with django_assert_max_num_queries(3):
            client.get(path)


@pytest.mark.parametrize(
    "values",
    [
        DRAFT,
        EMBARGOED,
        {"state": "review"},
        {"state": "archived"},
        {
            "published_at": timezone.now() - timedelta(days=2),
            "unpublish_at": timezone.now() - timedelta(days=1),
        },
    ],
    ids=["draft", "embargoed", "review", "archived", "expired"],
)
def test_what_is_not_public_is_invisible(values, client):
    make_signed("Braunschweig")
    hidden = make_signed("Geheim", "JP", make_field(name_en="Secrecy"), **values).partner

    answers = [client.get(LIST), client.get("/en/"), client.get("/en/cooperation/stages/")]

    assert shown(answers[0]) == ["Braunschweig"]
    assert counted(answers[0]) == ["1 partner"]
    for word in ("Geheim", "Secrecy", hidden.slug):
        assert [answer.content.decode().count(word) for answer in answers] == [0, 0, 0]
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_editor_sees_a_draft_with_its_tag_and_it_is_not_counted(admin_client):
    make_signed("Braunschweig")
    draft = make_signed("Soon", "JP", **DRAFT).partner

    response = admin_client.get(LIST)
    page = admin_client.get(draft.get_absolute_url())

    assert shown(response) == ["Braunschweig", "Soon"]
    rows = texts(response, "//div[@id='results']//tbody//th//*[@class='tag warn']")
    assert rows == ["Draft"]
    assert counted(response) == ["1 partner"]
    assert texts(page, "//h1") == ["Soon"]
    assert texts(page, "//main//*[@class='tag warn']") == ["Draft"]


def test_what_an_editor_saw_is_not_shown_to_the_next_visitor(admin_client, client):
    make_signed("Braunschweig")
    make_signed("Soon", **DRAFT)

    assert shown(admin_client.get(LIST)) == ["Braunschweig", "Soon"]
    assert shown(client.get(LIST)) == ["Braunschweig"]


def test_home_counts_signed_cities_only(cities, client):
    make_home()

    response = client.get("/en/")

    assert texts(response, "//h2[@id='map']") == ["3 partner cities, the first since 1960"]
    assert [name.split()[0] for name in texts(response, "//ul[@class='plist']/li")] == [
        "Braunschweig",
        "Namur",
        "Suwon",
    ]


def test_hostile_text_is_escaped_everywhere(client):
    make_home()
    hostile = "<img src=x onerror=alert(1)>"
    tie = make_signed(
        hostile,
        profile_en=hostile,
        region_en=hostile,
        latitude=1,
        longitude=1,
        sources=[{"title": hostile, "url": "https://example.org/"}],
    )
    make_agreement(partnership=tie, title_en=hostile, note_en=hostile)
    make_activity(
        tie, title_en=hostile, starts_on="2020", sources=[{"title": hostile, "url": None}]
    )
    make_contact(partnership=tie, office_en=hostile, role_en=hostile, address=hostile)
    tie.fields.add(make_field(name_en=hostile))

    for language in ("en", "de"):
        with translation.override(language):
            paths = [
                tie.partner.get_absolute_url(),
                reverse("sistercity:partners"),
                f"/{language}/",
            ]
        for path in paths:
            response = client.get(path)
            assert tree(response).xpath("//img[@onerror]") == []
            assert "alert(1)" in response.content.decode()
