"""The demo city: loaded twice without harm, and true to its sources."""

import json
import re
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from cms.models import Page, PageContent, Placeholder
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone, translation
from djangocms_versioning.models import Version

from portal.content import content_models
from portal.languages import LANGUAGES
from portal.management.commands import clean_feedback
from portal.models import ExternalService, Office, Role, RoleAssignment, Sourced, User
from sistercity import proposals
from sistercity.models import Activity, Agreement, ContactPerson, Partner, RepresentativeOffice

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(ROOT.glob("*/demo/*.json"))


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Loaded once for this module, and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


def load_again():
    call_command("demo", stdout=StringIO())


def counts():
    models = [m for m in apps.get_models() if m._meta.app_label in ("portal", "sistercity")]
    models += [Page, PageContent, Placeholder, Version]
    return {model.__name__: model._base_manager.count() for model in models}


def english(key):
    page = Page.objects.get(reverse_id=key)
    return Version.objects.get_for_content(PageContent.objects.get(page=page, language="en"))


def test_loading_twice_makes_nothing_twice(demo):
    before, accounts = counts(), list(User.objects.values_list("username", "password"))

    load_again()

    assert counts() == before
    assert before["Partner"] == 17
    assert list(User.objects.values_list("username", "password")) == accounts


def test_an_editor_s_change_to_a_record_survives(demo):
    partner = Partner.objects.get(slug="namur")
    partner.profile_en, partner.state = "An editor's words.", "archived"
    partner.save()
    history = partner.history.count()

    load_again()

    partner.refresh_from_db()
    assert (partner.profile_en, partner.state) == ("An editor's words.", "archived")
    assert partner.history.count() == history


def test_an_editor_s_open_draft_of_a_page_survives_and_nothing_is_republished(demo, editor):
    published = english("about")
    draft = published.copy(editor)
    PageContent.admin_manager.filter(pk=draft.content.pk).update(title="An editor's draft")
    versions = list(Version.objects.order_by("pk").values_list("pk", "state", "modified"))

    load_again()

    assert list(Version.objects.order_by("pk").values_list("pk", "state", "modified")) == versions
    assert PageContent.admin_manager.get(pk=draft.content.pk).title == "An editor's draft"
    assert english("about").pk == published.pk


def test_a_page_taken_down_stays_down(demo, editor):
    english("faq").unpublish(editor)

    load_again()

    page = Page.objects.get(reverse_id="faq")
    assert not PageContent.objects.filter(page=page, language="en").exists()


def test_a_renamed_page_is_not_made_again(demo):
    Page.objects.filter(reverse_id="faq").update(is_home=False)
    before = Page.objects.count()

    load_again()

    assert Page.objects.count() == before


def sourced():
    return [model for model in content_models() if issubclass(model, Sourced)]


def test_every_record_has_a_source_or_a_mark(demo):
    bare = [
        f"{type(record).__name__} {record.slug}"
        for model in sourced()
        for record in model.objects.all()
        if not record.sources and not record.caution
    ]
    assert bare == []


def test_nothing_unchecked_is_stated_as_a_fact(demo):
    """Agreements, activities and their dates are public only if a source was read."""
    for model in (Agreement, Activity):
        found = Counter(model.objects.published().values_list("confidence", flat=True))
        assert set(found) <= {"verified", "partly_verified", "computed"}
        assert found.total() > 0


def test_figures_of_partners_have_a_source(demo):
    partners = Partner.objects.published()
    assert [p.slug for p in partners if p.population and not p.population_source] == []
    assert [
        p.slug
        for p in partners
        if p.area_km2 and (p.confidence != "verified" or "area_km2" in p.not_checked)
    ] == []
    assert partners.filter(area_km2__isnull=False).exists()


def test_what_is_not_checked_is_marked_in_the_data(demo):
    fields = {field.name for field in Partner._meta.get_fields()}
    unknown = {name for partner in Partner.objects.all() for name in partner.not_checked} - fields

    assert unknown == set()
    assert {m.caution for m in RepresentativeOffice.objects.filter(sources=[])} <= {
        "Not yet checked"
    }


def test_ties_no_source_confirms_are_left_out(demo):
    slugs = set(Partner.objects.values_list("slug", flat=True))

    assert slugs & {"cebu-city", "cebu", "bari"} == set()
    assert "braunschweig" in slugs


def test_no_partner_is_active_without_recent_evidence(demo):
    today = timezone.localdate()
    for partner in Partner.objects.for_list().published():
        tie = partner.partnership
        if tie.status(today) == "active":
            assert (today - tie.confirmed.latest).days <= 3 * 366, partner.slug


def test_every_service_can_be_reached(demo):
    services = ExternalService.objects.all()

    assert [s.slug for s in services if not (s.url or s.phone)] == []
    assert services.count() == len(json.loads((ROOT / "portal/demo/services.json").read_text()))


def test_no_person_is_named(demo):
    assert list(ContactPerson.objects.exclude(name="")) == []
    assert ContactPerson.objects.filter(public=True).exists()


def test_offices_have_a_parent_that_is_public(demo):
    assert [o.slug for o in Office.objects.published() if o.parent and not o.parent.is_public] == []


def test_account_is_kept_in_a_file_for_its_owner_only(demo, settings):
    path = settings.VAR_DIR / "demo-accounts.txt"

    lines = [line.split("\t") for line in path.read_text().splitlines()]
    assert path.stat().st_mode & 0o777 == 0o600
    latest = {email: password for _name, email, password in lines}
    assert [
        email
        for email, password in latest.items()
        if len(password) < 12 or not User.objects.get(email=email).check_password(password)
    ] == []
    assert len({password for _name, _email, password in lines}) == len(lines)
    assert lines[0][0] == "administrator"


def test_every_role_has_an_account_that_may_open_the_admin(demo):
    accounts = User.objects.filter(role_assignments__isnull=False).distinct()

    assert {held.role for held in RoleAssignment.objects.all()} == set(Role)
    assert {(user.is_staff, user.is_superuser) for user in accounts} == {(True, False)}
    assert accounts.count() == len(Role)


def texts(value, path=""):
    """(path, {language: text}) of every translated text in a file."""
    if isinstance(value, dict) and set(value) & set(LANGUAGES):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            name = (
                inner.get("slug") or inner.get("key") or number
                if isinstance(inner, dict)
                else number
            )
            yield from texts(inner, f"{path}[{name}]")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_file_has_every_text_in_eight_languages(path):
    found = list(texts(json.loads(path.read_text())))

    incomplete = [
        f"{where}: {sorted(set(LANGUAGES) - {code for code, text in text.items() if text})}"
        for where, text in found
        if any(text.values()) and {code for code, value in text.items() if value} != set(LANGUAGES)
    ]
    assert found != []
    assert incomplete == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_lists_have_as_many_lines_in_every_language(path):
    uneven = [
        where
        for where, text in texts(json.loads(path.read_text()))
        if len({value.count("\n") for value in text.values()}) > 1
    ]
    assert uneven == []


COUNTRIES = [{"CN", "JP", "KR", "MY", "PH"}, {"AU"}, {"BE", "DE"}, {"US"}, {"EC"}]
CONTINENTS = {
    "en": ["Asia", "Australia", "Europe", "North America", "South America"],
    "id": ["Asia", "Australia", "Eropa", "Amerika Utara", "Amerika Selatan"],
    "de": ["Asien", "Australien", "Europa", "Nordamerika", "Südamerika"],
    "ko": ["아시아", "호주", "유럽", "북미", "남미"],
    "zh-hans": ["亚洲", "澳大利亚", "欧洲", "北美洲", "南美洲"],
    "ms": ["Asia", "Australia", "Eropah", "Amerika Utara", "Amerika Selatan"],
    "ja": ["アジア", "オーストラリア", "ヨーロッパ", "北米", "南米"],
    "ar": ["آسيا", "أستراليا", "أوروبا", "أمريكا الشمالية", "أمريكا الجنوبية"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_home_names_the_continents_of_the_partners(language):
    partners = json.loads((ROOT / "sistercity/demo/partners.json").read_text())
    (home,) = [
        page
        for page in json.loads((ROOT / "portal/demo/pages.json").read_text())
        if page["template"] == "cms/home.html"
    ]
    sentence = home["body"][language]

    countries = {partner["country"] for partner in partners}
    assert countries <= set().union(*COUNTRIES)
    assert [name in sentence for name in CONTINENTS[language]] == [
        bool(some & countries) for some in COUNTRIES
    ]


def privacy(language):
    pages = json.loads((ROOT / "portal/demo/pages.json").read_text())
    (body,) = [page["body"][language] for page in pages if page["key"] == "privacy"]
    return body


@pytest.mark.parametrize("language", LANGUAGES)
def test_privacy_tells_what_becomes_of_a_proposal(language):
    body = privacy(language)
    with translation.override(language):
        form = translation.gettext("Propose a cooperation")

    (section,) = [part for part in body.split("<h2>") if form in part]
    seen, kept, erased = re.findall("<li>(.*?)</li>", section)
    assert re.findall("[0-9]+", kept) == [str(proposals.KEPT.days * 12 // 365)]
    assert 'href="page:offices"' in erased
    assert seen and body.index(section) < body.index("UU 27/2022")


@pytest.mark.parametrize("language", LANGUAGES)
def test_privacy_tells_what_becomes_of_feedback(language):
    body = privacy(language)
    with translation.override(language):
        clear, problem = map(translation.gettext, ["Is this page clear?", "Report a problem"])

    (section,) = [part for part in body.split("</h2>") if clear in part]
    text = section.partition("<h2>")[0]
    assert problem in text
    assert re.findall("[0-9]+", text) == [str(clean_feedback.KEPT.days * 12 // 365)]


def test_only_a_form_sets_a_cookie(demo, client):
    """As the privacy page says."""
    read = ["/en/", "/en/privacy/", "/en/cooperation/", "/en/cooperation/partners/"]

    assert [name for path in read for name in client.get(path).cookies] == []
    assert list(client.get("/en/cooperation/propose/").cookies) == ["csrftoken"]
