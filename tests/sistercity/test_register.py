"""The register of agreements and the page of each."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from portal.languages import LANGUAGES
from portal.models import City, SearchEntry
from sistercity.models import Agreement, Partner
from tests.factories import (
    everywhere,
    make_activity,
    make_agreement,
    make_commitment,
    make_field,
    make_file,
    make_home,
    make_office,
    make_partner,
    make_partnership,
    make_signatory,
)
from tests.project.reading import main, structured, texts, tree

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

LIST = "/en/cooperation/agreements/"
DRAFT = {"state": "draft", "published_at": None}
BY_AGE = ["Suwon 1997-08-27", "Essen 2017-01", "Namur 2017-10", "Namur 2020", "Gumi 2020-05"]


def make(name, signed_on, country="DE", field=None, **values):
    partner = Partner.objects.filter(name_en=name).first() or make_partner(
        name_en=name, country=country, slug=name.lower()
    )
    tie = partner.partnerships.first() or make_partnership(partner=partner)
    agreement = make_agreement(
        partnership=tie, signed_on=signed_on, title_en=f"{name} {signed_on}", **values
    )
    if field:
        agreement.fields.add(field)
    return agreement


def shown(response):
    return texts(response, "//div[@id='results']//tbody//th/a")


def counted(response):
    return texts(response, "//*[@role='status']/strong")


@pytest.fixture
def agreements():
    culture, trade = make_field(code="culture"), make_field(code="trade")
    far = f"{timezone.localdate().year + 5}-04-22"
    old = make("Namur", "2017-10", "BE", culture, term="fixed", expires_on="2019")
    make("Namur", "2020", "BE", trade, replaces=old)
    make("Suwon", "1997-08-27", "KR", trade, term="indefinite")
    make("Gumi", "2020-05", "KR", None, type="loi")
    make("Essen", "2017-01", "DE", culture, term="fixed", expires_on=far)
    make("Essen", None, "DE", None, type="plan_of_action")


@pytest.mark.parametrize(
    "path, columns",
    [
        (
            "/en/cooperation/agreements/",
            ["Agreement", "Partner", "Signed", "Valid until", "Status"],
        ),
        ("/en/cooperation/partners/namur/", ["Agreement", "Signed", "Valid until", "Status"]),
    ],
)
def test_tables_of_agreements_have_a_cell_under_each_head(path, columns, client):
    make("Namur", "2017-10")

    (table,) = tree(client.get(path)).xpath("//table[thead/tr/th[1] = 'Agreement']")

    assert table.xpath("thead/tr/th/text()") == columns
    assert table.xpath("tbody/tr/td/@data-label") == columns[1:]


@pytest.mark.parametrize(
    "query, names",
    [
        ("", [*reversed(BY_AGE), "Essen None"]),
        ("?sort=oldest", [*BY_AGE, "Essen None"]),
        ("?sort=ends&country=BE", ["Namur 2017-10", "Namur 2020"]),
        ("?sort=partner&year=2017", ["Essen 2017-01", "Namur 2017-10"]),
        ("?partner=namur", ["Namur 2020", "Namur 2017-10"]),
        ("?country=KR", ["Gumi 2020-05", "Suwon 1997-08-27"]),
        ("?type=loi", ["Gumi 2020-05"]),
        ("?status=replaced", ["Namur 2017-10"]),
        ("?status=in_force", ["Essen 2017-01", "Suwon 1997-08-27"]),
        ("?status=validity_not_known", ["Gumi 2020-05", "Namur 2020"]),
        ("?status=draft", ["Essen None"]),
        ("?field=culture", ["Namur 2017-10", "Essen 2017-01"]),
        ("?year=2020", ["Gumi 2020-05", "Namur 2020"]),
        ("?country=KR&field=trade", ["Suwon 1997-08-27"]),
        ("?country=KR&field=culture", []),
        ("?unknown=1&type=loi", ["Gumi 2020-05"]),
    ],
)  # fmt: skip
def test_filters_and_orders(query, names, agreements, client):
    response = client.get(LIST + query)

    assert (response.status_code, shown(response)) == (200, names)
    assert counted(response) == [f"{len(names)} agreement{'' if len(names) == 1 else 's'}"]


@pytest.mark.parametrize("name", ["partner", "country", "type", "status", "field", "year", "sort"])
@pytest.mark.parametrize("value", ["XX", "'; DROP TABLE", "<script>alert(1)</script>"])
def test_unknown_value_is_named_at_its_field_and_filters_nothing(name, value, agreements, client):
    response = client.get(LIST, {name: value})

    assert response.status_code == 400
    assert [p.get("id") for p in tree(response).xpath("//p[@class='msg']")] == [f"id_{name}-error"]
    assert len(shown(response)) == 6
    assert "<script>alert" not in response.content.decode()


def test_filters_offer_only_what_there_is(agreements, client):
    make("Hidden", "1888", "JP", make_field(code="secret"), **DRAFT)
    root = tree(client.get(LIST))
    offered = {
        name: root.xpath(f"//select[@name='{name}']/option[@value!='']/@value")
        for name in ("partner", "country", "type", "status", "field", "year")
    }

    assert offered == {
        "partner": ["essen", "gumi", "namur", "suwon"],
        "country": ["BE", "DE", "KR"],
        "type": ["loi", "mou", "plan_of_action"],
        "status": ["draft", "in_force", "validity_not_known", "replaced"],
        "field": ["culture", "trade"],
        "year": ["2020", "2017", "1997"],
    }


def test_form_works_without_script_and_htmx_takes_the_same_page(agreements, client):
    root = tree(client.get(LIST + "?country=KR"))
    (form,) = root.xpath("//form[@id='agreement-filters']")

    assert (form.get("method", "get"), form.get("action")) == ("get", None)
    assert (form.get("data-hx-get"), form.get("data-hx-select")) == (LIST, "#results")
    assert form.xpath(".//button[@type='submit']")
    assert form.xpath(".//p/a/@href") == [LIST]


def test_second_page_holds_the_rest(client):
    tie = make_partnership()
    for number in range(49):
        make_agreement(partnership=tie, title_en=f"No. {number:02}", signed_on=f"{1950 + number}")

    first, second = client.get(LIST), client.get(LIST + "?page=2")

    assert (len(shown(first)), shown(second)) == (48, ["No. 00"])
    assert counted(first) == counted(second) == ["49 agreements"]
    assert client.get(LIST + "?page=3").status_code == 404


def hidden():
    make_agreement(title_en="Hidden draft", **DRAFT)
    secret = make_partnership(partner=make_partner(name_en="Hidden city", **DRAFT))
    make_agreement(partnership=secret, title_en="Hidden partner's")
    training = make_partnership(
        partner=make_partner(training=True, name_en="Hidden exercise", **DRAFT)
    )
    make_agreement(partnership=training, title_en="Hidden training")


def test_drafts_and_what_belongs_to_hidden_partners_is_not_listed(client):
    hidden()

    response = client.get(LIST)

    assert (counted(response), "Hidden" in response.content.decode()) == (["0 agreements"], False)
    assert {client.get(a.get_absolute_url()).status_code for a in Agreement.objects.all()} == {404}
    assert b"/agreements/agreement-" not in client.get("/sitemap.xml").content
    assert not SearchEntry.objects.filter(kind="sistercity.agreement").exists()


def test_editor_sees_drafts_marked_and_uncounted_but_no_training_data(client, editor):
    hidden()
    client.force_login(editor)

    response = client.get(LIST)

    assert sorted(shown(response)) == ["Hidden draft", "Hidden partner's"]
    assert counted(response) == ["1 agreement"]


def test_public_agreement_is_in_sitemap_and_search_at_its_own_page(client):
    agreement = make("Namur", "2017")

    assert (
        f"http://testserver{agreement.get_absolute_url()}"
        in client.get("/sitemap.xml").content.decode()
    )
    hits = texts(client.get("/en/search/?q=Namur+2017&kind=sistercity.agreement"), "//main//h3/a")
    assert hits == ["Namur 2017"]


def test_search_forgets_the_agreement_when_its_partner_is_withdrawn():
    agreement = make("Namur", "2017")
    found = SearchEntry.objects.filter(kind="sistercity.agreement", object_id=agreement.pk)
    assert found.exists()

    partner = agreement.partner()
    partner.state = "archived"
    partner.save()

    assert not found.exists()


def warm(client, path):
    for _ in range(2):
        client.get(path)
    City.objects.update(official_domain="example.org")


def make_full(number):
    tie = make_partnership(responsible_office=make_office())
    agreement = make_agreement(partnership=tie, signed_on=f"{1900 + number % 100}")
    make_agreement(partnership=tie, replaces=agreement)
    agreement.fields.add(make_field(), make_field())
    for side in ("ours", "theirs"):
        make_signatory(agreement=agreement, side=side)
    activity = make_activity(tie, agreement=agreement, starts_on="2020")
    make_commitment(agreement=agreement, field=make_field()).activities.add(activity)
    make_file(partnership=tie, agreement=agreement, public=True)
    return agreement


@pytest.mark.parametrize("number", [1, 3])
def test_register_needs_a_constant_number_of_queries(number, client, django_assert_max_num_queries):
    make_home()
    for n in range(number):
        make_full(n)
    warm(client, LIST)

    with django_assert_max_num_queries(8):
        response = client.get(LIST)

    assert len(shown(response)) == 2 * number


@pytest.mark.parametrize("rows", [1, 3])
def test_page_needs_a_constant_number_of_queries(rows, client, django_assert_max_num_queries):
    make_home()
    agreement = make_full(0)
    for n in range(rows - 1):
        make_commitment(agreement=agreement, field=make_field())
        make_agreement(partnership=agreement.partnership, signed_on=f"{1910 + n}")
    warm(client, agreement.get_absolute_url())

    with django_assert_max_num_queries(14):
        response = client.get(agreement.get_absolute_url())

    assert len(texts(response, "//table[@aria-labelledby='commitments']/tbody/tr")) == rows


def test_page_shows_everything_with_its_marks(client):
    make_home()
    field = make_field(name_en="Smart city", code="smart")
    old = make("Namur", "2017-10-09", "BE", field, number="12/2017", term="fixed",
        expires_on="2019-10", notice_months=6, place_en="Town Hall",
        authentic_languages=["id", "fr"],
        confidence="partly_verified", effective_on="2017-11", note_en="Signed by both mayors.",
        sources=[{"title": "Newspaper", "url": "https://example.org/"}], as_of="2018",
    )  # fmt: skip
    new = make("Namur", "2020", replaces=old)
    make_signatory(agreement=old, side="theirs", name="Theirs", position_en="Mayor of Namur")
    make_signatory(agreement=old, side="ours", name="Ours")
    activity = make_activity(old.partnership, title_en="Mural", starts_on="2018-05", agreement=old)
    make_activity(old.partnership, title_en="Hidden visit", agreement=old, **DRAFT)
    promised = make_commitment(
        agreement=old, text_en="Paint a wall", field=field, due_on="2019-01", state="done"
    )
    promised.activities.add(activity)
    text = make_file(
        partnership=old.partnership, agreement=old, public=True, language="fr", title="Texte"
    )
    make_file(partnership=old.partnership, agreement=old, title="Hidden file")

    response = client.get(old.get_absolute_url())

    assert texts(response, "//h1") == ["Namur 2017-10-09"]
    facts = zip(texts(response, "//dl//dt"), texts(response, "//dl//dd"), strict=True)
    assert dict(facts) == {
        "Number": "12/2017",
        "Signed": "9 October 2017",
        "Place of signing": "Town Hall",
        "In force from": "November 2017",
        "Valid until": "October 2019",
        "Term": "Fixed",
        "Authentic languages": "Indonesian, French",
        "Fields of cooperation": "Smart city",
    }
    assert "Replaced: Bandung and Namur have signed a newer agreement." in main(response)
    assert texts(response, "//h2[@id='signatories']/following-sibling::div[1]/div") == [
        "For Bandung Ours",
        "For Namur Theirs Mayor of Namur",
    ]
    links = tree(response).xpath("//h2[@id='chain']/following-sibling::ol[1]//a/@href")
    assert links == [new.get_absolute_url()]
    assert texts(response, "//table[@aria-labelledby='commitments']/tbody/tr") == [
        "Paint a wall Smart city January 2019 Done Mural May 2018"
    ]
    assert texts(response, "//h2[@id='activities']/following-sibling::ul[1]/li") == [
        "Mural May 2018"
    ]
    assert texts(response, "//h2[@id='texts']") == ["Texts of the agreement"]
    files = "//h2[@id='texts']/following-sibling::div[1]/table[@aria-labelledby='texts']/tbody/tr"
    (link,) = tree(response).xpath(f"{files}/th/a")
    assert (link.get("href"), link.get("hreflang")) == (text.get_absolute_url(), "fr")
    assert texts(response, f"{files}/th/a") == ["Texte"]
    assert texts(response, f"{files}/td[@data-label='Language']") == ["French"]
    assert texts(response, "//*[@class='tag line']") == ["Not fully checked", "Not fully checked"]
    assert "Hidden" not in response.content.decode()
    # Where the activity is told on the partner's page.
    assert tree(client.get(old.partner().get_absolute_url())).xpath(
        f"//li[@id='activity-{activity.slug}']"
    )


def test_structured_data_holds_only_what_is_known_to_the_day(client):
    make_home()
    agreement = make("Namur", "2017-10-09", term="fixed", expires_on="2019-10", number="12")

    (data,) = structured(client.get(agreement.get_absolute_url()))

    url = f"http://testserver{agreement.get_absolute_url()}"
    assert data == {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": url,
        "name": "Namur 2017-10-09 – Namur",
        "inLanguage": "en",
        "mainEntity": {
            "@type": "CreativeWork",
            "name": "Namur 2017-10-09 – Namur",
            "genre": "Memorandum of Understanding",
            "url": url,
            "about": [{"@type": "Place", "name": "Bandung"}, {"@type": "Place", "name": "Namur"}],
            "identifier": "12",
            "dateCreated": "2017-10-09",
        },
    }


def test_hostile_text_is_escaped(client):
    hostile = "</script><img src=x onerror=alert(1)>"
    agreement = make("Namur", "2017")
    Agreement.objects.update(title_en=hostile, note_en=hostile, number=hostile, place_en=hostile)
    make_signatory(agreement=agreement, name=hostile, position_en=hostile)
    make_commitment(agreement=agreement, text_en=hostile)

    for path in (LIST, agreement.get_absolute_url()):
        response = client.get(path)
        assert tree(response).xpath("//img[@onerror]") == []
        assert "alert(1)" in response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentence_names_both_sides_in_every_language(language, client):
    city = make_home()
    agreement = make("Namur", "2017", term="fixed", expires_on="2099-04-22")
    with translation.override(language):
        response = client.get(agreement.get_absolute_url())

    (sentence,) = texts(response, "//main//p/strong")
    assert re.search(rf"{city.name}.*Namur.*2099", sentence)
    in_english = "In force: it binds Bandung and Namur until 22 April 2099."
    assert (sentence == in_english) == (language == "en")


def test_title_of_another_language_is_marked(client):
    make_agreement(**everywhere("note", "Note"), title_en="Title")
    with translation.override("ar"):
        response = client.get(reverse("sistercity:agreements"))

    (span,) = tree(response).xpath("//tbody//th/a/span")
    assert (span.get("lang"), span.get("dir"), span.text) == ("en", "ltr", "Title")
