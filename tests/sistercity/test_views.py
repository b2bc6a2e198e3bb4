"""What a reader sees of partners, and what stays hidden."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from portal.models import City
from sistercity import public
from sistercity.models import Partner
from tests.factories import (
    everywhere,
    make_activity,
    make_agreement,
    make_contact,
    make_field,
    make_home,
    make_mission,
    make_office,
    make_partner,
    make_partnership,
    make_stage_record,
)
from tests.project.reading import main, structured, texts, tree

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

LIST = "/en/cooperation/partners/"
DRAFT = {"state": "draft", "published_at": None}
EMBARGOED = {"published_at": timezone.now() + timedelta(hours=1)}


def this_year(month=1):
    return f"{timezone.localdate().year - 1}-{month:02}-02"


def make_signed(name, country="DE", field=None, since=None, confirmed=None, **values):
    """A partner with an MoU; `confirmed` within three years makes it active."""
    tie = make_partnership(
        partner=make_partner(name_en=name, country=country, **values),
        since=since,
        last_confirmed=confirmed,
    )
    make_agreement(partnership=tie, signed_on=since or "1990")
    if field:
        tie.fields.add(field)
    return tie


def make_explored(name, country="DE", field=None):
    tie = make_partnership(partner=make_partner(name_en=name, country=country))
    make_stage_record(partnership=tie, state="in_progress")
    if field:
        tie.fields.add(field)
    return tie


def shown(response, table="results"):
    return texts(response, f"//div[@id='{table}']//tbody//th/a")


def counted(response):
    return texts(response, "//*[@role='status']/strong")


@pytest.fixture
def cities():
    """Three signed partners, one letter, one exploration."""
    culture, trade = make_field(code="culture"), make_field(code="trade")
    make_signed("Namur", "BE", culture, since="2017", confirmed=this_year())
    make_signed("Braunschweig", "DE", culture, since="1960-05-24", confirmed="2016")
    make_signed("Suwon", "KR", trade, since=None, confirmed=this_year(5))
    intent = make_partnership(partner=make_partner(name_en="Gumi", country="KR"))
    make_agreement(partnership=intent, type="loi", signed_on="2015")
    make_explored("Essen", "DE", trade)


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


def warm(client, path):
    """Read what is read once per process, then write, so that nothing else is remembered."""
    for _ in range(2):
        client.get(path)
    City.objects.update(official_domain="example.org")


@pytest.mark.parametrize("partners", [1, 3])
def test_list_needs_a_constant_number_of_queries(partners, client, django_assert_max_num_queries):
    make_home()
    for number in range(partners):
        make_full(f"Place {number}")
    warm(client, LIST)

    with django_assert_max_num_queries(10):
        response = client.get(LIST)

    assert len(shown(response)) == partners


@pytest.mark.parametrize("rows", [1, 3])
def test_detail_needs_a_constant_number_of_queries(rows, client, django_assert_max_num_queries):
    make_home()
    partner = make_full("Place", rows)
    warm(client, partner.get_absolute_url())

    with django_assert_max_num_queries(15):
        response = client.get(partner.get_absolute_url())

    assert len(texts(response, "//ol[@class='timeline']/li")) == rows


def make_full(name, rows=2):
    tie = make_signed(
        name, confirmed=this_year(), latitude=52, longitude=10, time_zone="Europe/Berlin"
    )
    type(tie).objects.filter(pk=tie.pk).update(responsible_office=make_office())
    for _ in range(rows):
        tie.fields.add(make_field())
        make_agreement(partnership=tie)
        make_activity(tie, starts_on="2020", field=make_field())
        make_contact(partnership=tie)
        tie.partner.missions.add(make_mission())
    make_stage_record(partnership=tie, state="completed")
    return tie.partner


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


def test_ties_without_a_memorandum_stand_apart(cities, client):
    response = client.get(LIST)

    tables = tree(response).xpath("//div[@id='results']//table")
    names = [[a.text for a in table.xpath(".//tbody//th/a")] for table in tables]
    assert names == [["Braunschweig", "Namur", "Suwon"], ["Essen", "Gumi"]]
    assert texts(response, "//div[@id='results']//h2") == [
        "Cities with a signed memorandum",
        "Letters of intent, explorations and ties without a known agreement",
    ]


def test_home_counts_signed_cities_only(cities, client):
    make_home()

    response = client.get("/en/")

    assert texts(response, "//h2[@id='map']") == ["3 partner cities, the first since 1960"]
    assert [name.split()[0] for name in texts(response, "//ul[@class='plist']/li")] == [
        "Braunschweig",
        "Namur",
        "Suwon",
    ]


def test_last_confirmation_is_said(cities, client):
    rows = texts(client.get(LIST), "//div[@id='results']//tbody/tr")

    (braunschweig,) = [row for row in rows if row.startswith("Braunschweig")]
    assert braunschweig.endswith("Unconfirmed Last confirmed: 2016 8 of 10 Implementation")


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


def test_detail_shows_every_fact_with_its_source_and_mark(client):
    make_home()
    field = make_field(name_en="Culture")
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

    response = client.get(tie.partner.get_absolute_url())

    facts = dict(zip(texts(response, "//dl//dt"), texts(response, "//dl//dd"), strict=True))
    assert facts == {
        "Partner since": "August 2017",
        "Last confirmed": "31 May 2024" if this_year() < "2024-05-31" else facts["Last confirmed"],
        "Population": "110,939 GeoNames",
        "Area": "175.69 km²",
        "Time difference": "Bandung is 5 or 6 hours ahead",
        "Region": "Wallonia Not yet checked",
        "Official website": "namur.be Not yet checked",
        "Fields of cooperation": "Culture",
    }
    assert texts(response, "//h2[@id='agreements']/following-sibling::div[1]//tbody//th") == [
        "Letter of 2015 Signed in Bandung Not yet checked",
        "Memorandum of Understanding Not yet checked",
    ]
    assert texts(response, "//ol[@class='timeline']/li") == [
        "31 May 2024 Mural festival Festival Culture Not yet checked Source: Newspaper",
        "Date not known Visit Announced Festival",
    ]
    assert "Not fully checked" in main(response)
    assert "As of 2019" in main(response)
    assert "Embassy of Indonesia (KBRI), Brussels" in main(response)
    assert "Statute" in main(response)
    assert "Hidden" not in response.content.decode()
    assert tree(response).xpath("//nav[contains(@class, 'toc')]//@href") == [
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
    assert texts(response, "//ol[@class='stages']/li[@aria-current='step']/b") == ["Implementation"]


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
