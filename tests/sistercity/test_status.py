"""The status of partnerships and agreements on a given day, as an officer would tell it."""

from datetime import date

import pytest

from sistercity.models import Agreement, Partner, Partnership
from sistercity.stages import Stage
from tests.factories import (
    make_activity,
    make_agreement,
    make_partnership,
    make_stage_record,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
Status = Partnership.Status


def loaded(partnership):
    return Partner.objects.for_list().get(pk=partnership.partner_id).partnership


def status(partnership):
    return loaded(partnership).status(TODAY)


def test_nothing_known_is_unconfirmed():
    assert status(make_partnership()) == Status.UNCONFIRMED


def test_exploration_without_agreement_is_prospective():
    tie = make_partnership()
    make_stage_record(partnership=tie, state="in_progress")

    assert status(tie) == Status.PROSPECTIVE
    assert loaded(tie).stage(TODAY) == Stage.EXPLORATION


def test_stage_not_started_is_no_exploration():
    tie = make_partnership()
    make_stage_record(partnership=tie, state="not_started")

    assert status(tie) == Status.UNCONFIRMED
    assert loaded(tie).stage(TODAY) is None


def test_signed_letter_is_intent():
    tie = make_partnership()
    make_agreement(partnership=tie, type="loi", signed_on="2017-08")

    assert status(tie) == Status.INTENT


@pytest.mark.parametrize(
    "evidence, expected",
    [
        ("2023-11-22", Status.ACTIVE),
        ("2023-11", Status.ACTIVE),
        ("2023-11-21", Status.UNCONFIRMED),
        ("2023", Status.ACTIVE),
        ("2022", Status.UNCONFIRMED),
    ],
)
def test_signed_memorandum_is_active_with_evidence_of_36_months(evidence, expected):
    tie = make_partnership()
    make_agreement(partnership=tie, signed_on="1960-05-24")
    make_activity(tie, starts_on=evidence)

    assert status(tie) == expected


@pytest.mark.parametrize("values", [{"status": "planned"}, {"state": "draft"}])
def test_what_is_only_announced_or_a_draft_is_no_evidence(values):
    tie = make_partnership()
    make_agreement(partnership=tie, signed_on="1960-05-24")
    make_activity(tie, starts_on="2026-01-01", **values)

    assert status(tie) == Status.UNCONFIRMED


def test_draft_agreement_counts_for_nobody():
    tie = make_partnership()
    make_agreement(partnership=tie, state="draft", published_at=None)

    assert status(tie) == Status.UNCONFIRMED


def test_last_confirmation_is_the_latest_dated_evidence():
    tie = make_partnership(last_confirmed="2019")
    make_agreement(partnership=tie, signed_on="2016-02")
    make_activity(tie, starts_on="2024-05-31")

    assert loaded(tie).confirmed.iso == "2024-05-31"


def test_expired_memorandum():
    tie = make_partnership()
    make_agreement(partnership=tie, signed_on="2016", term="fixed", expires_on="2019")

    assert status(tie) == Status.EXPIRED
    assert loaded(tie).stage(TODAY) is None


def test_second_round_is_a_renewal():
    tie = make_partnership()
    make_agreement(partnership=tie, signed_on="2016", term="fixed", expires_on="2019")
    make_stage_record(partnership=tie, round=2, stage="mou_drafting", state="in_progress")

    assert status(tie) == Status.RENEWAL


def test_closed_by_hand_wins():
    tie = make_partnership(closed="ended")
    make_agreement(partnership=tie, signed_on="2026-01-01")

    assert status(tie) == Status.ENDED


def test_memorandum_in_force_stands_at_implementation():
    tie = make_partnership()
    make_stage_record(partnership=tie, stage="mou_signing", state="completed")
    make_agreement(partnership=tie, signed_on="2024-04-22", term="fixed", expires_on="2028-04-22")

    assert loaded(tie).stage(TODAY) == Stage.IMPLEMENTATION


@pytest.mark.parametrize(
    "values, expected",
    [
        ({"signed_on": None}, "draft"),
        ({"terminated_on": "2025"}, "terminated"),
        ({"term": "not_known"}, "validity_not_known"),
        ({"term": "not_known", "confirmed_in_force_on": "2025-08-11"}, "in_force"),
        ({"term": "not_known", "confirmed_in_force_on": "2023-11-21"}, "validity_not_known"),
        ({"term": "indefinite"}, "in_force"),
        ({"term": "fixed", "expires_on": "2026-11-21"}, "expired"),
        ({"term": "fixed", "expires_on": "2026-11-22"}, "expiring"),
        ({"term": "fixed", "expires_on": "2026-11"}, "expiring"),
        ({"term": "fixed", "expires_on": "2027-11-22"}, "expiring"),
        ({"term": "fixed", "expires_on": "2027-11-23"}, "in_force"),
        ({"term": "fixed", "expires_on": "2025"}, "expired"),
    ],
)
def test_agreement(values, expected):
    agreement = make_agreement(**values)
    agreement = Agreement.objects.get(pk=agreement.pk)

    assert agreement.status(TODAY) == expected


def test_newer_agreement_replaces_the_older():
    old = make_agreement(signed_on="2019-06-26")
    make_agreement(partnership=old.partnership, signed_on="2025-08-11", replaces=old)

    assert [a.status(TODAY) for a in loaded(old.partnership).agreements.all()] == [
        "replaced",
        "validity_not_known",
    ]


def test_unsigned_successor_replaces_nothing():
    old = make_agreement(signed_on="2019-06-26")
    make_agreement(partnership=old.partnership, signed_on=None, replaces=old)

    assert old.status(TODAY) == "validity_not_known"


def test_steps_say_done_now_and_to_do():
    tie = make_partnership()
    make_stage_record(partnership=tie, stage="exploration", state="completed_date_unknown")
    make_stage_record(
        partnership=tie, stage="letter_of_intent", state="completed", completed_on="2017-08"
    )
    make_agreement(partnership=tie, type="loi", signed_on="2017-08")

    steps = loaded(tie).steps(TODAY)

    assert [step["state"] for step in steps] == ["done", "now"] + ["todo"] * 8
    assert str(steps[0]["state_label"]) == "Done, date not known"
    assert steps[1]["note"].iso == "2017-08"
