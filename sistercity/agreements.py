"""Kinds of agreements, and what binds whom until when."""

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from portal.dates import years_before


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


BINDING = {AgreementType.MOU, AgreementType.EXTENSION}
MAY_BIND = {AgreementStatus.IN_FORCE, AgreementStatus.EXPIRING, AgreementStatus.NOT_KNOWN}


def status(agreement, today):
    """`in_force` needs a known term or a confirmation less than three years old.

    Whether a newer agreement replaces this one is read from the partnership's prefetched ones.
    """
    if not agreement.signed_on:
        return AgreementStatus.DRAFT
    if agreement.terminated_on:
        return AgreementStatus.TERMINATED
    siblings = agreement.partnership.agreements.all()
    if any(other.replaces_id == agreement.pk and other.signed_on for other in siblings):
        return AgreementStatus.REPLACED
    if agreement.term == Term.FIXED and agreement.expires_on:
        return _status_by_expiry(agreement.expires_on.latest, today)
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
