"""Every page type in eight languages; complete catalogues."""

from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from portal import navigation
from portal.languages import LANGUAGES
from portal.models import ExternalService, Office
from sistercity.agreements import AgreementType
from sistercity.models import Benefit, ContactPerson, Partnership, RepresentativeOffice
from sistercity.stages import Stage
from tests.factories import (
    everywhere,
    make_agreement,
    make_home,
    make_news,
    make_office,
    make_partner,
    make_partnership,
    make_service,
    make_stage_guide,
)
from tests.project.reading import alternates, canonical, texts, tree

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

TAGS = {code: "zh-Hans" if code == "zh-hans" else code for code in LANGUAGES}
CATALOGUES = sorted(Path(settings.LOCALE_PATHS[0]).rglob("*.po"))


def record(make, **values):
    return make(**everywhere("name", "Name") | values).get_absolute_url


def cms_page(title):
    def path():
        (node,) = [n for n in navigation.nodes().values() if n.titles["en"].startswith(title)]
        return node.path(translation.get_language())

    return path


PAGES = {
    "home": lambda: lambda: f"/{translation.get_language()}/",
    "text": lambda: cms_page("Privacy"),
    "cooperation": lambda: lambda: reverse("sistercity:home"),
    "partners": lambda: lambda: reverse("sistercity:partners"),
    "partner": lambda: record(make_partner, **everywhere("profile", "Profile")),
    "agreements": lambda: lambda: reverse("sistercity:agreements"),
    "agreement": lambda: make_agreement(**everywhere("note", "Note")).get_absolute_url,
    "calendar": lambda: lambda: reverse("sistercity:calendar"),
    "results": lambda: lambda: reverse("sistercity:results"),
    "profile": lambda: lambda: reverse("sistercity:profile"),
    "stages": lambda: lambda: reverse("sistercity:stages"),
    "missions": lambda: lambda: reverse("sistercity:representatives"),
    "networks": lambda: lambda: reverse("sistercity:networks"),
    "reciprocity": lambda: lambda: reverse("sistercity:reciprocity"),
    "stage": lambda: make_stage_guide(**everywhere("description", "Text")).get_absolute_url,
    "offices": lambda: lambda: reverse("offices:list"),
    "office": lambda: record(make_office, **everywhere("task", "Task")),
    "services": lambda: lambda: reverse("services:list"),
    "news": lambda: lambda: reverse("news:list"),
    "news item": lambda: (
        make_news(**everywhere("title", "Title"), **everywhere("body", "Body")).get_absolute_url
    ),
}


@pytest.fixture
def city():
    home = make_home()
    partnership = make_partnership(partner=make_partner(latitude=52, longitude=10))
    make_agreement(partnership=partnership)
    make_service()
    make_news()
    return home


@pytest.mark.parametrize("kind", PAGES)
def test_page_in_every_language(kind, city, client):
    path = PAGES[kind]()
    paths = {}
    for code in LANGUAGES:
        with translation.override(code):
            paths[code] = path()
    expected = {TAGS[code]: path for code, path in paths.items()} | {"x-default": paths["en"]}

    for code, path in paths.items():
        response = client.get(path)
        root = tree(response)

        assert (response.status_code, response["Content-Language"]) == (200, TAGS[code])
        assert (root.get("lang"), root.get("dir")) == (TAGS[code], "rtl" if code == "ar" else "ltr")
        assert [heading != "" for heading in texts(response, "//h1")] == [True]
        assert alternates(response) == expected
        assert canonical(response) == [path]
        assert texts(response, "//head/title") != [""]


@pytest.mark.parametrize("kind", ["partners", "home", "offices"])
def test_frame_is_in_the_reader_s_language(kind, city, client):
    path = PAGES[kind]()
    words = {}
    for code in LANGUAGES:
        with translation.override(code):
            words[code] = texts(client.get(path()), "//a[@class='skip']")

    with translation.override("ar"):
        assert words["ar"] == [translation.gettext("Skip to main content")]
    assert len({word for (word,) in words.values()}) == len(LANGUAGES)


def test_language_menu_offers_every_language_in_its_own_name(client):
    links = tree(client.get("/en/")).xpath("//ul[@id='langs']//a")

    assert [(a.get("lang"), a.get("hreflang")) for a in links] == [
        (tag, tag) for tag in TAGS.values()
    ]
    assert [a.text.strip() for a in links] == [language.name for language in LANGUAGES.values()]
    assert [a.get("lang") for a in links if a.get("aria-current")] == ["en"]


def test_unknown_language_is_not_found(client):
    assert client.get("/fr/cooperation/").status_code == 404


def test_no_cookie_is_set_for_a_language(client):
    assert client.get("/de/").cookies == {}


def test_numbers_and_dates_follow_the_reader(client):
    partner = make_partner(population=1234567, **everywhere("name", "Place"))
    make_partnership(partner=partner, since="1960-05-24")
    shown = {}
    for code in LANGUAGES:
        with translation.override(code):
            response = client.get(partner.get_absolute_url())
        facts = texts(response, "//dl[@class='facts']//dd")
        shown[code] = (facts[0], facts[1])

    assert shown == {
        "id": ("24 Mei 1960", "1.234.567"),
        "en": ("24 May 1960", "1,234,567"),
        "de": ("24. Mai 1960", "1.234.567"),
        "ko": ("1960년 5월 24일", "1,234,567"),
        "zh-hans": ("1960年5月24日", "1,234,567"),
        "ms": ("24 Mei 1960", "1,234,567"),
        "ja": ("1960年5月24日", "1,234,567"),
        "ar": ("24 مايو 1960", "1,234,567"),
    }


def test_catalogues_are_complete():
    call_command("compilecatalogues", check=True)


def test_there_is_a_catalogue_for_every_language_but_english():
    assert {path.parent.parent.name for path in CATALOGUES} == {
        "ar", "de", "id", "ja", "ko", "ms", "zh_Hans",
    }  # fmt: skip


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_catalogue_has_nothing_fuzzy_or_obsolete(path):
    catalogue = polib.pofile(str(path))

    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_catalogues_have_the_same_messages():
    messages = {
        path.parent.parent.name: {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path))}
        for path in CATALOGUES
    }

    assert {locale: found ^ messages["de"] for locale, found in messages.items()} == {
        locale: set() for locale in messages
    }


@pytest.mark.parametrize(
    "language, on_the_web, postal, stage, document",
    [
        ("en", "address", "address", "Letter of Intent", "Letter of Intent"),
        (
            "de", "Webadresse", "Anschrift",
            "Unterzeichnung der Absichtserklärung (LoI)", "Absichtserklärung (LoI)",
        ),
        ("ja", "ウェブアドレス", "住所", "意向書（LoI）の署名", "意向書（LoI）"),
    ],
)  # fmt: skip
def test_words_of_several_meanings(language, on_the_web, postal, stage, document):
    with translation.override(language):
        assert str(Office._meta.get_field("slug").verbose_name) == on_the_web
        assert str(ExternalService._meta.get_field("url").verbose_name) == on_the_web
        assert str(Office._meta.get_field("address").verbose_name) == postal
        for model in (RepresentativeOffice, ContactPerson):
            assert str(model._meta.get_field("address").verbose_name) == postal
        assert str(Benefit._meta.get_field("slug").verbose_name) == on_the_web
        assert Stage.LETTER_OF_INTENT.label == stage
        assert AgreementType.LOI.label == document


def test_status_and_document_of_a_letter_of_intent_are_told_apart():
    with translation.override("ko"):
        assert Partnership.Status.INTENT.label == "의향서(LoI) 체결"
        assert AgreementType.LOI.label == "의향서(LoI)"
