"""The yearly report of a partnership (stage 10), made of what is public of that year."""

from datetime import date

from django.utils.translation import gettext as _

from portal import paper
from portal.dates import localdate
from portal.paper import Facts, Paper, Paragraph, Run, Table, text
from portal.templatetags.portal import number
from sistercity.agreements import MAY_BIND
from sistercity.models import Commitment, Evaluation
from sistercity.stages import Stage, StageState

DONE = {StageState.COMPLETED, StageState.DATE_UNKNOWN}


def records(tie, year):
    """The records of that year's reporting, newest round first; needs the prefetched records."""
    found = [r for r in tie.stage_records.all() if r.stage == Stage.REPORTING and r.year == year]
    return sorted(found, key=lambda record: -record.round)


def public_years(tie):
    """Years whose report is made, newest first; needs the prefetched records."""
    done = {
        r.year
        for r in tie.stage_records.all()
        if r.stage == Stage.REPORTING and r.year and r.state in DONE
    }
    return sorted(done, reverse=True)


def missing(tie, today):
    """Last year, if the partnership was binding then and its report is not made; else None.

    Needs with_progress().
    """
    year = today.year - 1
    was_signed = any(mou.signed_on.year <= year for mou in tie.signed_mous)
    if not was_signed or not tie.binds(today) or year in public_years(tie):
        return None
    return year


def report(partner, ties, year, *, author, today):
    """A Paper on these partnerships; the partner as loaded by for_page()."""
    title = _("Yearly report %(year)s: %(partner)s") % {"year": year, "partner": partner}
    made = Paper(Run(title), author)
    for tie in ties:
        _add(made, partner, tie, year, min(today, date(year, 12, 31)))
    return made


def _add(made, partner, tie, year, day):
    agreements = [
        a for a in tie.agreements.all() if a.is_public and _was_signed(a, day) and _binds(a, day)
    ]
    held = [a for a in tie.shown_activities if a.is_public and _falls_in(a, year)]
    benefits = [b for b in tie.shown_benefits if b.is_public and b.year == year]
    notes = [text(r, "public_note") for r in records(tie, year) if r.public_note]
    made.add(tie.get_kind_display(), _facts(partner, tie, day), *map(Paragraph, notes))
    made.add(
        _("Agreements in force"),
        agreements_table(_("Agreements in force"), agreements, day),
        otherwise=_("No agreement is known to have been in force."),
    )
    made.add(
        _("Activities of the year"),
        _activities(held),
        otherwise=_("No source names an activity of this year."),
    )
    made.add(_("Commitments"), _commitments(agreements))
    made.add(_("What it brought"), _benefits(benefits), otherwise=_("No source gives a figure."))
    made.add(_("Evaluation"), *_evaluation(tie, year))
    made.add(_("Sources"), paper.sources(partner, *agreements, *held, *benefits))


def _was_signed(agreement, day):
    return agreement.signed_on and agreement.signed_on.earliest <= day


def _binds(agreement, day):
    return agreement.status(day) in MAY_BIND


def _falls_in(activity, year):
    days = [d for d in (activity.starts_on, activity.ends_on) if d]
    return bool(days) and days[0].year <= year <= days[-1].year


def _facts(partner, tie, day):
    stage = tie.stage(day)
    pairs = [(_("Partner"), text(partner, "name"))]
    if tie.since:
        pairs.append((_("Partner since"), tie.since))
    pairs.append((_("Status"), tie.status(day).label))
    if stage:
        words = _("Stage %(number)s of 10: %(stage)s")
        pairs.append((_("Stage"), words % {"number": stage.number, "stage": stage.label}))
    if tie.confirmed:
        pairs.append((_("Last confirmed"), tie.confirmed))
    if tie.responsible_office and tie.responsible_office.is_public:
        pairs.append((_("Responsible office"), text(tie.responsible_office, "name")))
    pairs.append((_("As of"), localdate(day)))
    return Facts(pairs)


def agreements_table(caption, agreements, day):
    """A Table of these agreements with their status on that day; nothing if there are none."""
    head = [_("Agreement"), _("Signed"), _("Valid until"), _("Status")]
    return agreements and Table(
        caption,
        head,
        [
            [
                text(a, "title") if a.title else a.get_type_display(),
                a.signed_on,
                valid_until(a),
                a.status(day).label,
            ]
            for a in agreements
        ],
    )


def valid_until(agreement):
    if agreement.expires_on:
        return agreement.expires_on
    return _("No end date") if agreement.term == "indefinite" else _("Not known")


def _activities(activities):
    head = [_("Activity"), _("Date"), _("Type"), _("Field"), _("Status")]
    return activities and Table(
        _("Activities of the year"),
        head,
        [
            [
                text(a, "title"),
                a.starts_on,
                a.get_type_display(),
                text(a.field, "name") if a.field else "–",
                a.get_status_display(),
            ]
            for a in activities
        ],
    )


def _commitments(agreements):
    found = list(Commitment.objects.filter(agreement__in=agreements).select_related("field"))
    head = [_("Commitment"), _("Field"), _("Due"), _("State")]
    return found and Table(
        _("Commitments"),
        head,
        [
            [
                text(c, "text"),
                text(c.field, "name") if c.field else "–",
                c.due_on or "–",
                c.get_state_display(),
            ]
            for c in found
        ],
    )


def _benefits(benefits):
    head = [_("What it brought"), _("Direction"), _("Measure"), _("Quantity"), _("Unit")]
    return benefits and Table(
        _("What it brought"), head, [_benefit(benefit) for benefit in benefits], numbers=(3,)
    )


def _benefit(benefit):
    title = [text(benefit, "title")]
    if benefit.method:
        title.append(text(benefit, "method", quiet=True))
    if benefit.caution:
        title.append(Run(benefit.caution, quiet=True))
    quantity = _("not counted") if benefit.quantity is None else number(benefit.quantity)
    return [
        title,
        benefit.get_direction_display(),
        benefit.get_measure_display(),
        [Run(quantity), *([Run(_("estimated"), quiet=True)] if benefit.estimated else [])],
        benefit.currency or benefit.get_unit_display() or "–",
    ]


def _evaluation(tie, year):
    found = list(tie.evaluations.filter(year=year, public=True).select_related("field"))
    if not found:
        return []
    head = [
        _("Field"),
        *(Evaluation._meta.get_field(name).verbose_name for name in Evaluation.CRITERIA),
        _("Recommendation"),
    ]
    rows = [
        [
            text(e.field, "name") if e.field else _("The whole partnership"),
            *(getattr(e, f"get_{name}_display")() for name in Evaluation.CRITERIA),
            e.get_recommendation_display(),
        ]
        for e in found
    ]
    findings = [Paragraph(text(e, "text")) for e in found if e.text]
    return [Table(_("Evaluation"), head, rows), *findings]
