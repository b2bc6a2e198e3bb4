"""Which translation is missing, stale, current or unreviewed, and what a reader is told of it."""

import pytest
from django.db import connection
from django.template import Context, Template
from django.utils import translation

from portal import translating
from portal.languages import LANGUAGES
from portal.models import Office, TranslationState
from tests.factories import make_office, make_partner
from tests.project.reading import main, tree

pytestmark = pytest.mark.django_db
State = TranslationState.State


@pytest.fixture
def office():
    """Name and task in Indonesian (the source) and German; both translations confirmed."""
    office = make_office(
        name_en="", name_ind="Kantor", name_de="Amt", task_ind="Tugas lama", task_de="Aufgabe"
    )
    confirm(office, "name", "task")
    return office


def confirm(office, *fields, state=State.CURRENT):
    translating.confirm(office, fields=fields, language="de", state=state, by="translator")


def german(office):
    office.refresh_from_db()
    states = translating.states(office, ["de"])
    return {field: state for (field, _language), state in states.items()}


def test_without_a_text_a_translation_is_missing(office):
    states = translating.states(office)

    assert {key for key, state in states.items() if state == State.MISSING} == {
        (field, code)
        for field in ("name", "task")
        for code in LANGUAGES
        if code not in ("id", "de")
    }
    assert states["name", "de"] == states["task", "de"] == State.CURRENT


def test_without_a_source_text_there_is_nothing_to_translate():
    office = make_office(name_en="Office", name_ind="", task_de="Aufgabe")

    assert translating.states(office) == {}


def test_a_text_nobody_spoke_for_needs_review():
    office = make_office(name_ind="Kantor", name_de="Amt")

    assert german(office) == {"name": State.NEEDS_REVIEW}


@pytest.mark.parametrize("state", [State.NEEDS_REVIEW, State.MACHINE, State.IN_PROGRESS])
def test_what_was_said_of_a_translation_is_kept(office, state):
    confirm(office, "task", state=state)

    assert german(office) == {"name": State.CURRENT, "task": state}


def test_editing_the_source_makes_that_field_stale_and_no_other(office):
    other = make_office(name_ind="Dinas", name_de="Dienst")
    confirm(other, "name")
    office.task_ind = "Tugas baru"
    office.save()

    assert german(office) == {"name": State.CURRENT, "task": State.STALE}
    assert german(other) == {"name": State.CURRENT}


def test_editing_a_translation_makes_nothing_stale(office):
    office.task_de = "Andere Aufgabe"
    office.save()

    assert german(office) == {"name": State.CURRENT, "task": State.CURRENT}


def test_white_space_alone_is_no_change(office):
    office.task_ind = "\n Tugas \t\n lama  "
    office.save()

    assert german(office)["task"] == State.CURRENT


def test_a_changed_letter_is_a_change(office):
    office.task_ind = "Tugas Lama"
    office.save()

    assert german(office)["task"] == State.STALE


def test_bulk_update_counts(office):
    Office.objects.update(task_ind="Tugas baru")

    assert german(office) == {"name": State.CURRENT, "task": State.STALE}


def test_raw_sql_counts(office):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_office SET task_ind = %s", ["Tugas baru"])

    assert german(office) == {"name": State.CURRENT, "task": State.STALE}


def test_back_to_the_old_source_is_current_again(office):
    Office.objects.update(task_ind="Tugas baru")
    Office.objects.update(task_ind="Tugas lama")

    assert german(office)["task"] == State.CURRENT


def test_not_needed_stays_so_whatever_the_source_does(office):
    confirm(office, "task", state=State.NOT_NEEDED)
    Office.objects.update(task_ind="Tugas baru", task_de="")

    assert german(office) == {"name": State.CURRENT, "task": State.NOT_NEEDED}


def test_confirming_again_after_an_edit_is_current(office):
    office.task_ind = "Tugas baru"
    office.save()
    confirm(office, "task")

    assert german(office)["task"] == State.CURRENT
    assert TranslationState.objects.filter(field="task").count() == 1


def test_a_removed_translation_is_missing_not_current(office):
    Office.objects.update(task_de="")

    assert german(office)["task"] == State.MISSING


def test_states_need_one_query(office, django_assert_num_queries):
    translating.states(office)

    with django_assert_num_queries(1):
        translating.states(office)


@pytest.mark.parametrize(
    "reader, filled, shown",
    [
        ("ms", {"ms", "id", "en"}, "ms"),
        ("ms", {"id", "en", "de"}, "id"),
        ("ms", {"en", "de"}, "en"),
        ("ms", {"de"}, None),
        ("id", {"en", "ms"}, "en"),
        ("en", {"id", "de"}, "id"),
        ("ar", {"en", "id"}, "en"),
        ("ar", {"id", "de"}, "id"),
        ("de", {"en", "id"}, "en"),
        ("ko", {"id", "ja"}, "id"),
        ("ja", {"en"}, "en"),
        ("zh-hans", {"id", "en"}, "en"),
        ("zh-hans", {"ar", "ja"}, None),
    ],
)
def test_fallback_chain(reader, filled, shown):
    office = make_office(
        **{"name_en": ""} | {translating.column("name", code): f"Text {code}" for code in filled}
    )

    found = translating.text(office, "name", reader)

    assert found == translating.Text(f"Text {shown}" if shown else "", shown)


def rendered(office, language, template='{{ office|text:"name" }}'):
    with translation.override(language):
        return Template(template).render(Context({"office": office}))


def test_own_text_is_shown_bare_and_escaped():
    office = make_office(name_en="<b>Trade</b> & more")

    assert rendered(office, "en") == "&lt;b&gt;Trade&lt;/b&gt; &amp; more"


def test_fallback_text_is_marked_with_language_and_direction_and_escaped():
    office = make_office(name_en="<b>Trade</b>", name_ar="<i>تجارة</i>")

    assert rendered(office, "de") == '<span lang="en" dir="ltr">&lt;b&gt;Trade&lt;/b&gt;</span>'
    assert rendered(office, "ar") == "&lt;i&gt;تجارة&lt;/i&gt;"


def test_chinese_reader_of_english_and_malay_reader_of_indonesian():
    office = make_office(name_en="Trade", name_ind="Perdagangan")

    assert rendered(office, "zh-hans") == '<span lang="en" dir="ltr">Trade</span>'
    assert rendered(office, "ms") == '<span lang="id" dir="ltr">Perdagangan</span>'


def test_each_line_is_marked_by_itself():
    office = make_office(answers_for_en="A <1>\n\nCulture")
    template = '{% for line in office|text_lines:"answers_for" %}[{{ line }}]{% endfor %}'

    assert rendered(office, "en", template) == "[A &lt;1&gt;][Culture]"
    assert rendered(office, "ja", template) == (
        '[<span lang="en" dir="ltr">A &lt;1&gt;</span>][<span lang="en" dir="ltr">Culture</span>]'
    )


def test_own_languages_need_title_and_main_text():
    office = make_office(
        name_en="Office", name_ind="Kantor", name_de="Amt", task_en="Task", task_de="Aufgabe"
    )

    assert translating.own_languages(office) == ["en", "de"]


def test_own_languages_without_any_main_text_are_those_of_the_title():
    office = make_office(name_en="Office", name_ar="مكتب", hours_de="9 bis 12 Uhr")

    assert translating.own_languages(office) == ["en", "ar"]


def page(client, record, language):
    with translation.override(language):
        return client.get(record.get_absolute_url())


def notices(response):
    found = tree(response).xpath("//main//div[contains(@class, 'notice')]//h2")
    return [" ".join(heading.text_content().split()) for heading in found]


def said(sentence, language):
    """The sentence in a language, which the catalogue must have."""
    with translation.override(language):
        assert translation.gettext(sentence) != sentence
        return translation.gettext(sentence)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_reader_is_told_of_a_stale_text_in_their_language(language, client):
    office = make_office(
        name_ind="Kantor",
        task_ind="Lama",
        **{translating.column("name", language): "N", translating.column("task", language): "T"},
    )
    translating.confirm(office, fields=["name", "task"], language=language, state=State.CURRENT)
    assert notices(page(client, office, language)) == []

    Office.objects.update(task_ind="Baru")

    title = said("This translation is older than the original", language)
    assert notices(page(client, office, language)) == [title]


def test_reader_is_told_of_a_fallback(client):
    office = make_office(name_en="Office", name_de="Amt", task_en="Task", task_ind="Tugas")

    response = page(client, office, "de")

    assert notices(response) == [said("Not everything on this page is translated yet", "de")]
    (fallback,) = tree(response).xpath(
        "//main//*[@lang='en'][@dir='ltr'][normalize-space()='Task']"
    )
    assert fallback.text_content() == "Task"


def test_reader_is_told_of_a_machine_translation(client):
    office = make_office(name_ind="Kantor", name_de="Amt")
    confirm(office, "name", state=State.MACHINE)

    expected = said("This text was translated by a machine", "de")
    assert notices(page(client, office, "de")) == [expected]


def test_no_notice_where_all_is_own_and_current_or_in_review(client):
    office = make_office(name_ind="Kantor", name_de="Amt", task_ind="Tugas", task_de="Aufgabe")
    confirm(office, "name", "task", state=State.NEEDS_REVIEW)

    response = page(client, office, "de")

    assert notices(response) == []
    assert "Amt" in main(response)


def test_no_notice_in_the_source_language(client):
    office = make_office(name_en="", name_ind="Kantor", task_ind="Tugas")
    office.source_language = "id"
    office.save()

    assert notices(page(client, office, "id")) == []


def test_a_stale_text_in_another_language_is_no_concern_of_this_reader(client):
    office = make_office(
        name_ind="Kantor", name_de="Amt", name_ja="局", task_ind="Lama", task_de="A", task_ja="B"
    )
    confirm(office, "name", "task")
    translating.confirm(office, fields=["name", "task"], language="ja", state=State.CURRENT)
    Office.objects.update(task_ind="Baru")
    translating.confirm(
        Office.objects.get(pk=office.pk), fields=["task"], language="ja", state=State.CURRENT
    )

    assert notices(page(client, office, "ja")) == []
    assert len(notices(page(client, office, "de"))) == 1


def test_original_is_linked_from_a_stale_page(client):
    office = make_office(name_ind="Kantor", name_de="Amt")
    confirm(office, "name")
    Office.objects.update(name_ind="Dinas")

    (link,) = tree(page(client, office, "de")).xpath("//div[contains(@class, 'notice')]//a")

    with translation.override("id"):
        assert (link.get("href"), link.get("hreflang")) == (office.get_absolute_url(), "id")


def test_partner_page_tells_too(client):
    partner = make_partner(
        name_en="Namur", name_ind="Namur", name_de="Namur", profile_ind="Lama", profile_de="Profil"
    )
    translating.confirm(partner, fields=["name", "profile"], language="de", state=State.CURRENT)
    assert notices(page(client, partner, "de")) == []

    type(partner).objects.update(profile_ind="Baru")

    assert len(notices(page(client, partner, "de"))) == 1
