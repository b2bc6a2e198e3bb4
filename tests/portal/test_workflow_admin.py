"""The workflow in the forms: buttons, moments, the lock, and what a translator may send."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal import roles
from portal.models import Office, RoleAssignment, TranslationState, User
from tests.factories import make_office, make_partnership, make_staff
from tests.project.reading import texts, tree
from tests.project.test_admin import form_values, page

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DRAFT = {"state": "draft", "published_at": None, "name_ind": "Dinas"}


@pytest.fixture
def author():
    return make_staff(("author", "portal"))


@pytest.fixture
def publisher():
    return make_staff(("publisher", "portal"))


@pytest.fixture
def translator():
    return make_staff(("translator", "de"))


def url_of(record):
    return page(type(record), "change", record.pk)


def post(client, user, record, **values):
    """Open the form of the record and send it with these values."""
    client.force_login(user)
    return client.post(url_of(record), form_values(client.get(url_of(record))) | values)


def errors(response):
    form = response.context["adminform"].form
    return {field: [str(e) for e in found] for field, found in form.errors.items()}


def buttons(client, user, record):
    client.force_login(user)
    return tree(client.get(url_of(record))).xpath("//button[@name='_transition']/@value")


def test_from_draft_to_the_public(client, author, publisher):
    office = make_office(**DRAFT)

    assert post(client, author, office, hours_ind="Senin", _transition="submit").status_code == 302
    assert post(client, publisher, office, _transition="approve").status_code == 302

    office.refresh_from_db()
    assert office.is_public
    rows = office.history.order_by("history_id")[1:]
    assert [(row.history_user, row.state, row.history_change_reason) for row in rows] == [
        (author, "draft", None),
        (author, "review", "submit"),
        (publisher, "published", "approve"),
    ]


def test_a_new_record_can_be_submitted_at_once(client, author):
    client.force_login(author)
    url = page(Office, "add")
    values = {"slug": "new", "name_ind": "Baru", "_transition": "submit", "state": "published"}

    assert client.post(url, form_values(client.get(url)) | values).status_code == 302

    assert [(o.slug, o.state) for o in Office.objects.all()] == [("new", "review")]


@pytest.mark.parametrize(
    "state, of_author, of_publisher",
    [
        ("draft", ["submit"], ["submit", "archive"]),
        ("review", [], ["approve", "schedule", "send_back"]),
        ("published", [], ["send_back", "archive"]),
        ("archived", [], ["restore"]),
    ],
)
def test_buttons(state, of_author, of_publisher, client, author, publisher, translator):
    office = make_office(state=state)

    assert buttons(client, author, office) == of_author
    assert buttons(client, publisher, office) == of_publisher
    assert buttons(client, translator, office) == []


def test_the_state_is_no_field(client, author, publisher):
    office = make_office(**DRAFT)
    moment = {"published_at_0": "2020-01-01", "published_at_1": "00:00:00"}

    for user in (author, publisher):
        assert post(client, user, office, state="published").status_code == 302
    assert post(client, author, office, **moment).status_code == 302

    office.refresh_from_db()
    assert (office.state, office.published_at) == ("draft", None)


def test_a_step_that_is_not_the_author_s_is_refused_and_the_entries_stay(client, author):
    office = make_office(**DRAFT | {"name_ind": "Dinas"})

    answer = post(client, author, office, hours_ind="Selasa", _transition="approve")

    assert errors(answer) == {
        "__all__": ["Your role does not allow this step. Ask a publisher to take it."]
    }
    assert answer.context["adminform"].form["hours_ind"].value() == "Selasa"
    office.refresh_from_db()
    assert (office.state, office.hours_ind) == ("draft", None)


def test_who_changes_the_text_does_not_approve_it(client, publisher):
    office = make_office(**DRAFT | {"state": "review"})

    answer = post(client, publisher, office, hours_ind="Rabu", _transition="approve")

    assert list(errors(answer)) == ["__all__"]
    office.refresh_from_db()
    assert (office.state, office.hours_ind) == ("review", None)


def moments(field, moment):
    local = timezone.localtime(moment)
    return {f"{field}_0": f"{local:%Y-%m-%d}", f"{field}_1": f"{local:%H:%M:%S}"}


def test_a_schedule_in_the_past_is_refused_at_its_field(client, publisher):
    office = make_office(**DRAFT | {"state": "review"})
    yesterday = moments("published_at", timezone.now() - timedelta(days=1))

    answer = post(client, publisher, office, **yesterday, _transition="schedule")
    nothing = post(client, publisher, office, _transition="schedule")

    assert errors(answer) == {"published_at": ["This moment is past. Choose one that lies ahead."]}
    assert errors(nothing) == {"published_at": ["Say from when the record is to be public."]}
    office.refresh_from_db()
    assert (office.state, office.published_at) == ("review", None)


def test_a_period_that_ends_before_it_begins_is_refused_at_its_field(client, publisher):
    office = make_office(**DRAFT | {"state": "review"})
    later = timezone.now() + timedelta(days=2)
    period = moments("published_at", later) | moments("unpublish_at", later - timedelta(days=1))

    answer = post(client, publisher, office, **period, _transition="schedule")

    assert errors(answer)["unpublish_at"] == ["“Published until” must be after “published from”."]


def test_a_schedule_is_kept(client, publisher):
    office = make_office(**DRAFT | {"state": "review"})
    at = (timezone.now() + timedelta(days=1)).replace(microsecond=0)

    answer = post(client, publisher, office, **moments("published_at", at), _transition="schedule")

    assert answer.status_code == 302
    office.refresh_from_db()
    assert (office.state, office.published_at) == ("published", at)
    assert [row.history_change_reason for row in office.history.all()] == ["schedule", None]


def test_a_stale_form_approves_nothing(client, author, publisher):
    office = make_office(**DRAFT | {"state": "review"})
    client.force_login(publisher)
    opened = form_values(client.get(url_of(office)))
    Office.objects.filter(pk=office.pk).update(name_de="Jemand anderes")

    answer = client.post(url_of(office), opened | {"_transition": "approve"})

    assert answer.context["adminform"].form.non_field_errors().as_data()[0].code == (
        "changed_meanwhile"
    )
    office.refresh_from_db()
    assert office.state == "review"


@pytest.mark.parametrize("published", [True, False])
def test_only_drafts_are_deleted(published, client, editor):
    office = make_office(**({} if published else DRAFT))
    client.force_login(editor)
    one = client.post(page(Office, "delete", office.pk), {"post": "yes"})
    many = {"action": "delete_selected", "_selected_action": office.pk, "post": "yes"}
    client.post(page(Office, "changelist"), many)

    assert one.status_code == (403 if published else 302)
    assert Office.objects.filter(pk=office.pk).exists() is published


def stored(record):
    """Every column; values() of a translated model leaves the languages out."""
    row = type(record)._base_manager.get(pk=record.pk)
    return {f.attname: f.value_from_object(row) for f in row._meta.concrete_fields}


def test_translator_changes_the_own_language_only(client, translator):
    office = make_office(name_ind="Dinas", name_en="Office", name_de="Amt", name_ja="局")
    before = stored(office)
    sent = {name: "Hacked" for name in before if name.startswith(("name_", "task_", "hours_"))}
    sent |= {"slug": "hacked", "email": "hacked@example.org", "state": "archived"}
    sent |= {"source_language": "en", "name_de": "Behörde", "task_de": "Aufgabe", "hours_de": ""}

    assert post(client, translator, office, **sent).status_code == 302

    after = stored(office)
    changed = {name: after[name] for name in after if (after[name] or "") != (before[name] or "")}
    assert changed.pop("updated_at") > before["updated_at"]
    assert changed == {
        "name_de": "Behörde", "task_de": "Aufgabe", "version": before["version"] + 1,
    }  # fmt: skip
    assert set(TranslationState.objects.values_list("language", "translator")) == {
        ("de", translator.get_username())
    }


def test_translator_s_form_opens_in_the_own_language(client, translator):
    office = make_office(name_ind="Dinas")
    client.force_login(translator)

    names = set(form_values(client.get(url_of(office))))
    chosen = set(form_values(client.get(f"{url_of(office)}?language=ja")))

    columns = {"name_de", "task_de", "answers_for_de", "hours_de", "channels_de"}
    assert names - {"csrfmiddlewaretoken", "opened_as"} == columns
    assert chosen - {"csrfmiddlewaretoken", "opened_as"} == set()


def test_translator_takes_no_step(client, translator):
    office = make_office(**DRAFT)

    assert post(client, translator, office, _transition="archive").status_code == 200
    office.refresh_from_db()
    assert office.state == "draft"


def test_old_versions_are_a_publisher_s_to_bring_back(client, author, translator, editor):
    office = make_office(**DRAFT)
    old = office.history.latest().history_id
    url = page(Office, "revert", office.pk)
    found = []
    for user in (author, translator):
        client.force_login(user)
        found.append(client.post(url, {"version": old}).status_code)

    assert found == [403, 403]


def test_embassy_proposes_for_its_countries_only(client):
    german = make_partnership()
    french = make_partnership(partner=type(german.partner).objects.create(slug="f", country="FR"))
    client.force_login(make_staff(("embassy_contributor", "DE")))
    url = page(german.activities.model, "add")
    values = {"slug": "visit", "title_ind": "Kunjungan", "type": "festival"}
    opened = form_values(client.get(url)) | values

    refused = client.post(url, opened | {"partnerships": [french.pk]})
    taken = client.post(url, opened | {"partnerships": [german.pk], "_transition": "submit"})

    assert list(errors(refused)) == ["partnerships"]
    assert taken.status_code == 302
    assert [(a.slug, a.state) for a in german.activities.all()] == [("visit", "review")]
    assert list(french.activities.all()) == []


def assign(client, user, role="publisher"):
    url = page(RoleAssignment, "add")
    values = {"user": user.pk, "role": role, "section": "portal" if role == "publisher" else ""}
    return client.post(url, form_values(client.get(url)) | values)


def test_administrator_gives_and_takes_roles(client):
    admin, colleague = make_staff(("administrator", "")), make_staff()
    client.force_login(admin)

    assert assign(client, colleague).status_code == 302
    colleague.refresh_from_db()
    (held,) = colleague.role_assignments.all()
    assert (colleague.is_staff, held.role, held.section) == (True, "publisher", "portal")
    assert held.history.latest().history_user == admin

    client.post(page(RoleAssignment, "delete", held.pk), {"post": "yes"})
    colleague.refresh_from_db()
    assert (colleague.is_staff, colleague.role_assignments.count()) == (False, 0)


def test_nobody_raises_their_own_role(client):
    admin = make_staff(("administrator", ""))
    (own,) = admin.role_assignments.all()
    client.force_login(admin)

    assert errors(assign(client, admin)) == {
        "__all__": ["Nobody gives or takes a role of their own. Ask another administrator."]
    }
    assert client.post(page(RoleAssignment, "delete", own.pk), {"post": "yes"}).status_code == 403
    many = {"action": "delete_selected", "_selected_action": own.pk, "post": "yes"}
    client.post(page(RoleAssignment, "changelist"), many)
    values = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1"], "groups": []}
    assert post(client, admin, admin, **values).status_code == 302

    admin.refresh_from_db()
    assert (admin.is_superuser, admin.user_permissions.count()) == (False, 0)
    assert list(admin.role_assignments.all()) == [own]


def test_a_superuser_s_account_is_closed_to_other_administrators(client, editor):
    admin = make_staff(("administrator", ""))
    client.force_login(admin)
    password = f"/admin/portal/user/{editor.pk}/password/"

    found = [
        client.post(password, {"password1": "new-secret-1", "password2": "new-secret-1"}),
        client.post(page(User, "change", editor.pk), {"username": "taken"}),
    ]

    assert [answer.status_code for answer in found] == [403, 403]
    editor.refresh_from_db()
    assert (editor.username, editor.check_password("secret")) == ("editor", True)


@pytest.mark.parametrize("left", [[], [("author", "sistercity")]], ids=["none", "another"])
def test_a_role_taken_away_while_a_form_is_open(left, client, author):
    office = make_office(**DRAFT)
    client.force_login(author)
    opened = form_values(client.get(url_of(office)))
    author.role_assignments.all().delete()
    for role, section in left:
        RoleAssignment.objects.create(user=author, role=role, section=section)
    roles.sync_staff(author)

    answer = client.post(url_of(office), opened | {"hours_ind": "Senin sampai Jumat"})

    assert answer.status_code == 403
    shown = dict(zip(texts(answer, "//main//dt"), texts(answer, "//main//dd"), strict=True))
    assert shown["hours_ind"] == "Senin sampai Jumat"
    assert {"csrfmiddlewaretoken", "opened_as"} & set(shown) == set()
    office.refresh_from_db()
    assert office.hours_ind is None


def test_a_role_given_while_signed_in_opens_the_next_page(client):
    user, office = make_staff(("author", "sistercity")), make_office(**DRAFT)
    client.force_login(user)
    before = client.get(url_of(office)).status_code
    RoleAssignment.objects.create(user=user, role="author", section="portal")

    assert (before, client.get(url_of(office)).status_code) == (403, 200)


def test_editors_of_another_section_choose_among_public_records(client):
    office, _hidden = make_office(name_en="Shown"), make_office(**DRAFT)
    where = {"app_label": "sistercity", "model_name": "stagerecord", "field_name": "office"}
    found = {}
    for role, of in [("cooperation_officer", ""), ("author", "portal"), ("moderator", "")]:
        client.force_login(make_staff((role, of)))
        answer = client.get("/admin/autocomplete/", where)
        found[role] = [row["id"] for row in answer.json()["results"]]

    assert found["cooperation_officer"] == [str(office.pk)]
    assert found["moderator"] == [str(office.pk)]
    assert len(found["author"]) == 2


def test_a_form_needs_few_queries(client, author, django_assert_max_num_queries):
    office = make_office(**DRAFT)
    client.force_login(author)
    client.get(url_of(office))

    with django_assert_max_num_queries(20):
        client.get(url_of(office))
