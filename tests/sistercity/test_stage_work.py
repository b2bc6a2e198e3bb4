"""Every step with a stage, every gate, every order: what passes, and what is refused with what."""

import pytest
from django.utils import timezone

from portal.dates import PartialDate
from sistercity import stages
from sistercity.models import Document, StageRecord
from sistercity.stages import BEHIND, DOCUMENTS, ONCE, WAITING, Stage, StageError, StageState
from sistercity.stages.dossier import MAY_FILE
from tests.factories import (
    make_activity,
    make_agreement,
    make_evaluation,
    make_file,
    make_partnership,
    make_staff,
    make_stage_record,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

YEAR = timezone.localdate().year - 1
DAY = PartialDate(f"{YEAR}-03-02")
REASON = "The letter follows."
NUMBERED = {"number": "12/DPRD", "date": "2020-02"}


@pytest.fixture
def tie():
    return make_partnership()


@pytest.fixture
def officer():
    return make_staff(("cooperation_officer", ""))


def file(record, *types, **values):
    for type in types:
        make_file(partnership=record.partnership, record=record, type=type, **NUMBERED | values)


def record(tie, stage, state="not_started", **values):
    return make_stage_record(partnership=tie, stage=stage, state=state, **values)


def behind(tie, number, round=1):
    """The stages before this number, done without papers as an import would tell of them."""
    first = 1 if round == 1 else 3
    return [
        record(tie, s, "completed_date_unknown", round=round) for s in ONCE[first - 1 : number - 1]
    ]


def refusal(step, **values):
    with pytest.raises(StageError) as refused:
        step(**values)
    return str(refused.value)


def state(row):
    return StageRecord.objects.get(pk=row.pk).state


# What opens each stage: documents at an earlier stage (or its own), or something else on record.
PAPERS = [
    (2, 1, "city_profile", "The interest of both sides must be on record first"),
    (2, 1, "partner_request", "The interest of both sides must be on record first"),
    (3, 2, "signed_loi", "The Letter of Intent must be signed first"),
    (5, 4, "council_decision", "The city council must have approved first"),
    (6, 5, "verification_result", "The government must have accepted the facilitation first"),
    (7, 6, "initialled_text", "The text of the MoU must be initialled first"),
    (7, 6, "partner_answer", "The partner must have agreed first"),
    (7, 7, "full_power", "The Full Power of the Foreign Minister must be present first"),
]
OPENING = {
    2: ["city_profile", "partner_request"],
    3: ["signed_loi"],
    5: ["council_decision"],
    6: ["verification_result"],
    7: ["initialled_text", "partner_answer", "full_power"],
}


def opened(tie, number, without=""):
    """The stage as a record, with the papers that open it on file but one."""
    behind(tie, number - 1)
    before = record(tie, ONCE[number - 2], "in_progress")
    row = record(tie, ONCE[number - 1])
    for type in OPENING.get(number, []):
        if type != without:
            file(row if type == "full_power" else before, type)
    return before, row


@pytest.mark.parametrize("number", OPENING)
def test_stage_starts_once_its_papers_are_on_file(number, tie, officer):
    _before, row = opened(tie, number)

    stages.start(record=row, on=DAY, by=officer)

    row = StageRecord.objects.get(pk=row.pk)
    assert (row.state, row.started_on, row.reason) == ("in_progress", DAY, "")


@pytest.mark.parametrize("number, at, type, sentence", PAPERS)
def test_stage_is_refused_without_one_of_its_papers(number, at, type, sentence, tie, officer):
    before, row = opened(tie, number, without=type)
    holder = before if at < number else row
    file(holder, type, accepted_at=None)  # not accepted
    file(record(tie, "implementation"), type)  # of another record
    make_file(partnership=tie, type=type)  # of no record

    assert refusal(stages.start, record=row, on=DAY, by=officer).startswith(sentence)
    assert state(row) == "not_started"
    assert row.history.count() == 1


@pytest.mark.parametrize("number", OPENING)
@pytest.mark.parametrize("how", sorted(BEHIND))
def test_what_lies_behind_needs_no_papers(number, how, tie, officer):
    """Skipped, imported or historic: the stage before tells enough, but for the Full Power."""
    behind(tie, number - 1)
    record(tie, ONCE[number - 2], how, reason="r")
    row = record(tie, ONCE[number - 1])
    if number == 7:
        file(row, "full_power")

    stages.start(record=row, on=DAY, by=officer)

    assert state(row) == "in_progress"


@pytest.mark.parametrize("lack", [{"number": ""}, {"date": None}])
def test_decision_counts_only_with_number_and_date(lack, tie, officer):
    before, row = opened(tie, 5, without="council_decision")
    file(before, "council_decision", **lack)

    sentence = refusal(stages.start, record=row, on=DAY, by=officer)

    assert sentence.startswith("The city council must have approved first")


def test_plan_must_be_complete_before_the_council(tie, officer):
    _before, row = opened(tie, 4)

    sentence = refusal(stages.start, record=row, on=DAY, by=officer)

    assert sentence == "The cooperation plan must be complete first."


def signed_mou(tie):
    make_agreement(partnership=tie, signed_on="2015-05", state="draft", published_at=None)


# Yearly stages: what opens and what completes them.
YEARLY_GATES = [
    ("implementation", signed_mou, "The MoU must be signed first."),
    (
        "evaluation",
        lambda tie: make_activity(tie, starts_on=f"{YEAR}-05"),
        "An activity held in this year must be on record first.",
    ),
    (
        "reporting",
        lambda tie: make_evaluation(partnership=tie, year=YEAR),
        "The evaluation of this year must be on record first.",
    ),
]


@pytest.mark.parametrize("stage, provide, sentence", YEARLY_GATES)
def test_yearly_stage_starts_with_what_it_builds_on(stage, provide, sentence, tie, officer):
    row = record(tie, stage, year=YEAR)
    make_activity(tie, starts_on=f"{YEAR - 1}-05")
    make_activity(tie, starts_on=f"{YEAR}-05", status="planned")
    make_activity(starts_on=f"{YEAR}-05")
    make_evaluation(partnership=tie, year=YEAR - 1)

    assert refusal(stages.start, record=row, on=DAY, by=officer) == sentence
    provide(tie)
    stages.start(record=row, on=DAY, by=officer)

    assert state(row) == "in_progress"


def test_activity_over_the_turn_of_the_year_counts_for_both(tie, officer):
    make_activity(tie, starts_on=f"{YEAR - 1}-12", ends_on=f"{YEAR}-01")

    for year in (YEAR - 1, YEAR):
        stages.start(record=record(tie, "evaluation", year=year), on=DAY, by=officer)

    assert set(StageRecord.objects.values_list("state", flat=True)) == {"in_progress"}


def complete_case(tie, stage, without=""):
    """The stage under way with everything that completes it but one document."""
    number = Stage(stage).number
    if number <= 7:
        behind(tie, number)
    year = None if number <= 7 else YEAR
    row = record(tie, stage, "in_progress", year=year)
    for type in DOCUMENTS.get(stage, ()):
        if type != without:
            file(row, type)
    return row


@pytest.mark.parametrize("stage", [*ONCE, Stage.REPORTING])
def test_stage_is_completed_with_its_papers(stage, tie, officer):
    row = complete_case(tie, stage)

    stages.complete(record=row, on=DAY, by=officer)

    row = StageRecord.objects.get(pk=row.pk)
    assert (row.state, row.completed_on, row.reason) == ("completed", DAY, "")
    latest = row.history.latest()
    assert (latest.history_user, latest.history_change_reason) == (officer, "complete")


@pytest.mark.parametrize(
    "stage, type", [(stage, type) for stage, types in DOCUMENTS.items() for type in types]
)
def test_stage_is_not_completed_without_one_of_them(stage, type, tie, officer):
    row = complete_case(tie, stage, without=type)
    file(row, type, accepted_at=None)

    sentence = refusal(stages.complete, record=row, on=DAY, by=officer)

    label = Document.Type(type).label
    assert sentence == f"Still missing, or not accepted yet: {label}."
    assert state(row) == "in_progress"


@pytest.mark.parametrize("stage, provide, sentence", [
    ("implementation", *YEARLY_GATES[1][1:]), ("evaluation", *YEARLY_GATES[2][1:]),
])  # fmt: skip
def test_year_is_completed_with_what_happened_in_it(stage, provide, sentence, tie, officer):
    row = record(tie, stage, "in_progress", year=YEAR)

    assert refusal(stages.complete, record=row, on=DAY, by=officer) == sentence
    provide(tie)
    stages.complete(record=row, on=DAY, by=officer)

    assert state(row) == "completed"


def test_signed_text_is_filed_in_every_authentic_language(tie, officer):
    make_agreement(partnership=tie, type="loi", authentic_languages=["id", "ko"])
    row = complete_case(tie, "letter_of_intent", without="signed_loi")
    file(row, "signed_loi", language="id")

    sentence = refusal(stages.complete, record=row, on=DAY, by=officer)
    file(row, "signed_loi", language="ko")
    stages.complete(record=row, on=DAY, by=officer)

    assert sentence == "Still missing, or not accepted yet: Signed Letter of Intent (한국어)."
    assert state(row) == "completed"


@pytest.mark.parametrize("number", range(2, 8))
@pytest.mark.parametrize("override", ["", REASON])
def test_nothing_passes_the_order_of_the_stages(number, override, tie, officer):
    behind(tie, number - 1)
    before = record(tie, ONCE[number - 2], "in_progress")
    row = record(tie, ONCE[number - 1], "in_progress")
    file(row, *DOCUMENTS[ONCE[number - 1]])

    sentence = refusal(stages.complete, record=row, on=DAY, by=officer, override=override)

    label = before.get_stage_display()
    assert sentence == f"First complete or skip stage {number - 1}, “{label}”."
    assert state(row) == "in_progress"


@pytest.mark.parametrize("started, before, on, sentence", [
    (f"{YEAR}-03-03", None, DAY, "A stage cannot be completed before it was started."),
    (None, f"{YEAR}-04", DAY, "The stage before was completed later than this."),
    (None, None, PartialDate("2099"), "This date lies in the future."),
    (None, None, None, "Give the date, as precisely as it is known."),
])  # fmt: skip
def test_nothing_passes_the_order_of_the_dates(started, before, on, sentence, tie, officer):
    record(tie, "exploration", "completed", completed_on=before)
    row = record(tie, "letter_of_intent", "in_progress", started_on=started)
    file(row, "signed_loi")

    with pytest.raises(StageError) as refused:
        stages.complete(record=row, on=on, by=officer, override=REASON)

    assert (str(refused.value), refused.value.field) == (sentence, "on")


@pytest.mark.parametrize("started, on", [(f"{YEAR}-03", DAY), (f"{YEAR}", DAY)])
def test_dates_that_may_be_right_are_taken(started, on, tie, officer):
    row = record(tie, "exploration", "in_progress", started_on=started)
    file(row, *DOCUMENTS["exploration"])

    stages.complete(record=row, on=on, by=officer)

    assert state(row) == "completed"


# The states in which each step is possible.
NOT, UNDER = {"not_started"}, {"in_progress", *WAITING}
STEPS = {
    "start": NOT | WAITING,
    "wait": UNDER,
    "complete": NOT | UNDER,
    "skip": NOT | UNDER,
}


@pytest.mark.parametrize("before", StageState.values)
@pytest.mark.parametrize("step", STEPS)
def test_step_is_possible_in_these_states_only(step, before, tie, officer):
    row = record(tie, "exploration", before, reason="r" if before == StageState.SKIPPED else "")
    file(row, *DOCUMENTS["exploration"])
    values = {
        "start": {"on": DAY},
        "wait": {"state": "waiting_council"},
        "complete": {"on": DAY},
        "skip": {"reason": REASON},
    }[step]

    if before in STEPS[step]:
        getattr(stages, step)(record=row, by=officer, **values)
        assert (row.version, row.history.count()) == (2, 2)
    else:
        sentence = refusal(getattr(stages, step), record=row, by=officer, **values)
        label = StageState(before).label
        assert sentence == f"This stage is “{label}”, so this step is not possible."
        assert (state(row), row.history.count()) == (before, 1)


@pytest.mark.parametrize("step", ["start", "complete"])
def test_written_reason_passes_gates_and_stays(step, tie, officer):
    record(tie, "exploration", "completed")
    row = record(tie, "letter_of_intent")
    make = getattr(stages, step)
    StageRecord.objects.filter(stage="exploration").update(state="skipped_with_reason", reason="r")
    row = record(tie, "cooperation_plan") if step == "start" else row

    assert refusal(make, record=row, on=DAY, by=officer, override="  ") != ""
    make(record=row, on=DAY, by=officer, override=f" {REASON} ")

    row = StageRecord.objects.get(pk=row.pk)
    assert row.reason == REASON
    assert row.history.latest().history_change_reason == f"{step}: {REASON}"


def test_reasons_add_up(tie, officer):
    row = record(tie, "exploration", "in_progress", reason="First.")

    stages.complete(record=row, on=DAY, by=officer, override="Second.")

    assert StageRecord.objects.get(pk=row.pk).reason == "First.\nSecond."


def test_waiting_says_for_whom_until_when_and_what_is_next(tie, officer):
    row = record(tie, "exploration", "in_progress", due_on="2020-01")

    stages.wait(record=row, state="waiting_partner", by=officer, next_step="Tunggu surat.")

    row = StageRecord.objects.get(pk=row.pk)
    assert (row.state, row.due_on.iso, row.next_step_ind) == (
        "waiting_partner",
        "2020-01",
        "Tunggu surat.",
    )
    assert refusal(stages.wait, record=row, state="completed", by=officer) == (
        "Say for whom this stage waits."
    )


def test_going_on_keeps_the_day_of_the_start(tie, officer):
    row = record(tie, "exploration", "waiting_partner", started_on="2020-01")

    stages.start(record=row, on=DAY, by=officer)

    row = StageRecord.objects.get(pk=row.pk)
    assert (row.state, row.started_on.iso) == ("in_progress", "2020-01")


def test_skipping_needs_a_reason(tie, officer):
    row = record(tie, "exploration")

    assert refusal(stages.skip, record=row, reason=" ", by=officer) == (
        "A stage is skipped only with a written reason."
    )
    stages.skip(record=row, reason=REASON, by=officer)

    row = StageRecord.objects.get(pk=row.pk)
    assert (row.state, row.reason) == ("skipped_with_reason", REASON)


def test_start_lays_out_the_rest_of_the_round(tie, officer):
    new = StageRecord(partnership=tie, stage="exploration")

    stages.start(record=new, on=DAY, by=officer)

    states = {r.stage: r.state for r in StageRecord.objects.all()}
    assert states == dict.fromkeys(ONCE, "not_started") | {"exploration": "in_progress"}


@pytest.mark.parametrize("first, laid_out", [(3, [3, 4, 5, 6, 7]), (6, [6, 7])])
def test_renewal_begins_the_next_round(first, laid_out, tie, officer):
    behind(tie, 8)

    row = stages.renew(partnership=tie, first=ONCE[first - 1], on=DAY, by=officer)

    rows = StageRecord.objects.filter(round=2)
    assert [r.number for r in rows] == laid_out
    assert (row.number, row.state, row.started_on) == (first, "in_progress", DAY)
    assert row.history.latest().history_change_reason == "renew"
    assert refusal(stages.renew, partnership=tie, first=ONCE[2], on=DAY, by=officer) == (
        "The renewal of round 2 is still under way."
    )


def test_renewal_goes_its_way_to_the_next_round(tie, officer):
    behind(tie, 8)
    row = stages.renew(partnership=tie, first=Stage.MOU_DRAFTING, on=DAY, by=officer)
    signing = StageRecord.objects.get(round=2, stage="mou_signing")
    file(row, *DOCUMENTS["mou_drafting"])
    file(signing, *DOCUMENTS["mou_signing"])

    stages.complete(record=row, on=DAY, by=officer)
    stages.start(record=signing, on=DAY, by=officer)
    stages.complete(record=signing, on=DAY, by=officer)
    opened = stages.open_year(partnership=tie, year=YEAR, by=officer)
    third = stages.renew(partnership=tie, first=Stage.COOPERATION_PLAN, on=DAY, by=officer)

    assert (opened.round, third.round) == (2, 3)


def test_renewal_needs_a_signed_mou_or_a_reason(tie, officer):
    begin = {"partnership": tie, "first": Stage.COOPERATION_PLAN, "on": DAY, "by": officer}

    assert refusal(stages.renew, **begin) == "The MoU must be signed first."
    assert StageRecord.objects.count() == 0
    assert stages.renew(**begin, override=REASON).reason == REASON


@pytest.mark.parametrize("stage", [s for s in ONCE if s.number not in (3, 6)])
def test_renewal_begins_at_3_or_6_only(stage, tie, officer):
    behind(tie, 8)

    assert refusal(stages.renew, partnership=tie, first=stage, on=DAY, by=officer) == (
        "A renewal begins at stage 3 or 6."
    )


def test_year_is_opened_once(tie, officer):
    signed_mou(tie)

    row = stages.open_year(partnership=tie, year=YEAR, by=officer)

    rows = StageRecord.objects.values_list("stage", "year", "round", "state")
    assert list(rows) == [
        ("implementation", YEAR, 1, "in_progress"),
        ("evaluation", YEAR, 1, "not_started"),
        ("reporting", YEAR, 1, "not_started"),
    ]
    assert row.started_on.iso == str(YEAR)
    assert refusal(stages.open_year, partnership=tie, year=YEAR, by=officer) == (
        f"The year {YEAR} is open already."
    )


@pytest.mark.parametrize("year", [1944, YEAR + 2])
def test_only_a_year_that_has_begun_is_opened(year, tie, officer):
    signed_mou(tie)

    assert refusal(stages.open_year, partnership=tie, year=year, by=officer) == (
        "Choose a year that has begun, from 1945 on."
    )


def test_year_needs_a_signed_mou_or_a_reason(tie, officer):
    make_agreement(partnership=tie, type="loi")
    make_agreement(partnership=tie, signed_on=None)

    assert refusal(stages.open_year, partnership=tie, year=YEAR, by=officer) == (
        "The MoU must be signed first."
    )
    assert StageRecord.objects.count() == 0
    assert stages.open_year(partnership=tie, year=YEAR, by=officer, override=REASON).year == YEAR


@pytest.mark.parametrize("step, values", [
    ("start", {"on": DAY}), ("wait", {"state": "waiting_council"}), ("complete", {"on": DAY}),
    ("skip", {"reason": REASON}),
])  # fmt: skip
def test_the_second_of_two_officers_is_told(step, values, tie, officer):
    other = make_staff(("cooperation_officer", ""))
    row = record(tie, "exploration", "waiting_partner")
    file(row, *DOCUMENTS["exploration"])
    first, second = StageRecord.objects.get(pk=row.pk), StageRecord.objects.get(pk=row.pk)
    stages.wait(record=first, state="waiting_central_government", by=officer)

    with pytest.raises(stages.StageConflict, match="^Somebody else has changed this stage"):
        getattr(stages, step)(record=second, by=other, **values)

    assert state(row) == "waiting_central_government"
    assert row.history.latest().history_user == officer


def test_the_second_to_make_a_record_is_told(tie, officer):
    made = [StageRecord(partnership=tie, stage="exploration") for _n in range(2)]
    stages.start(record=made[0], on=DAY, by=officer)

    with pytest.raises(stages.StageConflict):
        stages.start(record=made[1], on=DAY, by=officer)


def test_every_document_asked_for_is_a_type_of_document():
    named = {type for types in [*DOCUMENTS.values(), *MAY_FILE.values()] for type in types}

    assert named - set(Document.Type.values) == set()
    assert set(DOCUMENTS) | set(MAY_FILE) == set(Stage)
