"""Kinds of agreements, and what binds whom until when."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext_lazy

from portal.dates import months_after, years_before


class AgreementType(models.TextChoices):
    LOI = "loi", pgettext_lazy("document", "Letter of Intent")
    MOU = "mou", _("Memorandum of Understanding")
    TECHNICAL = "technical_arrangement", _("Technical arrangement")
    PLAN = "plan_of_action", _("Plan of action")
    STATEMENT = "joint_statement", _("Joint statement")
    AMENDMENT = "amendment", _("Amendment")
    EXTENSION = "extension", _("Extension")


class Term(models.TextChoices):
    FIXED = "fixed", _("Fixed")
    INDEFINITE = "indefinite", _("Indefinite")
    NOT_KNOWN = "not_known", _("Not known")


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    NOT_KNOWN = "validity_not_known", _("Validity not known")
    EXPIRING = "expiring", _("Expires within a year")
    EXPIRED = "expired", _("Expired")
    REPLACED = "replaced", _("Replaced")
    TERMINATED = "terminated", _("Terminated")


class TimeLeft(models.TextChoices):
    """How soon an agreement that may still bind ends, the most urgent first."""

    OVERDUE = "overdue", _("Ended, not renewed")
    MONTH = "1", _("Ends within 1 month")
    QUARTER = "3", _("Ends within 3 months")
    HALF = "6", _("Ends within 6 months")
    YEAR = "12", _("Ends within 12 months")
    LATER = "later", _("Ends later")
    NO_END = "no_end", _("No end date")
    NOT_KNOWN = "not_known", _("End not known")


BINDING = {AgreementType.MOU, AgreementType.EXTENSION}
MAY_BIND = {AgreementStatus.IN_FORCE, AgreementStatus.EXPIRING, AgreementStatus.NOT_KNOWN}
OVER = {AgreementStatus.DRAFT, AgreementStatus.REPLACED, AgreementStatus.TERMINATED}
STEPS = (1, 3, 6, 12)


def status(agreement, today):
    """`in_force` needs a known term or a confirmation less than three years old.

    Whether a newer agreement replaces this one is read from the partnership's prefetched ones.
    """
    if not agreement.signed_on:
        return AgreementStatus.DRAFT
    if agreement.terminated_on:
        return AgreementStatus.TERMINATED
    if any(other.signed_on for other in successors(agreement)):
        return AgreementStatus.REPLACED
    if agreement.term == Term.FIXED and agreement.expires_on:
        last = agreement.expires_on.latest
        if last >= today or not agreement.auto_renew:
            return _status_by_expiry(last, today)
    confirmed = agreement.confirmed_in_force_on
    if agreement.term == Term.INDEFINITE or (
        confirmed and confirmed.latest >= years_before(today, 3)
    ):
        return AgreementStatus.IN_FORCE
    return AgreementStatus.NOT_KNOWN


def _status_by_expiry(last, today):
    if last < today:
        return AgreementStatus.EXPIRED
    expiring = years_before(last, 1) <= today
    return AgreementStatus.EXPIRING if expiring else AgreementStatus.IN_FORCE


def successors(agreement):
    siblings = agreement.partnership.agreements.all()
    return [other for other in siblings if other.replaces_id == agreement.pk]


def chain(agreement):
    """The agreement with those before and after it, oldest first, as far as they are loaded."""
    siblings = {other.pk: other for other in agreement.partnership.agreements.all()}
    first, seen = agreement, {agreement.pk}
    while first.replaces_id in siblings and first.replaces_id not in seen:
        first = siblings[first.replaces_id]
        seen.add(first.pk)
    found, after = [], [first]
    while after:
        found += after
        after = [next_ for one in after for next_ in successors(one) if next_ not in found]
    return found


def time_left(agreement, today):
    """A TimeLeft, or None for what binds nobody: unsigned, terminated or replaced."""
    now = status(agreement, today)
    if now in OVER:
        return None
    if not agreement.expires_on:
        indefinite = agreement.term == Term.INDEFINITE
        return TimeLeft.NO_END if indefinite else TimeLeft.NOT_KNOWN
    last = agreement.expires_on.latest
    if last < today:
        return TimeLeft.OVERDUE
    months = step(last, today)
    return TimeLeft(str(months)) if months else TimeLeft.LATER


def step(end, today):
    """The nearest of 12, 6, 3 and 1 months that has come; None before them and after the end."""
    if end < today:
        return None
    return next((months for months in STEPS if end <= months_after(today, months)), None)


@dataclass(frozen=True)
class Says:
    """What a reader must know of an agreement's validity: one sentence, and what to add to it."""

    main: str
    more: tuple[str, ...] = ()


def in_words(agreement, today, ours):
    """Who is bound until when, in the reader's language; `ours` is the name of this city."""
    names = {"ours": ours or gettext("this city"), "theirs": agreement.partnership.partner}
    now = status(agreement, today)
    return Says(_sentence(agreement, now, names), tuple(_additions(agreement, now)))


def _sentence(agreement, now, names):
    values = names | {
        "end": agreement.expires_on,
        "signed": agreement.signed_on,
        "terminated": agreement.terminated_on,
        "confirmed": agreement.confirmed_in_force_on,
    }
    return _form(agreement, now) % values


def _form(agreement, now):
    match now:
        case AgreementStatus.DRAFT:
            return gettext("Not signed: it does not bind %(ours)s and %(theirs)s.")
        case AgreementStatus.TERMINATED:
            return gettext("Terminated (%(terminated)s): it binds %(ours)s and %(theirs)s no more.")
        case AgreementStatus.REPLACED:
            return gettext("Replaced: %(ours)s and %(theirs)s have signed a newer agreement.")
        case AgreementStatus.EXPIRED:
            return gettext("Expired: it bound %(ours)s and %(theirs)s until %(end)s.")
        case AgreementStatus.NOT_KNOWN:
            return _not_known(agreement)
    return _in_force(agreement)


def _not_known(agreement):
    if agreement.expires_on:
        return gettext(
            "Validity not known: it was to renew itself after %(end)s; no source tells whether it "
            "still binds %(ours)s and %(theirs)s."
        )
    return gettext(
        "Validity not known: %(ours)s and %(theirs)s signed it (%(signed)s); no source tells until "
        "when it binds them."
    )


def _in_force(agreement):
    if agreement.expires_on:
        return gettext("In force: it binds %(ours)s and %(theirs)s until %(end)s.")
    if agreement.term == Term.INDEFINITE:
        return gettext("In force: it binds %(ours)s and %(theirs)s without an end date.")
    return gettext(
        "In force when last confirmed (%(confirmed)s): it binds %(ours)s and %(theirs)s; its end "
        "is not known."
    )


def _additions(agreement, now):
    if now not in MAY_BIND:
        return
    if agreement.auto_renew and now != AgreementStatus.NOT_KNOWN:
        yield gettext("It renews itself unless one side gives notice.")
    if agreement.notice_months:
        yield notice_text(agreement.notice_months)


def notice_text(months):
    return ngettext("Notice: %(count)d month.", "Notice: %(count)d months.", months) % {
        "count": months
    }


def notice_by(agreement):
    """The last day to give notice where the end is known to the day; else None."""
    end = agreement.expires_on
    if not (end and end.precision == "day" and agreement.notice_months):
        return None
    return months_after(end.earliest, -agreement.notice_months)
