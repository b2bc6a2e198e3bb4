"""Agreements and activities in the admin: rows beside them, locks, errors at their fields."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from portal.models import TranslationState
from sistercity.cms_plugins import ExpiringAgreementsPlugin
from sistercity.models import Activity, Agreement, Attendance, Commitment, Signatory
from tests.factories import (
    make_activity,
    make_agreement,
    make_attendance,
    make_commitment,
    make_office,
    make_partner,
    make_partnership,
    make_signatory,
    make_staff,
)
from tests.project.reading import texts, tree
from tests.project.test_admin import form_values, page

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DRAFT = {"state": "draft", "published_at": None}


def opened(client, record):
    url = page(type(record), "change", record.pk)
    return url, form_values(client.get(url))


def row(values, prefix, number, **entries):
    """The values with one row more, as the browser adds it."""
    added = {f"{prefix}-{number}-{name}": [value] for name, value in entries.items()}
    return values | {f"{prefix}-TOTAL_FORMS": [str(number + 1)]} | added


def errors(response):
    """{prefix of the row: errors} of all rows."""
    sets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    return {
        form.prefix: {name: list(found) for name, found in form.errors.items()}
        for formset in sets
        for form in formset.forms
        if form.errors
    }


def test_officer_adds_signatories_and_commitments_beside_the_agreement(client):
    agreement = make_agreement(note_ind="Catatan", **DRAFT)
    activity = make_activity(agreement.partnership)
    client.force_login(make_staff(("cooperation_officer", "")))
    url, values = opened(client, agreement)
    values = row(values, "signatories", 0, side="theirs", name="A Mayor", position_ind="Wali Kota")
    values = row(
        values, "commitments", 0, text_ind="Melukis dinding", text_en="Paint a wall",
        due_on="2027-05", state="open", activities=str(activity.pk),
    )  # fmt: skip

    response = client.post(url, values)

    assert response.status_code == 302
    (signatory,) = Signatory.objects.values_list("side", "name", "position_ind")
    (commitment,) = Commitment.objects.all()
    assert signatory == ("theirs", "A Mayor", "Wali Kota")
    assert (commitment.text_ind, commitment.due_on.iso, list(commitment.activities.all())) == (
        "Melukis dinding",
        "2027-05",
        [activity],
    )
    states = TranslationState.objects.filter(object_id=commitment.pk, field="text")
    assert [(s.language, s.state) for s in states] == [("en", "current")]
    authors = {row.history_user.username for row in commitment.history.all()}
    assert [name.startswith("staff-") for name in authors] == [True]


def test_row_changed_by_somebody_else_is_not_overwritten(admin_client):
    commitment = make_commitment(text_ind="Lama", agreement=make_agreement(note_ind="Catatan"))
    url, values = opened(admin_client, commitment.agreement)
    Commitment.objects.update(state="done")

    response = admin_client.post(url, values | {"commitments-0-text_ind": ["Punya saya"]})

    assert response.status_code == 200
    (found,) = errors(response)["commitments-0"]["__all__"]
    assert found.startswith("Somebody else has saved this record")
    form = response.context["inline_admin_formsets"][1].formset.forms[0]
    assert form["text_ind"].value() == "Punya saya"
    assert Commitment.objects.values_list("text_ind", "state").get() == ("Lama", "done")


def test_row_changed_by_somebody_else_is_not_deleted(admin_client):
    commitment = make_commitment(text_ind="Lama", agreement=make_agreement(note_ind="Catatan"))
    url, values = opened(admin_client, commitment.agreement)
    Commitment.objects.update(state="done")

    response = admin_client.post(url, values | {"commitments-0-DELETE": ["on"]})

    assert (response.status_code, Commitment.objects.count()) == (200, 1)


def test_row_deleted_by_somebody_else_is_told(admin_client):
    signatory = make_signatory(agreement=make_agreement(note_ind="Catatan"))
    url, values = opened(admin_client, signatory.agreement)
    Signatory.objects.all().delete()

    response = admin_client.post(url, values | {"signatories-0-name": ["New"]})

    assert (response.status_code, Signatory.objects.count()) == (200, 0)
    assert "signatories-0" in errors(response)


def test_untouched_rows_are_not_saved(admin_client):
    commitment = make_commitment(text_ind="Lama", agreement=make_agreement(note_ind="Catatan"))
    make_signatory(agreement=commitment.agreement)
    url, values = opened(admin_client, commitment.agreement)

    assert admin_client.post(url, values).status_code == 302

    assert (commitment.history.count(), Commitment.objects.get().version) == (1, commitment.version)


@pytest.mark.parametrize(
    "entry, field",
    [
        ({"text_ind": "", "text_en": "Only English", "state": "open"}, "text_ind"),
        ({"text_ind": "Teks", "state": "open", "due_on": "soon"}, "due_on"),
        ({"text_ind": "Teks", "state": "no-such"}, "state"),
    ],
)
def test_wrong_row_is_named_at_its_field_and_nothing_is_saved(entry, field, admin_client):
    agreement = make_agreement(note_ind="Catatan")
    url, values = opened(admin_client, agreement)
    values = row(values, "commitments", 0, **entry) | {"number": ["7/2024"]}

    response = admin_client.post(url, values)

    assert list(errors(response)["commitments-0"]) == [field]
    assert response.context["adminform"].form["number"].value() == "7/2024"
    agreement.refresh_from_db()
    assert (agreement.number, Commitment.objects.count()) == ("", 0)


@pytest.mark.parametrize(
    "entries, field",
    [
        ({"term": "fixed", "expires_on": "2019"}, "expires_on"),
        ({"term": "fixed", "effective_on": "2026", "expires_on": "2025"}, "expires_on"),
        ({"terminated_on": "2019"}, "terminated_on"),
        ({"number": "12/2017"}, "number"),
        ({"authentic_languages": "id, klingonisch"}, "authentic_languages"),
        ({"signed_on": "24.05.1960"}, "signed_on"),
    ],
)
def test_contradiction_is_named_at_its_field(entries, field, admin_client):
    make_agreement(number="12/2017")
    url, values = opened(admin_client, make_agreement(note_ind="Catatan", signed_on="2020"))

    response = admin_client.post(url, values | {k: [v] for k, v in entries.items()})

    form = response.context["adminform"].form
    assert list(form.errors) == [field]
    assert form[field].value() == entries[field]


def test_authentic_languages_are_typed_as_codes(admin_client):
    agreement = make_agreement(note_ind="Catatan", authentic_languages=["id", "fr"])
    url, values = opened(admin_client, agreement)
    assert values["authentic_languages"][-1] == "id, fr"

    admin_client.post(url, values | {"authentic_languages": ["id,en , zh-hans"]})

    agreement.refresh_from_db()
    assert agreement.authentic_languages == ["id", "en", "zh-hans"]


def test_activity_that_ends_before_it_begins_is_refused_at_its_field(admin_client):
    activity = make_activity(title_ind="Teks", starts_on="2024-05")
    url, values = opened(admin_client, activity)

    response = admin_client.post(url, values | {"ends_on": ["2024-04"]})

    assert list(response.context["adminform"].form.errors) == ["ends_on"]


def test_attendance_of_each_partner_is_kept_beside_the_activity(admin_client):
    namur, suwon = make_partnership(), make_partnership()
    activity = make_activity(namur, title_ind="Pasar")
    url, values = opened(admin_client, activity)
    values |= {"partnerships": [str(namur.pk), str(suwon.pk)]}
    values = row(
        values, "attendances", 0, partnership=str(namur.pk), state="attended", participants="12"
    )
    values = row(
        values, "attendances", 1, partnership=str(suwon.pk), state="declined", participants=""
    )

    assert admin_client.post(url, values).status_code == 302

    kept = activity.attendances.order_by("pk").values_list("partnership", "state", "participants")
    assert list(kept) == [(namur.pk, "attended", 12), (suwon.pk, "declined", None)]


@pytest.mark.parametrize("whose", ["stranger", "twice"])
def test_attendance_is_of_each_partner_of_the_activity_once(whose, admin_client):
    namur, stranger = make_partnership(), make_partnership()
    activity = make_activity(namur, title_ind="Pasar")
    make_attendance(activity=activity, partnership=namur)
    url, values = opened(admin_client, activity)
    tie = stranger if whose == "stranger" else namur
    values = row(values, "attendances", 1, partnership=str(tie.pk), state="attended")

    response = admin_client.post(url, values)

    assert (response.status_code, activity.attendances.count()) == (200, 1)
    formset = response.context["inline_admin_formsets"][0].formset
    assert errors(response) or formset.non_form_errors()


@pytest.mark.parametrize("name", ["add", "change"])
def test_attendance_s_own_page_refuses_a_stranger_at_the_field(name, admin_client):
    namur, stranger = make_partnership(), make_partnership()
    kept = make_attendance(activity=make_activity(namur), partnership=namur)
    other = make_activity(namur, stranger)
    url = page(Attendance, name, *([kept.pk] if name == "change" else []))
    values = form_values(admin_client.get(url)) | {"state": ["declined"]}
    activity = str(kept.activity.pk)

    refused = admin_client.post(
        url, values | {"activity": [activity], "partnership": [str(stranger.pk)]}
    )

    assert refused.context["adminform"].form.errors == {
        "partnership": ["This is no partnership of the activity."]
    }
    assert list(Attendance.objects.values_list("partnership", "state")) == [(namur.pk, "attended")]
    allowed = {"activity": [str(other.pk)], "partnership": [str(stranger.pk)]}
    assert admin_client.post(url, values | allowed).status_code == 302
    assert Attendance.objects.filter(activity=other, partnership=stranger).exists()


def test_an_embassy_s_list_names_only_what_opens(client):
    ours = make_partnership(partner=make_partner(country="KR"))
    theirs = make_partnership(partner=make_partner(country="DE"))
    made = [
        make_activity(ours, title_en="Ours"),
        make_activity(ours, title_en="Our draft", **DRAFT),
        make_activity(ours, theirs, title_en="Of both"),
        make_activity(theirs, title_en="Theirs"),
        make_activity(theirs, title_en="Their draft", **DRAFT),
    ]
    client.force_login(make_staff(("embassy_contributor", "KR")))

    listed = client.get(page(Activity, "changelist"))
    links = tree(listed).xpath("//th[@class='field-__str__']/a/@href")
    opens = [
        url
        for url in (page(Activity, "change", activity.pk) for activity in made)
        if client.get(url).status_code == 200
    ]

    assert len(links) == 3
    assert {*links} == {*opens} == {page(Activity, "change", a.pk) for a in made[:3]}


def test_translator_does_not_change_rows_beside_the_record(client):
    commitment = make_commitment(agreement=make_agreement(note_ind="Catatan"), text_ind="Lama")
    client.force_login(make_staff(("translator", "de")))
    url, values = opened(client, commitment.agreement)

    client.post(url, values | {"commitments-0-text_ind": ["Palsu"], "note_de": ["Notiz"]})

    commitment.refresh_from_db()
    assert (commitment.text_ind, Agreement.objects.get().note_de) == ("Lama", "Notiz")


@pytest.mark.parametrize("rows", [1, 3])
def test_form_with_rows_needs_few_queries(rows, admin_client, django_assert_max_num_queries):
    agreement = make_agreement()
    for _ in range(rows):
        make_signatory(agreement=agreement)
    url = page(Agreement, "change", agreement.pk)
    admin_client.get(url)

    with django_assert_max_num_queries(30):
        response = admin_client.get(url)

    assert len(response.context["inline_admin_formsets"][0].formset.forms) == rows


def ending(days, **values):
    day = timezone.localdate() + timedelta(days)
    tie = make_partnership(
        partner=make_partner(name_en=f"In {days}"), responsible_office=make_office(name_en="Office")
    )
    return make_agreement(
        partnership=tie, title_en=f"In {days}", term="fixed", expires_on=day.isoformat(), **values
    )


@pytest.fixture
def pipeline():
    for days in (-5, 5, 80, 400):
        ending(days, notice_months=6)
    ending(7, terminated_on="2024")
    old = ending(9)
    make_agreement(partnership=old.partnership, replaces=old, title_en="New", term="indefinite")
    make_agreement(title_en="Unknown")
    training = make_partnership(partner=make_partner(training=True, **DRAFT))
    make_agreement(partnership=training, title_en="Exercise", term="fixed", expires_on="2025")


@pytest.mark.parametrize(
    "left, names",
    [
        ("overdue", ["In -5"]),
        ("1", ["In 5"]),
        ("3", ["In 80"]),
        ("6", []),
        ("later", ["In 400"]),
        ("no_end", ["New"]),
        ("not_known", ["Unknown"]),
    ],
)
def test_list_by_time_left(left, names, pipeline, admin_client):
    response = admin_client.get(page(Agreement, "changelist") + f"?left={left}")

    assert texts(response, "//table[@id='result_list']/tbody/tr/th") == names


def test_list_says_office_and_notice_and_how_many_there_are(pipeline, admin_client):
    response = admin_client.get(page(Agreement, "changelist") + "?left=1")

    cells = texts(response, "//table[@id='result_list']/tbody/tr/td")
    assert {"Ends within 1 month", "Office", "Notice: 6 months."} <= set(cells)
    offered = texts(response, "//details[@data-filter-title='time left']//a")
    assert offered == [
        "All",
        "Ended, not renewed (1)",
        "Ends within 1 month (1)",
        "Ends within 3 months (1)",
        "Ends later (1)",
        "No end date (1)",
        "End not known (1)",
    ]


@pytest.mark.parametrize("left", ["9", "x", "'", "overdue' OR 1=1"])
def test_wrong_time_left_is_no_error(left, pipeline, admin_client):
    response = admin_client.get(page(Agreement, "changelist"), {"left": left})

    assert response.status_code in (200, 302)


def plugin_rows(user):
    request = RequestFactory().get("/")
    request.user = user
    plugin = ExpiringAgreementsPlugin()
    context = plugin.render({"request": request}, type("Instance", (), {"pk": 1})(), None)
    return [str(row["agreement"]) for row in context.get("rows", [])]


def test_plugin_shows_staff_what_ends_and_nobody_else_anything(pipeline):
    officer = make_staff(("cooperation_officer", ""))
    moderator = make_staff(("moderator", ""))

    found = {who: plugin_rows(who) for who in (officer, moderator, AnonymousUser())}

    assert found[officer] == ["In -5", "In 5", "In 80"]
    assert (found[moderator], found[AnonymousUser()]) == ([], [])


def test_two_savers_of_an_activity(admin_client):
    activity = make_activity(title_ind="Pasar")
    url, values = opened(admin_client, activity)
    Activity.objects.update(place_ind="Lain")

    response = admin_client.post(url, values | {"place_ind": ["Punya saya"]})

    (error,) = response.context["adminform"].form.non_field_errors().as_data()
    assert error.code == "changed_meanwhile"
    assert response.context["adminform"].form["place_ind"].value() == "Punya saya"
