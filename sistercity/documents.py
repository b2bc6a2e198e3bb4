"""Documents: filed with what belongs together, and accepted by another pair of eyes."""

from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import roles
from portal.workflow import needs_other_eyes
from sistercity.models import Document
from sistercity.models.documents import remove_on_commit

STEPS = {"accept": _("Accept"), "decline": _("Decline")}


class DocumentError(Exception):
    """A step is refused; str(error) is a translated sentence for the officer."""


def keeps(user):
    """Whether a user's own documents count at once, and those of embassies are theirs to answer."""
    return roles.may(user, "publish", Document)


def strangers(*, partnership, record=None, agreement=None, activity=None):
    """Names of those among the three that belong to another partnership, or to none."""
    tie = partnership and partnership.pk
    found = {
        "record": record and record.partnership_id != tie,
        "agreement": agreement and agreement.partnership_id != tie,
        "activity": activity and not activity.partnerships.filter(pk=tie).exists(),
    }
    return [name for name, is_strange in found.items() if is_strange]


@transaction.atomic
def save(*, document, by):
    """Save a document, new or changed, with size and hash of a file that is not stored yet.

    Of those who keep documents it counts at once; an embassy's waits, a declined one anew. Raises
    DiskFull; storing within portal.storage.all_or_nothing() leaves no file behind a failed save.
    """
    old = Document.objects.select_for_update().filter(pk=document.pk).first()
    if not document.file._committed:
        measure(document)
    if old is None:
        document.uploaded_by = by
        document.accepted_at = timezone.now() if keeps(by) else None
    elif not keeps(by):
        document.declined_because = ""
    document._history_user = by
    document.save()
    if old and old.file.name != document.file.name:
        remove_on_commit(old.file)
    return document


def measure(document):
    """The hash also goes to the history, which keeps no files."""
    document.file.seek(0)
    data = document.file.read()
    document.file.seek(0)
    document.size, document.sha256 = len(data), sha256(data).hexdigest()
    document._change_reason = f"SHA-256 {document.sha256}"


def check(document, step, *, by, changed=False, reason=""):
    """Raise DocumentError unless `by` may answer the document so.

    `changed` says that the same form brings changes of the document.
    """
    if step not in STEPS or not keeps(by):
        raise DocumentError(_("Your role does not allow this step. Ask a cooperation officer."))
    if not document.awaits_acceptance:
        raise DocumentError(_("This document has been accepted already. Reload the page."))
    if document.declined_because:
        raise DocumentError(_("This document has been declined already. Reload the page."))
    if step == "decline" and not reason.strip():
        raise DocumentError(_("Say why it is declined: whoever brought it reads this."))
    if step == "accept" and needs_other_eyes(by) and (changed or by.pk in hands(document)):
        raise DocumentError(
            _("You brought or changed this document yourself. Another officer must accept it.")
        )


def hands(document):
    """Keys of those who brought or changed it; whoever declined it has not."""
    rows = document.history.exclude(history_change_reason="decline")
    return set(rows.values_list("history_user", flat=True))


def accept(*, document, by):
    return _answer("accept", document, by, accepted_at=timezone.now())


def decline(*, document, by, reason):
    return _answer("decline", document, by, declined_because=reason)


@transaction.atomic
def _answer(step, document, by, **values):
    row = Document.objects.select_for_update().get(pk=document.pk)
    check(row, step, by=by, reason=values.get("declined_because", ""))
    for name, value in values.items():
        setattr(row, name, value)
    row._history_user, row._change_reason = by, step
    row.save(update_fields=[*values])
    return row
