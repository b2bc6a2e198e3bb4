"""Fields in which something was agreed, beside those in which something really happened."""

import dataclasses
from collections import defaultdict

from django.db.models import F

from sistercity.agreements import MAY_BIND
from sistercity.models import CooperationField

HELD = "held"


@dataclasses.dataclass
class Programme:
    """One field of a partnership. `named`: listed for the partnership, whatever was signed."""

    field: CooperationField
    named: bool = False
    agreements: list = dataclasses.field(default_factory=list)
    activities: list = dataclasses.field(default_factory=list)

    @property
    def last(self):
        """When something last happened in the field, as far as a date is known."""
        dates = [activity.starts_on for activity in self.activities if activity.starts_on]
        return max(dates, default=None)


def load(ties):
    """The ties, each of their agreements with the fields it names, itself or in a commitment.

    One query for all of them, none where no agreement names any. Needs the agreements' prefetch,
    and for the other functions here the fields and `shown_activities` of
    Partnership.objects.with_programmes().
    """
    ties = list(ties)
    agreements = [agreement for tie in ties for agreement in tie.agreements.all()]
    found = defaultdict(list)
    for agreed in _agreed({agreement.pk for agreement in agreements if _may_name(agreement)}):
        found[agreed.agreement].append(agreed)
    for agreement in agreements:
        agreement.agreed_fields = found[agreement.pk]
    return ties


def _may_name(agreement):
    """By the annotations of Partnership.objects.with_programmes(), where they were asked for."""
    known = [getattr(agreement, name, True) for name in ("has_fields", "has_commitments")]
    return any(known)


def _agreed(agreements):
    fields = CooperationField.objects.order_by()
    named = fields.filter(agreements__in=agreements).annotate(agreement=F("agreements"))
    promised = fields.filter(commitments__agreement__in=agreements)
    return named.union(promised.annotate(agreement=F("commitments__agreement")))


def of(tie):
    """A Programme of each field, those agreed first; of a tie that load() has seen."""
    found: dict[int, Programme] = {}

    def programme(of_field):
        return found.setdefault(of_field.pk, Programme(of_field))

    for agreement in tie.agreements.all():
        for agreed in agreement.agreed_fields if agreement.signed_on else ():
            programme(agreed).agreements.append(agreement)
    for named in tie.fields.all():
        programme(named).named = True
    for activity in tie.shown_activities:
        if activity.field and activity.status == HELD:
            programme(activity.field).activities.append(activity)
    return sorted(found.values(), key=lambda p: (not p.agreements, not p.named, str(p.field)))


def without_programme(tie, today):
    """[(field, agreement)] agreed in what may still bind, with no activity held since.

    Of a tie that load() has seen. An activity without a date counts as held since.
    """
    return [
        (programme.field, agreement)
        for programme in of(tie)
        for agreement in programme.agreements
        if agreement.status(today) in MAY_BIND
        and not any(_since(agreement, activity) for activity in programme.activities)
    ]


def _since(agreement, activity):
    starts = activity.starts_on
    return starts is None or starts.latest >= agreement.signed_on.earliest
