"""Partnerships in bulk for query tests and benches; the same data at every call."""

from itertools import chain

from django.utils import timezone

from sistercity.models import (
    Activity,
    Agreement,
    Benefit,
    Commitment,
    CooperationField,
    Evaluation,
    Partner,
    Partnership,
    StageRecord,
)
from sistercity.stages import Stage

COUNTRIES = ["DE", "KR", "CN", "JP", "MY", "BE", "EC", "US", "TH", "FR"]
BATCH = 500
YEARS = 2


def make(count, **partner):
    """`count` public partnerships, oldest first, each with what the section keeps of one.

    Three agreements, six activities, four benefits, two commitments, two evaluations and up to
    thirteen stage records each; every fifth has signed nothing and stands at one of the stages
    1 to 6. Values given go to the partners. Search and history learn nothing of them.
    """
    today = timezone.localdate()
    first = Partner.objects.count() + 1
    numbers = range(first, first + count)
    fields = _fields()
    ties = _ties(numbers, partner)
    pairs = list(zip(numbers, ties, strict=True))
    agreements = _add(Agreement, (_agreements(n, tie, today) for n, tie in pairs))
    _link(Agreement.fields.through, "agreement", agreements, "cooperationfield", fields)
    _link(Partnership.fields.through, "partnership", ties, "cooperationfield", fields)
    activities = _add(Activity, (_activities(n, fields, today) for n in numbers))
    owners = [tie for tie in ties for _n in range(6)]
    _link(Activity.partnerships.through, "activity", activities, "partnership", owners)
    _add(Benefit, (_benefits(n, tie, today) for n, tie in pairs))
    _add(Commitment, ([_commitment(a, fields)] for a in agreements if a.type == "mou"))
    _add(Evaluation, (_evaluations(tie, today) for n, tie in pairs if n % 5))
    _add(StageRecord, (_records(n, tie, today) for n, tie in pairs))
    return ties


def _fields():
    made = [
        CooperationField(code=f"bench-{n}", name_en=f"Field {n}", group="economy") for n in range(5)
    ]
    if not CooperationField.objects.filter(code="bench-0").exists():
        CooperationField.objects.bulk_create(made)
    return list(CooperationField.objects.filter(code__startswith="bench-").order_by("code"))


def _ties(numbers, values):
    partners = _add(Partner, ([_partner(n, values)] for n in numbers))
    kinds = list(Partnership.Kind)
    ties = [
        Partnership(partner=p, kind=kinds[n % 3], since=str(1960 + n % 60))
        for n, p in zip(numbers, partners, strict=True)
    ]
    return Partnership.objects.bulk_create(ties, BATCH)


def _add(model, groups):
    return model.objects.bulk_create(list(chain.from_iterable(groups)), BATCH)


def _link(through, source, rows, target, targets):
    """Rows and targets in step, the targets from their beginning as often as needed."""
    links = [
        through(**{f"{source}_id": row.pk, f"{target}_id": targets[n % len(targets)].pk})
        for n, row in enumerate(rows)
    ]
    through.objects.bulk_create(links, BATCH)


def _public():
    return {"state": "published", "published_at": timezone.now()}


def _partner(n, values):
    defaults = {
        "slug": f"bench-partner-{n}",
        "name_en": f"Bench Partner {n}",
        "name_ind": f"Mitra Uji {n}",
        "country": COUNTRIES[n % len(COUNTRIES)],
        "latitude": n % 120 - 60,
        "longitude": n % 300 - 150,
        "time_zone": "Europe/Berlin",
    }
    return Partner(**defaults | _public() | values)


def _agreements(n, tie, today):
    """A letter, an MoU that ends between the last and the next four years, and a plan."""
    signed = today.year - 3
    terms = [
        {"type": "loi", "signed_on": f"{signed - 1}-05-24"},
        {"type": "mou", "signed_on": f"{signed}-04-22", "term": "fixed"},
        {"type": "plan_of_action", "signed_on": f"{signed}-09"},
    ]
    terms[1]["expires_on"] = f"{today.year - 1 + n % 5}-0{n % 9 + 1}-22"
    if not n % 5:
        terms = [{"type": "joint_statement", "signed_on": None}, terms[0], {"type": "loi"}]
    return [
        Agreement(
            partnership=tie,
            slug=f"bench-agreement-{n}-{m}",
            title_en=f"Agreement {n}.{m}",
            number=f"B/{n}/{m}",
            **term,
            **_public(),
        )
        for m, term in enumerate(terms)
    ]


def _activities(n, fields, today):
    return [
        Activity(
            slug=f"bench-activity-{n}-{m}",
            title_en=f"Activity {n}.{m}",
            type="festival",
            field=fields[(n + m) % 3],
            starts_on=f"{today.year - m - n % 4}-0{m + 1}",
            **_public(),
        )
        for m in range(6)
    ]


def _benefits(n, tie, today):
    measures = [
        {"measure": "students", "quantity": 12 + n % 7, "unit": "people"},
        {"measure": "funds", "quantity": 1000 * n, "currency": "EUR"},
        {"measure": "funds", "quantity": 5_000_000 * n, "currency": "IDR", "estimated": True},
        {"measure": "service_improved"},
    ]
    return [
        Benefit(
            partnership=tie,
            title_en=f"Benefit {n}.{m}",
            year=today.year - m,
            direction="received",
            sources=[{"title": "Yearbook", "url": None}],
            **values,
            **_public(),
        )
        for m, values in enumerate(measures)
    ]


def _commitment(agreement, fields):
    return Commitment(agreement=agreement, field=fields[agreement.pk % 5], text_en="Commitment")


def _evaluations(tie, today):
    scores = dict.fromkeys(Evaluation.CRITERIA, 4)
    return [
        Evaluation(partnership=tie, year=today.year - n, recommendation="continue", **scores)
        for n in range(1, YEARS + 1)
    ]


def _records(n, tie, today):
    """Signed: seven done and three of each year; else in progress, waiting or overdue at one."""
    stages = list(Stage)
    if n % 5:
        done = {"state": "completed", "completed_on": f"{today.year - 3}-04-22"}
        yearly = [(stage, today.year - y) for y in range(YEARS) for stage in stages[7:]]
        return [StageRecord(partnership=tie, stage=stage, **done) for stage in stages[:7]] + [
            StageRecord(partnership=tie, stage=s, year=y, state="in_progress") for s, y in yearly
        ]
    at = n // 5 % 6
    state = ["in_progress", "waiting_partner", "waiting_council"][n // 5 % 3]
    due = f"{today.year - n // 5 % 2}-01-01"
    past = [StageRecord(partnership=tie, stage=s, state="completed") for s in stages[:at]]
    return [*past, StageRecord(partnership=tie, stage=stages[at], state=state, due_on=due)]
