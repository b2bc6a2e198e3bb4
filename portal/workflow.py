"""From draft through review to the public and back: who may take which step, and when.

Every step is one row of TRANSITIONS. It locks the record, asks portal.roles, and leaves its
name as the reason in the record's history.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import roles
from portal.models import Published

State = Published.State


class WorkflowError(Exception):
    """A step is refused; str(error) is a translated sentence for the editor."""


@dataclass(frozen=True)
class Transition:
    name: str
    label: str
    sources: frozenset
    target: str
    action: str
    four_eyes: bool = False


def _table(*rows):
    return {row[0]: Transition(row[0], row[1], frozenset(row[2]), *row[3:]) for row in rows}


TRANSITIONS = _table(
    ("submit", _("Submit for review"), [State.DRAFT], State.REVIEW, "submit"),
    ("approve", _("Approve and publish"), [State.REVIEW], State.PUBLISHED, "publish", True),
    ("schedule", _("Approve and schedule"), [State.REVIEW], State.PUBLISHED, "publish", True),
    ("send_back", _("Send back to draft"), [State.REVIEW, State.PUBLISHED], State.DRAFT, "publish"),
    ("archive", _("Archive"), [State.PUBLISHED, State.DRAFT], State.ARCHIVED, "publish"),
    ("restore", _("Restore as draft"), [State.ARCHIVED], State.DRAFT, "publish"),
)


def submit(*, record, by, note=""):
    return _step("submit", record, by, note)


def approve(*, record, by, at=None, until=None, note=""):
    """Public from now on, or since `at` where that is past, to `until`."""
    return _step("approve", record, by, note, published_at=at, unpublish_at=until)


def schedule(*, record, by, at, until=None, note=""):
    """Public from `at`, which must lie ahead, to `until`."""
    return _step("schedule", record, by, note, published_at=at, unpublish_at=until)


def send_back(*, record, by, note=""):
    return _step("send_back", record, by, note)


def archive(*, record, by, note=""):
    return _step("archive", record, by, note)


def restore(*, record, by, note=""):
    return _step("restore", record, by, note)


STEPS = {step.__name__: step for step in (submit, approve, schedule, send_back, archive, restore)}


def offered(record, user):
    """The transitions a user may take a record through now."""
    return [
        step
        for step in TRANSITIONS.values()
        if record.state in step.sources and roles.may(user, step.action, type(record), record)
    ]


def check(record, name, *, by, changed=False):
    """Raise WorkflowError unless `by` may take the record through this step.

    `changed` says that the same form brings changes of the texts; a name that is no
    transition is refused like one that is not allowed.
    """
    step = TRANSITIONS.get(name)
    if step is None or not roles.may(by, step.action, type(record), record):
        raise WorkflowError(_("Your role does not allow this step. Ask a publisher to take it."))
    if record.state not in step.sources:
        raise WorkflowError(
            _("This record is “%(state)s”, so this step is not possible. Reload the page.")
            % {"state": record.get_state_display()}
        )
    if step.four_eyes and needs_other_eyes(by) and (changed or by.pk in hands(record)):
        raise WorkflowError(
            _(
                "You submitted or last changed this record yourself. Another publisher must "
                "approve it."
            )
        )


def needs_other_eyes(user):
    """A superuser stands outside: where there is one account only, nobody could publish."""
    return settings.FOUR_EYES and not user.is_superuser


def hands(record):
    """Keys of those who made the last draft, submitted it or changed it in review."""
    found = set()
    if record.pk:
        rows = record.history.order_by("-history_id")
        for state, user, why in rows.values_list("state", "history_user", "history_change_reason"):
            if (why or "").partition(":")[0] in TRANSITIONS.keys() - {"submit"}:
                continue  # a step on the way is no change of the texts
            found.add(user)
            if state != State.REVIEW:
                break
    return found


def check_period(published_at, unpublish_at, *, scheduling=False, now=None):
    """Yield (field, sentence) for each moment that cannot be."""
    now = now or timezone.now()
    if scheduling and not published_at:
        yield "published_at", _("Say from when the record is to be public.")
    elif scheduling and published_at <= now:
        yield "published_at", _("This moment is past. Choose one that lies ahead.")
    if unpublish_at and published_at and unpublish_at <= published_at:
        yield "unpublish_at", _("“Published until” must be after “published from”.")
    elif unpublish_at and unpublish_at <= now:
        yield "unpublish_at", _("This moment is past. Choose one that lies ahead.")


@transaction.atomic
def _step(name, record, by, note, **moments):
    row = type(record)._base_manager.select_for_update().get(pk=record.pk)
    check(row, name, by=by)
    for field, value in moments.items():
        setattr(row, field, value)
    now = timezone.now()
    if name == "approve" and (not row.published_at or row.published_at > now):
        row.published_at = now
    if name in ("approve", "schedule"):
        for _field, sentence in check_period(
            row.published_at, row.unpublish_at, scheduling=name == "schedule", now=now
        ):
            raise WorkflowError(sentence)
    row.state = TRANSITIONS[name].target
    row._history_user, row._change_reason = by, reason(name, note)
    row.save(update_fields=["state", "published_at", "unpublish_at"])
    for field in ("state", "published_at", "unpublish_at", "version", "updated_at"):
        setattr(record, field, getattr(row, field))
    return record


def reason(name, note):
    return f"{name}: {note}"[:100] if note else name
