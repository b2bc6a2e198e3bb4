"""The officers' inbox: what a proposal leads to, and what is left of it after two years."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.models import City
from sistercity import proposals
from sistercity.models import Activity, Partner, Partnership, Proposal, StageRecord
from sistercity.proposals import ProposalError
from tests import hostile
from tests.factories import (
    make_field,
    make_home,
    make_office,
    make_partner,
    make_partnership,
    make_proposal,
    make_staff,
    make_stage_record,
)
from tests.project.reading import texts, tree
from tests.project.test_admin import form_values, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_staff(("cooperation_officer", ""))


@pytest.fixture
def colleague():
    return make_staff(("cooperation_officer", ""))


def with_letter(**values):
    file = SimpleUploadedFile("surat.pdf", hostile.pdf())
    return make_proposal(attachment=file, **values)


def test_an_accepted_cooperation_becomes_a_partner_s_draft_at_stage_one(officer):
    office = make_office()
    make_home()
    City.objects.update(contact=office)
    proposal = make_proposal(city="수원", language="ko")
    fields = [make_field(), make_field()]
    proposal.fields.set(fields)

    accepted = proposals.accept(proposal=proposal, by=officer)

    (partner,) = Partner.objects.all()
    assert (partner.state, partner.country, partner.source_language, partner.name_ko) == (
        "draft", "KR", "ko", "수원",
    )  # fmt: skip
    (tie,) = partner.partnerships.all()
    assert (tie.kind, tie.responsible_office, list(tie.fields.order_by("pk"))) == (
        "other", office, fields,
    )  # fmt: skip
    assert tie.status(timezone.localdate()) == Partnership.Status.PROSPECTIVE
    (record,) = tie.stage_records.all()
    assert (record.stage, record.round, record.state, record.started_on.earliest) == (
        "exploration", 1, "in_progress", timezone.localdate(),
    )  # fmt: skip
    assert record.internal_note == f"{proposal.reference}\nWe would like to work together."
    assert (accepted.state, accepted.handled_by, accepted.partnership) == (
        "accepted", officer, tie,
    )  # fmt: skip
    assert list(tie.proposals.all()) == [accepted]
    made = {type(record).__name__: record.history.latest() for record in (partner, tie, record)}
    assert {row.history_user for row in made.values()} == {officer}
    assert {row.history_change_reason for row in made.values()} == {
        f"proposal {proposal.reference}"
    }


def test_a_known_partner_is_picked_and_its_notes_stay(officer):
    tie = make_partnership(partner=make_partner(name_ko="수원시", country="KR"), kind="other")
    make_partner(name_ko="수원시", country="CN")
    record = make_stage_record(partnership=tie, internal_note="Older.", state="completed")
    proposal = make_proposal(city=" 수원시 ")

    assert proposals.known_partner(proposal) == tie.partner
    proposals.accept(proposal=proposal, by=officer, partner=tie.partner)

    assert (Partner.objects.count(), Partnership.objects.count()) == (2, 1)
    record.refresh_from_db()
    assert (record.state, record.internal_note) == (
        "completed",
        f"Older.\n\n{proposal.reference}\nWe would like to work together.",
    )


def test_an_address_that_is_taken_gets_the_reference(officer):
    make_partner(slug="suwon", country="KR")
    proposal = make_proposal()

    proposals.accept(proposal=proposal, by=officer)

    assert Partner.objects.filter(slug=f"suwon-{proposal.reference.lower()}").count() == 1


@pytest.mark.parametrize(
    "purpose, kind", [("visit", "delegation_in"), ("invitation", "invitation")]
)
def test_a_visit_becomes_a_planned_activity(purpose, kind, officer):
    tie = make_partnership()
    known, unknown = (make_proposal(purpose=purpose) for _number in range(2))

    with_partner = proposals.accept(proposal=known, by=officer, partner=tie.partner)
    without = proposals.accept(proposal=unknown, by=officer)

    activity = with_partner.activity
    assert (activity.type, activity.status, activity.state) == (kind, "planned", "draft")
    assert activity.title_ind.endswith(": Suwon")
    assert list(activity.partnerships.all()) == [tie]
    assert list(activity.proposals.all()) == [with_partner]
    assert (without.activity.partnerships.count(), without.partnership) == (0, None)
    assert Activity.objects.filter(slug__endswith=known.reference.lower()).count() == 1


def test_nothing_is_made_twice_and_the_second_officer_is_told(officer, colleague):
    proposal = make_proposal()
    proposals.accept(proposal=proposal, by=officer)

    again = proposals.accept(proposal=proposal, by=officer)
    with pytest.raises(ProposalError) as error:
        proposals.accept(proposal=proposal, by=colleague)

    assert again.partnership == Partnership.objects.get()
    assert str(error.value) == (
        f"This proposal is “Accepted” already, by {officer}. Reload the page."
    )
    assert StageRecord.objects.count() == 1


def test_a_failure_half_way_leaves_nothing(officer, monkeypatch):
    monkeypatch.setattr(proposals, "_close", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        proposals.accept(proposal=make_proposal(), by=officer)

    assert (Partner.objects.count(), Partnership.objects.count()) == (0, 0)
    assert Proposal.objects.get().state == "new"


STEPS = ["take", "accept", "answer", "decline"]
# Purpose and state of a proposal: the steps that can be taken.
TAKEN = {
    ("cooperation", "new"): STEPS,
    ("cooperation", "in_progress"): STEPS[1:],
    ("visit", "new"): STEPS,
    ("invitation", "in_progress"): STEPS[1:],
    ("information", "new"): ["take", "answer", "decline"],
    ("information", "in_progress"): ["answer", "decline"],
    ("visit", "declined"): [],
    ("cooperation", "answered"): [],
}


@pytest.mark.parametrize("purpose, state", TAKEN)
def test_which_steps_can_be_taken(purpose, state, client, officer, colleague):
    proposal = make_proposal(purpose=purpose, state=state, handled_by=colleague)
    found = []
    for step in STEPS:
        try:
            proposals.check(proposal, step, by=officer, note="Reason")
        except ProposalError:
            continue
        found.append(step)
    client.force_login(officer)
    buttons = tree(client.get(page(Proposal, "change", proposal.pk))).xpath(
        "//button[@name='_step']/@value"
    )

    assert (found, buttons) == (TAKEN[purpose, state], TAKEN[purpose, state])


@pytest.mark.parametrize("held", [("author", "sistercity"), ("embassy_contributor", "KR")])
def test_only_officers_answer(held):
    proposal, user = make_proposal(), make_staff(held)

    with pytest.raises(ProposalError) as error:
        proposals.take(proposal=proposal, by=user)
    assert str(error.value) == "Your role does not allow this step. Ask a cooperation officer."
    assert not user.has_perm("sistercity.view_proposal", proposal)


def test_database_refuses_an_accepted_proposal_that_leads_nowhere():
    proposal = make_proposal()

    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(state="accepted")


# In the admin.


def post(client, proposal, **values):
    url = page(Proposal, "change", proposal.pk)
    return client.post(url, form_values(client.get(url)) | values)


def errors(response):
    return dict(response.context["adminform"].form.errors)


def test_an_officer_accepts_in_the_inbox(client, officer):
    proposal = make_proposal()
    client.force_login(officer)

    response = post(client, proposal, _step="accept", kind="friendship_city", note="Called them.")

    assert response.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.handled_by) == ("accepted", officer)
    assert (proposal.partnership.kind, proposal.internal_note) == (
        "friendship_city",
        "Called them.",
    )
    shown = client.get(page(Proposal, "change", proposal.pk))
    assert page(Partnership, "change", proposal.partnership_id) in tree(shown).xpath("//a/@href")
    uses = client.get(page(Partnership, "used", proposal.partnership_id))
    assert page(Proposal, "change", proposal.pk) in tree(uses).xpath("//a/@href")


def test_the_known_partner_is_suggested(client, officer):
    partner = make_partner(name_en="Suwon", country="KR")
    client.force_login(officer)

    form = client.get(page(Proposal, "change", make_proposal().pk)).context["adminform"].form

    assert (form["partner"].value(), form["kind"].value()) == (partner.pk, "other")


def test_declining_asks_why_and_loses_nothing(client, officer):
    proposal = make_proposal()
    client.force_login(officer)

    refused = post(client, proposal, _step="decline", internal_note="Half a thought")
    assert errors(refused) == {"note": ["Write down why it is declined."]}
    assert refused.context["adminform"].form["internal_note"].value() == "Half a thought"
    assert post(client, proposal, _step="decline", note="No means.").status_code == 302

    proposal.refresh_from_db()
    assert (proposal.state, proposal.internal_note) == ("declined", "No means.")


def test_a_second_officer_s_open_form_is_refused(client, officer, colleague):
    proposal = make_proposal()
    client.force_login(colleague)
    url = page(Proposal, "change", proposal.pk)
    opened = form_values(client.get(url))
    proposals.accept(proposal=proposal, by=officer)

    response = client.post(url, opened | {"_step": "decline", "note": "No."})

    (error,) = response.context["adminform"].form.non_field_errors().as_data()
    assert error.code == "changed_meanwhile"
    assert texts(response, "//textarea[@name='note']") == ["No."]
    proposal.refresh_from_db()
    assert proposal.state == "accepted"


def test_what_was_sent_is_not_changed(client, officer):
    proposal = make_proposal()
    client.force_login(officer)

    post(client, proposal, message="Something else", city="Elsewhere", state="declined")

    proposal.refresh_from_db()
    assert (proposal.message, proposal.city, proposal.state) == (
        "We would like to work together.", "Suwon", "new",
    )  # fmt: skip
    assert client.get(page(Proposal, "add")).status_code == 403
    assert client.post(page(Proposal, "revert", proposal.pk)).status_code == 403


def test_markup_in_a_proposal_stays_text(client, officer):
    proposal = make_proposal(city="<b>X</b>", name="<i>Y</i>", message="<script>1</script>")
    client.force_login(officer)

    response = client.get(page(Proposal, "change", proposal.pk))

    assert tree(response).xpath("//main//b | //main//i | //main//script[text()='1']") == []
    assert "<script>1</script>" in texts(response, "//div[contains(@class, 'readonly')]")


@pytest.mark.parametrize(
    "held, status",
    [
        (("cooperation_officer", ""), 200),
        (("publisher", "sistercity"), 200),
        (("author", "sistercity"), 403),
        (("embassy_contributor", "KR"), 403),
        (None, 302),
    ],
)
def test_who_reads_the_letter(held, status, client):
    proposal = with_letter()
    if held:
        client.force_login(make_staff(held))

    response = client.get(page(Proposal, "letter", proposal.pk))

    assert response.status_code == status
    if status == 200:
        assert b"".join(response.streaming_content) == hostile.pdf()
        assert response["Cache-Control"].startswith("private, no-store")
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_no_letter_no_address(client, officer):
    client.force_login(officer)

    assert client.get(page(Proposal, "letter", make_proposal().pk)).status_code == 404


def test_the_dashboard_shows_what_waits(client, officer):
    make_proposal(city="Waits")
    make_proposal(city="Begun", state="in_progress")
    make_proposal(city="Done", state="declined")
    panel = "//section[@aria-labelledby='panel-proposals']//a"
    client.force_login(officer)
    shown = texts(client.get(reverse("admin:index")), panel)
    client.force_login(make_staff(("author", "sistercity")))

    assert [row.partition(":")[0] for row in shown] == ["Waits", "Begun"]
    assert texts(client.get(reverse("admin:index")), panel) == []


def test_the_inbox_is_filtered_by_state_and_purpose(client, officer):
    made = make_proposal(purpose="visit")
    make_proposal(state="declined", purpose="visit")
    make_proposal()
    client.force_login(officer)

    response = client.get(page(Proposal, "changelist"), {"state": "new", "purpose": "visit"})

    assert texts(response, "//tbody//th") == [made.reference]


# After two years.


def clean():
    said = StringIO()
    call_command("clean_proposals", stdout=said)
    return said.getvalue()


def test_what_is_due_is_erased_everywhere(officer, django_capture_on_commit_callbacks):
    today = timezone.localdate()
    due = with_letter(keep_until=today)
    later = with_letter(keep_until=today + timedelta(days=1), message="Something else.")
    tie = proposals.accept(proposal=due, by=officer).partnership
    record = tie.stage_records.get()
    record.internal_note += "\n\nOur own note."
    record.save()
    sent = Proposal.objects.filter(pk=due.pk).values().get()

    with django_capture_on_commit_callbacks(execute=True):
        assert clean() == "Proposals erased: 1\n"

    erased = Proposal.objects.filter(pk=due.pk).values().get()
    gone = dict.fromkeys(["name", "office", "email", "message", "attachment"], "")
    assert {name: value for name, value in erased.items() if value != sent[name]} == gone | {
        "version": sent["version"] + 1
    }
    rows = [*due.history.values(), *record.history.values(), *StageRecord.objects.values()]
    told = str(rows)
    assert [sent[n] for n in ("name", "email", "message", "attachment") if sent[n] in told] == []
    record.refresh_from_db()
    assert record.internal_note == f"{due.reference}\n\n\nOur own note."
    later.refresh_from_db()
    assert (later.name, later.message) == ("Kim Minji", "Something else.")
    exists = storages["internal"].exists
    assert (exists(sent["attachment"]), exists(later.attachment.name)) == (False, True)
    assert clean() == "Proposals erased: 0\n"


@pytest.mark.parametrize("several", [False, True])
def test_whoever_asks_to_be_forgotten_is_deleted_with_all_copies(
    several, client, officer, django_capture_on_commit_callbacks
):
    wish = with_letter()
    letter = wish.attachment.name
    tie = proposals.accept(proposal=wish, by=officer).partnership
    client.force_login(officer)
    many = {"action": "delete_selected", "_selected_action": [wish.pk], "post": "yes"}
    one = reverse("admin:sistercity_proposal_delete", args=[wish.pk])
    inbox = reverse("admin:sistercity_proposal_changelist")
    path, sent = (inbox, many) if several else (one, {"post": "yes"})

    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, sent)

    record = tie.stage_records.get()
    told = str([*Proposal.history.values(), *record.history.values(), record.internal_note])
    assert Proposal.objects.count() == 0
    assert [text for text in (wish.name, wish.email, wish.message) if text in told] == []
    assert not storages["internal"].exists(letter)


def test_a_letter_goes_with_its_proposal(django_capture_on_commit_callbacks):
    proposal = with_letter()
    name = proposal.attachment.name

    with django_capture_on_commit_callbacks(execute=True):
        Proposal.objects.all().delete()

    assert not storages["internal"].exists(name)
