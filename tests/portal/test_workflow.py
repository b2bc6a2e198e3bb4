"""The steps of a record: who may take which, from where, and what stays in the history."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal import workflow
from portal.models import Office
from portal.workflow import STEPS, TRANSITIONS, WorkflowError
from tests.factories import make_office, make_staff

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
STATES = ["draft", "review", "published", "archived"]
TARGETS = {
    ("draft", "submit"): "review",
    ("draft", "archive"): "archived",
    ("review", "approve"): "published",
    ("review", "schedule"): "published",
    ("review", "send_back"): "draft",
    ("published", "send_back"): "draft",
    ("published", "archive"): "archived",
    ("archived", "restore"): "draft",
}
MAY = {
    "author": {("draft", "submit")},
    "publisher": set(TARGETS),
    "translator": set(),
}


def make(state, **values):
    hidden = {} if state in ("published", "archived") else {"published_at": None}
    return make_office(**hidden | {"state": state} | values)


def holder(role):
    return make_staff((role, "de" if role == "translator" else "portal"))


def take(name, record, by):
    later = {"at": timezone.now() + HOUR} if name == "schedule" else {}
    return STEPS[name](record=record, by=by, **later)


@pytest.mark.parametrize("role", MAY)
def test_steps_of_a_role(role):
    user, taken = holder(role), {}
    for state in STATES:
        for name in TRANSITIONS:
            record = make(state)
            try:
                taken[state, name] = str(take(name, record, user).state)
            except WorkflowError:
                record.refresh_from_db()
                assert record.state == state

    assert taken == {step: TARGETS[step] for step in TARGETS if step in MAY[role]}


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("state", STATES)
def test_offered_are_the_steps_that_are_allowed(role, state):
    offered = [step.name for step in workflow.offered(make(state), holder(role))]

    assert offered == [name for name in TRANSITIONS if (state, name) in MAY[role]]


def test_a_step_leaves_its_name_and_its_taker_in_the_history():
    record, publisher = make("review"), holder("publisher")

    workflow.send_back(record=record, by=publisher, note="Who says so?")

    row = record.history.latest()
    assert (row.history_user, row.history_change_reason, row.state) == (
        publisher,
        "send_back: Who says so?",
        "draft",
    )


def test_approval_publishes_at_once():
    record = make("review", published_at=timezone.now() + HOUR)

    workflow.approve(record=record, by=holder("publisher"))

    assert list(Office.objects.published()) == [record]
    assert record.is_public


def test_a_schedule_appears_at_its_moment():
    at = timezone.now() + HOUR
    record = workflow.schedule(
        record=make("review"), by=holder("publisher"), at=at, until=at + HOUR
    )

    moments = [at - HOUR / 2, at, at + HOUR]
    assert [Office.objects.published(moment).count() for moment in moments] == [0, 1, 0]
    assert not record.is_public


@pytest.mark.parametrize("hours, until", [(-1, None), (0, None), (1, 1), (2, 1)])
def test_a_schedule_that_cannot_be_is_refused(hours, until):
    now, record = timezone.now(), make("review")
    with pytest.raises(WorkflowError):
        workflow.schedule(
            record=record,
            by=holder("publisher"),
            at=now + hours * HOUR,
            until=until and now + until * HOUR,
        )

    record.refresh_from_db()
    assert (record.state, record.published_at) == ("review", None)


def written(record, user):
    record.hours_en, record._history_user = f"Changed by {user}", user
    record.save()


def in_review(*, author, submitter, reviewer=None):
    record = make("draft")
    written(record, author)
    workflow.submit(record=record, by=submitter)
    if reviewer:
        written(record, reviewer)
    return record


@pytest.mark.parametrize(
    "author, submitter, reviewer, refused",
    [
        ("own", "own", None, True),
        ("own", "other", None, True),
        ("other", "own", None, True),
        ("other", "other", "own", True),
        ("other", "other", None, False),
        ("other", "other", "other", False),
    ],
)
def test_four_eyes(author, submitter, reviewer, refused, settings):
    own, other = holder("publisher"), holder("publisher")
    people = {"own": own, "other": other, None: None}
    names = {"author": author, "submitter": submitter, "reviewer": reviewer}
    record = in_review(**{name: people[who] for name, who in names.items()})

    for name in ("approve", "schedule"):
        try:
            workflow.check(record, name, by=own)
            found = False
        except WorkflowError as error:
            assert str(error).startswith("You submitted or last changed this record yourself.")
            found = True
        assert found is refused

    settings.FOUR_EYES = False
    assert workflow.approve(record=record, by=own).state == "published"


def test_sending_back_is_no_change_of_the_texts():
    author, publisher = holder("author"), holder("publisher")
    record = in_review(author=author, submitter=author)
    workflow.send_back(record=record, by=publisher)
    workflow.submit(record=record, by=author)

    assert workflow.approve(record=record, by=publisher).state == "published"


def test_a_superuser_alone_can_publish(editor):
    record = in_review(author=editor, submitter=editor)

    assert workflow.approve(record=record, by=editor).state == "published"


def test_the_state_as_stored_counts_not_the_one_in_hand():
    record, publisher = make("review"), holder("publisher")
    Office.objects.filter(pk=record.pk).update(state="archived")

    with pytest.raises(WorkflowError, match="This record is “Archived”"):
        workflow.approve(record=record, by=publisher)


def test_an_unknown_step_is_refused():
    with pytest.raises(WorkflowError):
        workflow.check(make("draft"), "explode", by=holder("publisher"))
