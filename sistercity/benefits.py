"""Who vouches for a benefit: never the one who entered it, and only for what stands there now."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import roles, workflow

VERIFY = "verify"
# A change to one of these is a new statement, for which nobody has vouched yet.
STATED = {
    "partnership", "activity", "field", "year", "direction", "measure", "quantity", "unit",
    "currency", "estimated", "evidence", "sources",
}  # fmt: skip


class VerificationError(Exception):
    """A verification is refused; str(error) is a translated sentence for the officer."""


def may_verify(user, benefit):
    """Those who publish, and the officers, who keep benefits and cannot publish them."""
    model = type(benefit)
    return roles.may(user, "publish", model, benefit) or roles.may(user, "add", model)


def entered_by(benefit):
    """Keys of all who wrote what the benefit now says; steps of the workflow write nothing."""
    steps = workflow.TRANSITIONS.keys() | {VERIFY}
    rows = benefit.history.values_list("history_user", "history_change_reason")
    return {user for user, why in rows if (why or "").partition(":")[0] not in steps}


def check_verification(benefit, *, by, changed=False):
    """Raise VerificationError unless `by` may vouch for the benefit as it is stored.

    `changed` says that the same form brings changes, which would be one's own entry.
    """
    if benefit.pk is None or not may_verify(by, benefit):
        raise VerificationError(_("Your role does not allow this step."))
    if changed:
        raise VerificationError(_("Save your changes first. Somebody else must verify them."))
    if workflow.needs_other_eyes(by) and by.pk in entered_by(benefit):
        raise VerificationError(
            _("You entered or changed this figure yourself. Somebody else must verify it.")
        )
    if benefit.evidence_id is None and not benefit.sources:
        raise VerificationError(_("There is nothing to verify it by: no document and no source."))


@transaction.atomic
def verify(*, benefit, by):
    row = type(benefit)._base_manager.select_for_update().get(pk=benefit.pk)
    check_verification(row, by=by)
    row.verified_by, row.verified_on = by, timezone.localdate()
    row._history_user, row._change_reason = by, VERIFY
    row.save(update_fields=["verified_by", "verified_on"])
    return row


def withdraw_verification(benefit):
    """On the record only, which is saved with what has been changed."""
    benefit.verified_by = benefit.verified_on = None
