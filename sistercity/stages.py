"""The ten stages of a cooperation (source: KSLN Kota Bandung; PP 28/2018; Permendagri 25/2020)."""

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class Stage(models.TextChoices):
    EXPLORATION = "exploration", _("Exploration")
    LETTER_OF_INTENT = "letter_of_intent", pgettext_lazy("stage", "Letter of Intent")
    COOPERATION_PLAN = "cooperation_plan", _("Cooperation plan")
    COUNCIL_APPROVAL = "council_approval", _("City council approval")
    GOVERNMENT_FACILITATION = "government_facilitation", _("Government facilitation")
    MOU_DRAFTING = "mou_drafting", _("MoU drafting")
    MOU_SIGNING = "mou_signing", _("MoU signing")
    IMPLEMENTATION = "implementation", _("Implementation")
    EVALUATION = "evaluation", _("Evaluation")
    REPORTING = "reporting", _("Reporting")

    @property
    def number(self):
        return NUMBERS[self.value]

    @property
    def slug(self):
        return self.value.replace("_", "-")


NUMBERS = {stage.value: number for number, stage in enumerate(Stage, start=1)}
YEARLY = {Stage.IMPLEMENTATION, Stage.EVALUATION, Stage.REPORTING}


class StageState(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    WAITING_PARTNER = "waiting_partner", _("Waiting for the partner")
    WAITING_GOVERNMENT = "waiting_central_government", _("Waiting for the central government")
    WAITING_COUNCIL = "waiting_council", _("Waiting for the city council")
    COMPLETED = "completed", _("Done")
    SKIPPED = "skipped_with_reason", _("Skipped, with reason")
    DATE_UNKNOWN = "completed_date_unknown", _("Done, date not known")
    HISTORIC = "not_applicable_historic", _("Before today’s procedure")


BEHIND = {StageState.COMPLETED, StageState.SKIPPED, StageState.DATE_UNKNOWN, StageState.HISTORIC}


def current(partnership, today):
    """The stage a partnership stands at, or None where no source tells.

    The highest started of stages 1 to 7; stage 8 once an MoU was signed and is in force or its
    validity is not known. Uses the prefetched `stage_records` and `agreements`.
    """
    if partnership.binds(today):
        return Stage.IMPLEMENTATION
    started = [
        NUMBERS[record.stage]
        for record in partnership.stage_records.all()
        if record.stage not in YEARLY and record.state != StageState.NOT_STARTED
    ]
    return list(Stage)[max(started) - 1] if started else None


def steps(partnership, today):
    """Ten dictionaries for the stepper: stage, label, state done/now/todo, note, record."""
    now = current(partnership, today)
    reached = now.number if now else 0
    records = latest_records(partnership)
    return [_step(stage, records.get(stage), now, reached) for stage in Stage]


def latest_records(partnership):
    """The newest record of each stage: highest round, then year."""
    ordered = sorted(partnership.stage_records.all(), key=lambda r: (r.round, r.year or 0))
    return {record.stage: record for record in ordered}


def _step(stage, record, now, reached):
    if stage == now:
        state, label = "now", _("Current stage")
    elif stage.number < reached:
        state, label = "done", _("Done")
    else:
        state, label = "todo", _("Not started")
    if record and record.state != StageState.COMPLETED and stage != now:
        label = record.get_state_display()
    note = record.completed_on if record else None
    return {"label": stage.label, "state": state, "state_label": label, "note": note or ""}
