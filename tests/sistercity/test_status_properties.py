"""Status and stage over random histories, against a model that reads the rules one by one."""

from datetime import date

from hypothesis import given, settings, strategies as st

from portal.dates import PartialDate
from sistercity.models import Activity, Agreement, Partner, Partnership, StageRecord
from sistercity.stages import Stage, StageState

TODAY = date(2026, 11, 22)
STAGES = [str(stage) for stage in Stage]
partial_dates = st.one_of(
    st.integers(2015, 2030).map(str),
    st.dates(date(2015, 1, 1), date(2030, 12, 31)).map(lambda day: day.isoformat()[:7]),
    st.dates(date(2015, 1, 1), date(2030, 12, 31)).map(date.isoformat),
).map(PartialDate)
maybe = st.none() | partial_dates
agreements = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["loi", "mou", "extension", "plan_of_action", "joint_statement"]),
        "signed_on": maybe,
        "term": st.sampled_from(["fixed", "indefinite", "not_known"]),
        "expires_on": maybe,
        "confirmed_in_force_on": maybe,
        "terminated_on": st.one_of(st.none(), st.none(), partial_dates),
        "auto_renew": st.sampled_from([None, False, True]),
        "replaces": st.none() | st.integers(0, 3),
    }
)
records = st.fixed_dictionaries(
    {
        "stage": st.sampled_from(STAGES),
        "round": st.integers(1, 3),
        "state": st.sampled_from(StageState.values),
        "year": st.none() | st.integers(2020, 2026),
    }
)
histories = st.fixed_dictionaries(
    {
        "closed": st.sampled_from(["", "", "", "dormant", "ended"]),
        "last_confirmed": maybe,
        "agreements": st.lists(agreements, max_size=4),
        "records": st.lists(records, max_size=8),
        "held": st.lists(partial_dates, max_size=3),
    }
)


def built(history):
    """The same as loaded rows, without a database."""
    tie = Partnership(
        pk=1, partner=Partner(pk=1), kind="sister_city", closed=history["closed"],
        last_confirmed=history["last_confirmed"],
    )  # fmt: skip
    rows = []
    for number, values in enumerate(history["agreements"]):
        replaces = values["replaces"]
        plain = {k: v for k, v in values.items() if k != "replaces"}
        row = Agreement(pk=number + 1, partnership=tie, **plain)
        row.replaces_id = None if replaces in (None, number) else replaces + 1
        rows.append(row)
    yearly = [
        r | {"year": r["year"] if r["stage"] in STAGES[7:] else None} for r in history["records"]
    ]
    tie._prefetched_objects_cache = {
        "agreements": rows,
        "stage_records": [StageRecord(partnership=tie, **values) for values in yearly],
    }
    tie.loaded_evidence = [Activity(starts_on=day, status="held") for day in history["held"]]
    return tie


def last_day(day):
    year, month, *rest = (int(part) for part in [*day.iso.split("-"), "0"][:3]) if day else (0, 0)
    return year, month or 12, (rest[0] if rest and rest[0] else 31)


def in_force(history, number):
    """Whether an agreement binds or may bind, told from its own lines only."""
    a = history["agreements"][number]
    later = [
        b for n, b in enumerate(history["agreements"])
        if n != number and b["replaces"] == number and b["signed_on"]
    ]  # fmt: skip
    if not a["signed_on"] or a["terminated_on"] or later:
        return False
    ends = a["term"] == "fixed" and a["expires_on"] and not a["auto_renew"]
    return not ends or last_day(a["expires_on"]) >= (TODAY.year, TODAY.month, TODAY.day)


def binding(history):
    return any(
        in_force(history, n)
        for n, a in enumerate(history["agreements"])
        if a["type"] in ("mou", "extension")
    )


def early(history):
    return [r for r in history["records"] if STAGES.index(r["stage"]) < 7]


def expected_stage(history):
    if binding(history):
        return 8
    started = [r for r in early(history) if r["state"] != "not_started"]
    if not started:
        return None
    last = max(r["round"] for r in started)
    return max(STAGES.index(r["stage"]) + 1 for r in started if r["round"] == last)


def expected_status(history):
    if history["closed"]:
        return history["closed"]
    signed = [a for a in history["agreements"] if a["signed_on"]]
    if not any(a["type"] in ("mou", "extension") for a in signed):
        if any(a["type"] == "loi" for a in signed):
            return "intent"
        explored = any(r["state"] != "not_started" for r in history["records"])
        return "prospective" if explored else "unconfirmed"
    last = max((r["round"] for r in early(history)), default=1)
    done = ("completed", "skipped_with_reason", "completed_date_unknown", "not_applicable_historic")
    if last > 1 and any(r["state"] not in done for r in early(history) if r["round"] == last):
        return "renewal"
    if not binding(history):
        return "expired"
    dates = [history["last_confirmed"], *history["held"], *(a["signed_on"] for a in signed)]
    latest = max(d.iso for d in dates if d)
    recent = last_day(PartialDate(latest)) >= (TODAY.year - 3, TODAY.month, TODAY.day)
    return "active" if recent else "unconfirmed"


@settings(deadline=None, max_examples=400)
@given(histories)
def test_status_and_stage_follow_the_rules(history):
    tie = built(history)
    stage = tie.stage(TODAY)

    assert (tie.status(TODAY), stage.number if stage else None) == (
        expected_status(history),
        expected_stage(history),
    )


@settings(deadline=None, max_examples=200)
@given(histories)
def test_ten_steps_with_at_most_one_now(history):
    tie = built(history)
    states = [step["state"] for step in tie.steps(TODAY)]

    assert len(states) == 10
    assert states.count("now") == (1 if expected_stage(history) else 0)
    assert states == sorted(states, key=["done", "now", "todo"].index)
