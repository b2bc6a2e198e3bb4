"""Fields in which something was agreed, beside those in which something really happened."""

import dataclasses

from sistercity.agreements import MAY_BIND

HELD = "held"


@dataclasses.dataclass
class Programme:
    """One field of a partnership. `named`: listed for the partnership, whatever was signed."""

    field: object
    named: bool = False
    agreements: list = dataclasses.field(default_factory=list)
    activities: list = dataclasses.field(default_factory=list)

    @property
    def last(self):
        """When something last happened in the field, as far as a date is known."""
        dates = [activity.starts_on for activity in self.activities if activity.starts_on]
        return max(dates, default=None)


def of(tie):
    """A Programme of each field, those agreed first; needs for_page()'s or with_programmes()."""
    found: dict[int, Programme] = {}

    def programme(of_field):
        return found.setdefault(of_field.pk, Programme(of_field))

    for agreement in tie.agreements.all():
        if agreement.signed_on:
            for agreed in fields_of(agreement):
                programme(agreed).agreements.append(agreement)
    for named in tie.fields.all():
        programme(named).named = True
    for activity in tie.shown_activities:
        if activity.field and activity.status == HELD:
            programme(activity.field).activities.append(activity)
    return sorted(found.values(), key=lambda p: (not p.agreements, not p.named, str(p.field)))


def fields_of(agreement):
    """The fields an agreement names, itself or in a commitment."""
    named = {of_field.pk: of_field for of_field in agreement.fields.all()}
    promised = [commitment.field for commitment in agreement.commitments.all()]
    return (named | {of_field.pk: of_field for of_field in promised if of_field}).values()


def without_programme(tie, today):
    """[(field, agreement)] agreed in what may still bind, with no activity held since.

    Needs with_programmes(). An activity without a date counts as held since.
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
