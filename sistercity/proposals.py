"""Proposals from abroad: received, answered by an officer, and erased when their time has come."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal import roles, translating
from portal.dates import PartialDate
from portal.frame import home_city
from portal.languages import LANGUAGES, SOURCE
from portal.storage import all_or_nothing
from sistercity import proposal_mail
from sistercity.models import Activity, Partner, Partnership, Proposal, StageRecord
from sistercity.models.documents import remove_on_commit
from sistercity.stages import Stage, StageState

KEPT = timedelta(days=730)
STEPS = {
    "take": _("Take on"),
    "accept": _("Accept"),
    "answer": _("Mark as answered"),
    "decline": _("Decline"),
}
RESULTS = {
    "take": Proposal.State.IN_PROGRESS,
    "accept": Proposal.State.ACCEPTED,
    "answer": Proposal.State.ANSWERED,
    "decline": Proposal.State.DECLINED,
}
VISITS = {
    Proposal.Purpose.VISIT: Activity.Type.DELEGATION_IN,
    Proposal.Purpose.INVITATION: Activity.Type.INVITATION,
}


class ProposalError(Exception):
    """A step is refused; str(error) is a translated sentence for the officer."""


def receive(*, proposal, topics=(), partner=None):
    """Keep what a visitor sent, and tell sender and office once it is kept; may raise DiskFull.

    One whose reference is there already was sent twice: the first is kept.
    """
    proposal.consent_at = timezone.now()
    proposal.keep_until = timezone.localdate() + KEPT
    try:
        with all_or_nothing(), transaction.atomic():
            proposal.save()
            proposal.fields.set(topics)
            office = office_for(partner)
            transaction.on_commit(lambda: proposal_mail.announce(proposal, office))
    except IntegrityError:
        return Proposal.objects.get(reference=proposal.reference)
    return proposal


def office_for(partner):
    """Who answers: the office of an existing partnership, else the city's contact."""
    tie = partner and partner.partnerships.select_related("responsible_office").first()
    city = home_city()
    return (tie and tie.responsible_office) or (city and city.contact)


def check(proposal, step, *, by, note=""):
    """Raise ProposalError unless `by` may take this step now."""
    if step not in STEPS or not roles.may(by, "change", Proposal, proposal):
        raise ProposalError(_("Your role does not allow this step. Ask a cooperation officer."))
    if not proposal.is_open:
        raise ProposalError(
            _("This proposal is “%(state)s” already, by %(officer)s. Reload the page.")
            % {"state": proposal.get_state_display(), "officer": proposal.handled_by or "–"}
        )
    if step == "take" and proposal.state == Proposal.State.IN_PROGRESS:
        raise ProposalError(
            _("%(officer)s has taken this proposal on already.")
            % {"officer": proposal.handled_by or "–"}
        )
    if step == "accept" and proposal.purpose == Proposal.Purpose.INFORMATION:
        raise ProposalError(_("A request for information is answered, not accepted."))
    if step == "decline" and not note.strip():
        raise ProposalError(_("Write down why it is declined."))


@transaction.atomic
def take(*, proposal, by):
    return _close(_locked(proposal, "take", by), "take", by)


@transaction.atomic
def answer(*, proposal, by, note=""):
    return _close(_locked(proposal, "answer", by), "answer", by, note)


@transaction.atomic
def decline(*, proposal, by, note):
    return _close(_locked(proposal, "decline", by, note), "decline", by, note)


@transaction.atomic
def accept(*, proposal, by, partner=None, kind=Partnership.Kind.OTHER, note=""):
    """A cooperation becomes a partnership at stage 1, a visit or an invitation an activity.

    Without a partner a cooperation makes a draft of one. Asked again by the same officer, nothing
    is made twice; another one is told by ProposalError.
    """
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.state == Proposal.State.ACCEPTED and row.handled_by_id == by.pk:
        return row
    check(row, "accept", by=by)
    if row.purpose == Proposal.Purpose.COOPERATION:
        row.partnership = _explore(row, partner or _new_partner(row, by), kind, by)
    else:
        row.activity = _plan(row, partner, by)
        row.partnership = partner and partner.partnerships.order_by("pk").first()
    return _close(row, "accept", by, note)


def known_partner(proposal):
    """The partner of that country which has the city's name in any language, or None."""
    names = [translating.column("name", code) for code in LANGUAGES]
    same = Q(local_name__iexact=proposal.city.strip())
    for name in names:
        same |= Q(**{f"{name}__iexact": proposal.city.strip()})
    found = Partner.objects.filter(same, country=proposal.country, training=False)
    return found.order_by("pk").first()


def _locked(proposal, step, by, note=""):
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    check(row, step, by=by, note=note)
    return row


def _close(row, step, by, note=""):
    row.state, row.handled_by = RESULTS[step], by
    row.internal_note = "\n\n".join(filter(None, [row.internal_note, note]))
    row._history_user, row._change_reason = by, step
    row.save(update_fields=["state", "handled_by", "internal_note", "partnership", "activity"])
    return row


def _new_partner(proposal, by):
    """A draft under the name its own office writes, in that office's language."""
    slug = slugify(proposal.city)[:60] or "partner"
    if Partner.objects.filter(slug=slug).exists():
        slug = f"{slug}-{proposal.reference.lower()}"
    partner = Partner(slug=slug, country=proposal.country, source_language=proposal.language)
    setattr(partner, translating.column("name", proposal.language), proposal.city)
    return _saved(partner, proposal, by)


def _explore(proposal, partner, kind, by):
    """The partner's partnership of that kind, at stage 1 unless it stands there already."""
    tie = Partnership.objects.filter(partner=partner, kind=kind).first()
    if tie is None:
        office = office_for(partner)
        tie = Partnership(partner=partner, kind=kind, responsible_office=office)
        _saved(tie, proposal, by)
    tie.fields.add(*proposal.fields.all())
    records = StageRecord.objects.filter(partnership=tie, stage=Stage.EXPLORATION, round=1)
    record = records.first() or StageRecord(partnership=tie, stage=Stage.EXPLORATION)
    if record.state == StageState.NOT_STARTED:
        record.state = StageState.IN_PROGRESS
        record.started_on = PartialDate(timezone.localdate().isoformat())
    note = f"{proposal.reference}\n{proposal.message}"
    record.internal_note = "\n\n".join(filter(None, [record.internal_note, note]))
    _saved(record, proposal, by)
    return tie


def _plan(proposal, partner, by):
    """A draft of a planned activity; its texts are the officer's to write."""
    kind = VISITS[proposal.purpose]
    activity = Activity(slug=f"{kind.replace('_', '-')}-{proposal.reference.lower()}", type=kind)
    activity.status, activity.source_language = Activity.Status.PLANNED, SOURCE
    with translation.override(SOURCE):
        title = f"{Activity.Type(kind).label}: {proposal.city}"
    setattr(activity, translating.column("title", SOURCE), title)
    _saved(activity, proposal, by)
    if partner:
        activity.partnerships.set(partner.partnerships.order_by("pk")[:1])
    return activity


def _saved(record, proposal, by):
    record._history_user, record._change_reason = by, f"proposal {proposal.reference}"
    record.save()
    return record


@transaction.atomic
def erase(*, proposal):
    """Erase what says who wrote and what, its copies too; country, city, purpose, dates stay.

    The history keeps none of these fields.
    """
    if proposal.message:
        for rows in (StageRecord.objects, StageRecord.history):
            rows.filter(
                partnership=proposal.partnership_id, internal_note__contains=proposal.message
            ).update(internal_note=Replace(F("internal_note"), Value(proposal.message), Value("")))
    remove_on_commit(proposal.attachment)
    proposal.name = proposal.office = proposal.email = proposal.message = ""
    proposal.attachment = ""
    proposal._change_reason = "erased"
    proposal.save(update_fields=["name", "office", "email", "message", "attachment"])


def due_for_erasure(today):
    """Proposals whose time has come and of which something is left to erase."""
    left = ~Q(name="") | ~Q(office="") | ~Q(email="") | ~Q(message="") | ~Q(attachment="")
    return Proposal.objects.filter(left, keep_until__lte=today)
