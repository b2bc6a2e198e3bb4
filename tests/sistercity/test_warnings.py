"""What an officer is warned of, on a given day."""

from datetime import date

import pytest

from portal.dates import PartialDate
from sistercity import programmes
from sistercity.models import Partnership
from sistercity.warnings import Kind, warnings
from tests.factories import (
    make_activity,
    make_agreement,
    make_commitment,
    make_field,
    make_partner,
    make_partnership,
    make_stage_record,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
DRAFT = {"state": "draft", "published_at": None}


def found(tie, kind, training=False):
    return [str(warning) for warning in all_warnings(tie, training) if warning.kind == kind]


def all_warnings(tie, training=False):
    (loaded,) = programmes.load(Partnership.objects.for_board(training).filter(pk=tie.pk))
    return warnings(loaded, TODAY)


def in_force(**values):
    """A partnership with an MoU in force, about which nothing else is known."""
    tie = make_partnership(**values)
    make_agreement(partnership=tie, signed_on="2020-05", term="indefinite")
    return tie


@pytest.mark.parametrize(
    "state, due, overdue",
    [
        ("in_progress", "2026-11-21", True),
        ("waiting_partner", "2026-10", True),
        ("waiting_council", "2025", True),
        ("in_progress", "2026-11-22", False),
        ("in_progress", "2026-11", False),
        ("in_progress", None, False),
        ("not_started", "2026-01", False),
        ("completed", "2026-01", False),
    ],
)
def test_stage_is_overdue_once_its_day_is_past(state, due, overdue):
    tie = make_partnership()
    make_stage_record(partnership=tie, state=state, due_on=due)

    expected = [f"Exploration was due: {PartialDate(due)}."] if overdue else []
    assert found(tie, Kind.OVERDUE) == expected


@pytest.mark.parametrize(
    "ends, expiring", [("2027-11-22", True), ("2026-11-22", True), ("2027-11-23", False)]
)
def test_agreement_that_ends_within_a_year(ends, expiring):
    tie = make_partnership()
    make_agreement(partnership=tie, signed_on="2020", term="fixed", expires_on=ends)
    make_agreement(partnership=tie, signed_on="2020", term="fixed", expires_on="2027", **DRAFT)

    assert len(found(tie, Kind.EXPIRING)) == expiring


@pytest.mark.parametrize(
    "values, quiet",
    [
        ({"starts_on": "2024-11-22"}, False),
        ({"starts_on": "2024-11"}, False),
        ({"starts_on": "2024"}, False),
        ({"starts_on": "2024-01", "ends_on": "2024-12"}, False),
        ({"starts_on": "2024-11-21"}, True),
        ({"starts_on": "2023"}, True),
        ({"starts_on": "2026-01", "status": "planned"}, True),
        ({"starts_on": "2026-01", "status": "cancelled"}, True),
        ({"starts_on": "2026-01", **DRAFT}, True),
        ({}, True),
    ],
)
def test_partnership_is_quiet_without_activity_for_24_months(values, quiet):
    tie = in_force()
    make_activity(tie, **values)

    assert len(found(tie, Kind.QUIET)) == quiet


def test_quiet_says_what_was_last():
    tie, silent = in_force(), in_force()
    make_activity(tie, starts_on="2019")
    make_activity(tie, starts_on="2020-05")

    assert found(tie, Kind.QUIET) == ["The latest activity on record: May 2020."]
    assert found(silent, Kind.QUIET) == ["No activity is on record."]


@pytest.mark.parametrize(
    "stage, year, state, missing",
    [
        ("reporting", 2025, "completed", False),
        ("reporting", 2025, "skipped_with_reason", False),
        ("reporting", 2025, "in_progress", True),
        ("reporting", 2024, "completed", True),
        ("evaluation", 2025, "completed", True),
    ],
)
def test_report_of_the_last_whole_year(stage, year, state, missing):
    tie = in_force()
    make_stage_record(partnership=tie, stage=stage, year=year, state=state, reason="r")

    assert found(tie, Kind.NO_REPORT) == ["The report for 2025 is missing."] * missing


def test_no_report_of_a_year_before_the_signing():
    tie = make_partnership()
    make_agreement(partnership=tie, signed_on="2026-02", term="indefinite")

    assert found(tie, Kind.NO_REPORT) == []


def test_fields_agreed_without_programme():
    tie = make_partnership()
    held, early, cancelled, promised = (
        make_field(code=f"f{n}", name_en=name)
        for n, name in enumerate(["Held", "Early", "Cancelled", "Promised"])
    )
    agreement = make_agreement(partnership=tie, signed_on="2020-05", term="indefinite")
    agreement.fields.set([held, early, cancelled])
    make_commitment(agreement=agreement, field=promised)
    expired = make_agreement(partnership=tie, signed_on="2000", term="fixed", expires_on="2005")
    expired.fields.add(make_field(name_en="Of old"))
    make_activity(tie, field=held, starts_on="2021")
    make_activity(tie, field=early, starts_on="2019")
    make_activity(tie, field=cancelled, starts_on="2021", status="cancelled")
    make_activity(field=promised, starts_on="2021")

    assert found(tie, Kind.NO_PROGRAMME) == [
        "Agreed, and nothing held since: Cancelled.",
        "Agreed, and nothing held since: Early.",
        "Agreed, and nothing held since: Promised.",
    ]


@pytest.mark.parametrize("closed", ["dormant", "ended"])
def test_a_closed_partnership_has_no_warnings(closed):
    tie = in_force(closed=closed)
    make_stage_record(partnership=tie, state="in_progress", due_on="2000")

    assert all_warnings(tie) == []


def test_drafts_count_for_training_data_only():
    tie = make_partnership(partner=make_partner(training=True, **DRAFT))
    make_agreement(partnership=tie, term="fixed", expires_on="2027-01", **DRAFT)

    assert (len(found(tie, Kind.EXPIRING)), len(found(tie, Kind.EXPIRING, True))) == (0, 1)
