"""What stands in the calendar: activities and the ends of agreements; for staff also deadlines."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext as _, gettext_lazy

from portal.dates import PartialDate
from sistercity.agreements import OVER
from sistercity.models import Activity, Agreement, Commitment, StageRecord
from sistercity.stages import BEHIND

KINDS = {
    "activity": gettext_lazy("Visits and events"),
    "expiry": gettext_lazy("Ends of agreements"),
    "deadline": gettext_lazy("Deadlines"),
}
REACH = timedelta(days=731)  # two years, whether or not one of them is a leap year
OPEN = [Commitment.State.OPEN, Commitment.State.IN_PROGRESS]


@dataclass
class Entry:
    """`record` is what it is of; `draft`: the public does not see that."""

    kind: str
    record: object
    starts: PartialDate
    partners: list = field(default_factory=list)
    ends: PartialDate | None = None
    path: str = ""
    draft: bool = False

    @property
    def uid(self):
        return f"{self.kind}-{self.record._meta.model_name}-{self.record.pk}"


def public_entries(activities, agreements, today):
    """Entries of what public.activities() and public.agreements() give."""
    return [*of_activities(activities), *of_agreements(agreements, today)]


def of_late(entries, today):
    """Those that are to come, or were not over two years ago."""
    return [e for e in entries if (e.ends or e.starts).latest >= today - REACH]


def of_activities(activities):
    for activity in activities:
        if activity.starts_on:
            public = activity.public_partners
            yield Entry(
                "activity",
                activity,
                activity.starts_on,
                public or [tie.partner for tie in activity.partnerships.all()],
                activity.ends_on,
                activity.address,
                draft=not (activity.is_public and public),
            )


def of_agreements(agreements, today):
    for agreement in agreements:
        if agreement.expires_on and agreement.status(today) not in OVER:
            partner = agreement.partner()
            path = agreement.get_absolute_url()
            hidden = not (agreement.is_public and partner.is_public)
            yield Entry("expiry", agreement, agreement.expires_on, [partner], None, path, hidden)


def staff_entries(user, today):
    """Drafts and deadlines too, as far as the user may see each of them."""
    activities = Activity.objects.visible_to(user).exclude(state="archived").for_calendar()
    agreements = Agreement.objects.visible_to(user).exclude(state="archived").for_register(user)
    if not user.has_perm("sistercity.view_partner"):
        activities = [activity for activity in activities if activity.public_partners]
    yield from public_entries(activities, agreements, today)
    if user.has_perm("sistercity.view_stagerecord"):
        yield from _stages_due()
    if user.has_perm("sistercity.view_commitment"):
        yield from _commitments_due()


def _stages_due():
    records = StageRecord.objects.filter(
        due_on__isnull=False, partnership__partner__training=False
    ).exclude(state__in=BEHIND)
    for record in records.select_related("partnership__partner"):
        yield Entry("deadline", record, record.due_on, [record.partnership.partner])


def _commitments_due():
    promised = Commitment.objects.filter(
        due_on__isnull=False, state__in=OPEN, agreement__partnership__partner__training=False
    )
    for commitment in promised.select_related("agreement__partnership__partner"):
        partner = commitment.agreement.partner()
        path = commitment.agreement.get_absolute_url()
        yield Entry("deadline", commitment, commitment.due_on, [partner], None, path)


def heading(entry):
    """One line for a calendar; the partners are named besides."""
    record = entry.record
    if entry.kind == "expiry":
        return _("Ends: %(agreement)s") % {"agreement": record}
    if entry.kind == "deadline":
        what = record.get_stage_display() if isinstance(record, StageRecord) else record.text
        return _("Due: %(what)s") % {"what": what}
    return str(record)
