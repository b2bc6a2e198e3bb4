"""Every admin page opens, lists without a query per row and refuses an outdated form."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal import translating
from portal.admin import TranslatedAdmin
from portal.content import content_models
from portal.forms import LockedForm
from portal.languages import LANGUAGES
from portal.models import (
    AlertBanner,
    City,
    CityFact,
    ExternalService,
    LegalBasis,
    NewsItem,
    Office,
    PageFeedback,
    Picture,
    Redirect,
    RoleAssignment,
    SearchQuery,
    TranslationState,
    User,
)
from sistercity.models import (
    Activity,
    Agreement,
    Attendance,
    Benefit,
    Commitment,
    ContactPerson,
    CooperationField,
    Document,
    Evaluation,
    JointCommittee,
    NetworkMembership,
    Partner,
    Partnership,
    Proposal,
    ReciprocityCheck,
    RepresentativeOffice,
    Signatory,
    StageGuide,
    StageRecord,
    YearlyGoal,
)
from sistercity.stages import Stage
from tests import factories
from tests.project.reading import texts, tree

pytestmark = pytest.mark.django_db


def make_guide():
    stage = list(Stage)[StageGuide.objects.count()]
    return factories.make_stage_guide(stage=stage, slug=stage.slug)


def make_office():
    return factories.make_office(parent=factories.make_office())


def make_partnership():
    tie = factories.make_partnership(responsible_office=factories.make_office())
    factories.make_agreement(partnership=tie)
    factories.make_stage_record(partnership=tie)
    factories.make_contact(partnership=tie)
    factories.make_activity(tie)
    return tie


MAKE = {
    AlertBanner: factories.make_alert,
    City: factories.make_home,
    CityFact: factories.make_city_fact,
    ExternalService: factories.make_service,
    LegalBasis: factories.make_legal_basis,
    NewsItem: factories.make_news,
    Office: make_office,
    Picture: factories.make_picture,
    Activity: factories.make_activity,
    Agreement: factories.make_agreement,
    Benefit: factories.make_benefit,
    Commitment: factories.make_commitment,
    ContactPerson: factories.make_contact,
    CooperationField: factories.make_field,
    Evaluation: factories.make_evaluation,
    JointCommittee: factories.make_committee,
    NetworkMembership: factories.make_network,
    Partner: factories.make_partner,
    Partnership: make_partnership,
    ReciprocityCheck: factories.make_reciprocity,
    RepresentativeOffice: factories.make_mission,
    Signatory: factories.make_signatory,
    StageGuide: make_guide,
    StageRecord: factories.make_stage_record,
    YearlyGoal: factories.make_goal,
}

# Records without translated texts; their admin is tested with their subject.
UNTRANSLATED = {
    Attendance: factories.make_attendance,
    Document: factories.make_file,
    PageFeedback: factories.make_feedback,
    Proposal: factories.make_proposal,
    Redirect: factories.make_redirect,
}


def make(model):
    """A record with every source text, as the forms require it."""
    record = MAKE[model]()
    source = {translating.column(f, "id"): "Teks" for f in translating.translated_fields(model)}
    model.objects.filter(pk=record.pk).update(**source)
    record.refresh_from_db()
    return record


SEVERAL = [model for model in MAKE if model is not City]
BY_NAME = {"ids": lambda model: model.__name__}


def ours():
    return {
        model for model in admin.site._registry if model._meta.app_label in ("portal", "sistercity")
    }


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def form_values(response):
    """What a browser would send of the form as it was opened, inlines included."""
    (form,) = tree(response).xpath("//form[contains(@id, '_form')]")
    empty = form.xpath(".//input[@name][not(@value)][not(@type='checkbox' or @type='radio')]/@name")
    values = {name: [""] for name in empty}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return values


def source_column(values):
    """Of the record itself, not of the rows beside it."""
    return next(name for name in values if name.endswith("_ind") and "-" not in name)


def list_queries(client, model, make):
    """Queries of the warm list with one, two and three rows, each of them shown."""
    url = page(model, "changelist")
    for _ in range(2):  # the first requests read the addresses of the CMS and its user's settings
        client.get(url)
    for _row in range(3):
        make()
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        assert len(texts(response, "//table[@id='result_list']/tbody/tr")) == model.objects.count()
        yield len(queries)


def test_every_content_model_has_an_admin():
    assert [model for model in content_models() if model not in ours()] == []


def test_every_admin_of_ours_is_tested():
    assert ours() == {*MAKE, *UNTRANSLATED, RoleAssignment, SearchQuery, TranslationState, User}


def test_every_admin_of_ours_locks_its_form():
    unlocked = ours() - {User, SearchQuery, TranslationState}  # accounts, and what nobody types
    assert [
        model for model in unlocked if not issubclass(admin.site._registry[model].form, LockedForm)
    ] == []


@pytest.mark.any_database
@pytest.mark.parametrize("model", SEVERAL, **BY_NAME)
def test_list_queries_do_not_grow(model, admin_client):
    one, _two, three = list_queries(admin_client, model, MAKE[model])

    assert one == three


@pytest.mark.any_database
@pytest.mark.parametrize("model", UNTRANSLATED, **BY_NAME)
def test_list_queries_without_translations_do_not_grow(model, admin_client):
    def record():
        values = {"office": factories.make_office()} if model is PageFeedback else {}
        UNTRANSLATED[model](**values)

    one, _two, three = list_queries(admin_client, model, record)

    assert one == three


@pytest.mark.any_database
@pytest.mark.parametrize("model", UNTRANSLATED, **BY_NAME)
def test_outdated_form_without_translations_is_refused(model, admin_client):
    record = UNTRANSLATED[model]()
    url = page(model, "change", record.pk)
    values = form_values(admin_client.get(url))
    other = {"participants": 9} if model is Attendance else {"version": 9}
    model.objects.filter(pk=record.pk).update(**other)

    response = admin_client.post(url, values)

    (error,) = response.context["adminform"].form.non_field_errors()
    assert error.startswith("Somebody else has saved this record")


@pytest.mark.parametrize("model", UNTRANSLATED, **BY_NAME)
def test_versions_without_translations_are_compared(model, admin_client):
    record = UNTRANSLATED[model]()
    (kept,) = record.history.all()

    compared = admin_client.get(page(model, "compare", record.pk))

    assert (compared.status_code, compared.context["new"]) == (200, kept)


@pytest.mark.any_database
def test_list_of_translation_states_queries_do_not_grow(admin_client):
    def make():
        office = factories.make_office(name_ind="Kantor", name_de="Amt")
        translating.confirm(office, fields=["name"], language="de", state="current")

    one, _two, three = list_queries(admin_client, TranslationState, make)

    assert one == three


@pytest.mark.parametrize("model", MAKE, **BY_NAME)
def test_pages_open_in_both_languages_of_the_admin(model, admin_client):
    record = make(model)
    pages = [page(model, "change", record.pk), page(model, "history", record.pk)]
    pages += [page(model, "changelist")] + [page(model, "add")] * (model in SEVERAL)

    found = {url: admin_client.get(url, headers={"accept-language": "id"}) for url in pages}
    english = admin_client.get(pages[0], headers={"accept-language": "en"})

    assert {url: answer.status_code for url, answer in found.items()} == dict.fromkeys(pages, 200)
    assert {tree(answer).get("lang") for answer in found.values()} == {"id"}
    assert tree(english).get("lang") == "en"
    change, history = found[pages[0]], found[pages[1]]
    assert change.context["original"] == record
    assert len(texts(history, "//table[@id='change-history']/tbody/tr")) == record.history.count()


def text_columns(response):
    """Languages of the translated columns in the form."""
    names = response.context["adminform"].form.fields
    suffixes = {"ind" if code == "id" else code.replace("-", "_"): code for code in LANGUAGES}
    model = type(response.context["adminform"].form.instance)
    return {
        code
        for field in translating.translated_fields(model)
        for suffix, code in suffixes.items()
        if f"{field}_{suffix}" in names
    }


@pytest.mark.any_database
@pytest.mark.parametrize("model", MAKE, **BY_NAME)
def test_form_shows_the_source_and_one_chosen_language(model, admin_client):
    url = page(model, "change", make(model).pk)

    shown = {
        code: text_columns(admin_client.get(f"{url}?language={code}")) for code in ("ar", "xx")
    }

    assert shown == {"ar": {"id", "ar"}, "xx": {"id", "en"}}


def content_of(model, pk):
    """Every column and list; values() would leave out the translated columns.

    A text that is not there is stored as null by code and as nothing by a form.
    """
    record = model._base_manager.get(pk=pk)
    ignored = {"version", "updated_at", "modified_at"}
    columns = {f.attname: f.value_from_object(record) for f in model._meta.concrete_fields}
    for field in translating.translated_fields(model):
        columns |= {
            translating.column(field, c): translating.own(record, field, c) for c in LANGUAGES
        }
    lists = {
        f.name: {row.pk for row in f.value_from_object(record)} for f in model._meta.many_to_many
    }
    ignored |= set(translating.translated_fields(model))
    return {name: value for name, value in columns.items() if name not in ignored} | lists


@pytest.mark.any_database
@pytest.mark.parametrize("model", MAKE, **BY_NAME)
def test_untouched_form_saves_and_changes_no_content(model, admin_client):
    record = make(model)
    url = page(model, "change", record.pk)
    before = content_of(model, record.pk)
    assert {translating.column(f, "de") for f in translating.translated_fields(model)} <= set(
        before
    )

    response = admin_client.post(url, form_values(admin_client.get(url)))

    assert response.status_code == 302
    assert content_of(model, record.pk) == before


@pytest.mark.any_database
@pytest.mark.parametrize("model", MAKE, **BY_NAME)
def test_outdated_form_is_refused_and_keeps_the_entries(model, admin_client):
    record = make(model)
    url = page(model, "change", record.pk)
    opened = form_values(admin_client.get(url))
    field = source_column(opened)
    column = "name_de" if hasattr(record, "name_de") else field.replace("_ind", "_de")
    model.objects.filter(pk=record.pk).update(**{column: "Jemand anderes"})

    response = admin_client.post(url, opened | {field: "Punya saya"})

    assert response.status_code == 200
    (error,) = response.context["adminform"].form.non_field_errors().as_data()
    assert error.code == "changed_meanwhile"
    assert response.context["adminform"].form[field].value() == "Punya saya"
    record.refresh_from_db()
    assert getattr(record, column) == "Jemand anderes"
    assert getattr(record, field) != "Punya saya"


@pytest.mark.any_database
@pytest.mark.parametrize("model", MAKE, **BY_NAME)
def test_form_without_its_fingerprint_is_refused(model, admin_client):
    record = make(model)
    url = page(model, "change", record.pk)
    opened = form_values(admin_client.get(url))
    opened.pop("opened_as")

    response = admin_client.post(url, opened)

    (error,) = response.context["adminform"].form.non_field_errors().as_data()
    assert error.code == "changed_meanwhile"


@pytest.mark.any_database
@pytest.mark.parametrize("model", MAKE, **BY_NAME)
def test_saving_is_kept_in_the_history_with_its_author(model, admin_client, admin_user):
    record = make(model)
    url = page(model, "change", record.pk)
    opened = form_values(admin_client.get(url))
    field = source_column(opened)

    assert admin_client.post(url, opened | {field: "Teks baru"}).status_code == 302

    latest = record.history.latest()
    assert (latest.history_user, latest.history_type, getattr(latest, field)) == (
        admin_user,
        "~",
        "Teks baru",
    )


def test_saving_a_translation_says_who_confirmed_it(admin_client, admin_user):
    office = factories.make_office(name_ind="Kantor", task_ind="Tugas")
    url = page(Office, "change", office.pk) + "?language=de"
    opened = form_values(admin_client.get(url))

    assert admin_client.post(url, opened | {"name_de": "Amt"}).status_code == 302

    (state,) = TranslationState.objects.all()
    assert (state.content, state.field, state.language, state.state, state.translator) == (
        office,
        "name",
        "de",
        "current",
        admin_user.get_username(),
    )


def chips(response):
    """{language tag: (class, whether it is a link, text of its state)} of the row of languages."""
    return {
        chip.xpath("string(.//span[@lang]/@lang)"): (
            chip.get("class").removeprefix("chip").strip(),
            chip.tag == "a",
            " ".join(chip.xpath("string(.//small)").split()),
        )
        for chip in tree(response).xpath(
            "//nav[@class='languages']//*[starts-with(@class, 'chip ')]"
        )
    }


def test_every_language_is_offered_with_its_state(admin_client):
    office = factories.make_office(
        name_ind="Kantor", name_en="Office", name_de="Amt", name_ja="局", task_ind="Tugas"
    )
    Office.objects.filter(pk=office.pk).update(task_ind="")
    for code in ("de", "ja"):
        translating.confirm(office, fields=["name"], language=code, state="current")
    translating.confirm(office, fields=["name"], language="ko", state="not_needed")
    TranslationState.objects.filter(language="ja").update(source_hash="older")

    response = admin_client.get(page(Office, "change", office.pk) + "?language=ar")

    assert chips(response) == {
        "id": ("source", False, "Source"),
        "en": ("needs_review", True, "Needs review"),
        "de": ("current", True, "Current"),
        "ko": ("not_needed", True, "Not needed"),
        "zh-Hans": ("missing", True, "Missing"),
        "ms": ("missing", True, "Missing"),
        "ja": ("stale", True, "Older than its source"),
        "ar": ("missing", True, "Missing"),
    }
    assert texts(response, "//nav[@class='languages']//a[@aria-current]/span") == ["العربية"]


def test_wrong_entry_is_named_at_its_field(admin_client):
    agreement = factories.make_agreement()
    url = page(Agreement, "change", agreement.pk)
    opened = form_values(admin_client.get(url))

    response = admin_client.post(url, opened | {"signed_on": "24.05.1960"})

    form = response.context["adminform"].form
    assert list(form.errors) == ["signed_on"]
    assert form["signed_on"].value() == "24.05.1960"


def test_admins_of_records_are_translated_admins():
    plain = [
        m
        for m in ours() - {RoleAssignment, SearchQuery, User, TranslationState, *UNTRANSLATED}
        if not isinstance(admin.site._registry[m], TranslatedAdmin)
    ]
    assert plain == []


def test_translation_states_are_read_only(admin_client):
    assert admin_client.get(page(TranslationState, "add")).status_code == 403


def test_the_one_city_cannot_be_doubled_or_deleted(admin_client):
    city = factories.make_home()

    assert admin_client.get(page(City, "add")).status_code == 403
    assert admin_client.get(page(City, "delete", city.pk)).status_code == 403
