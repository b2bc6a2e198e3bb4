"""What needs an officer's eye, derived from a partnership as sistercity.board loads it."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.dates import years_before
from sistercity import programmes
from sistercity.agreements import AgreementStatus
from sistercity.stages import BEHIND, Stage

QUIET_YEARS = 2


class Kind(models.TextChoices):
    """Most urgent first."""

    OVERDUE = "overdue", _("Stage overdue")
    EXPIRING = "expiring", _("Agreement expires within a year")
    NO_REPORT = "no_report", _("Yearly report missing")
    QUIET = "quiet", _("No activity for 24 months")
    NO_PROGRAMME = "no_programme", _("Field agreed without programme")


SENTENCES = {
    Kind.OVERDUE: _("%(stage)s was due: %(date)s."),
    Kind.EXPIRING: _("%(agreement)s: valid until %(date)s."),
    Kind.NO_REPORT: _("The report for %(year)s is missing."),
    Kind.QUIET: _("The latest activity on record: %(date)s."),
    Kind.NO_PROGRAMME: _("Agreed, and nothing held since: %(field)s."),
}
NEVER = _("No activity is on record.")


@dataclass(frozen=True)
class Warning:
    """str() is a sentence in the reader's language."""

    kind: Kind
    values: tuple = ()

    def __str__(self):
        if self.kind == Kind.QUIET and not self.values:
            return str(NEVER)
        return SENTENCES[self.kind] % dict(self.values)


def warnings(tie, today):
    """The warnings of a partnership, most urgent first; a closed one has none."""
    if tie.closed:
        return []
    found = [*overdue(tie, today), *expiring(tie, today)]
    if tie.binds(today):
        found += [*without_report(tie, today), *quiet(tie, today), *without_programme(tie, today)]
    return found


def overdue(tie, today):
    for record in tie.stage_records.all():
        if record.is_overdue(today):
            values = ("stage", Stage(record.stage).label), ("date", record.due_on)
            yield Warning(Kind.OVERDUE, values)


def expiring(tie, today):
    for agreement in tie.agreements.all():
        if agreement.status(today) == AgreementStatus.EXPIRING:
            values = ("agreement", agreement.get_type_display()), ("date", agreement.expires_on)
            yield Warning(Kind.EXPIRING, values)


def without_report(tie, today):
    """Of the last whole year, if the MoU was signed before it ended and nothing was reported."""
    year = today.year - 1
    signed = any(mou.signed_on.year <= year for mou in tie.signed_mous)
    reported = any(
        record.stage == Stage.REPORTING and record.year == year and record.state in BEHIND
        for record in tie.stage_records.all()
    )
    if signed and not reported:
        yield Warning(Kind.NO_REPORT, (("year", year),))


def quiet(tie, today):
    """No activity held within 24 months, however its partial date is read."""
    latest = max((activity.starts_on for activity in tie.evidence), default=None)
    ends = [a.ends_on or a.starts_on for a in tie.evidence]
    if not any(day.latest >= years_before(today, QUIET_YEARS) for day in ends):
        yield Warning(Kind.QUIET, (("date", latest),) if latest else ())


def without_programme(tie, today):
    fields = {field.pk: field for field, _agreement in programmes.without_programme(tie, today)}
    for field in fields.values():
        yield Warning(Kind.NO_PROGRAMME, (("field", field),))
