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

    @property
    def is_yearly(self):
        return self in YEARLY

    @property
    def before(self):
        """The stage that must lie behind before this one is completed, or None."""
        return None if self.number == 1 or self.is_yearly else list(Stage)[self.number - 2]


NUMBERS = {stage.value: number for number, stage in enumerate(Stage, start=1)}
YEARLY = {Stage.IMPLEMENTATION, Stage.EVALUATION, Stage.REPORTING}
ONCE = [stage for stage in Stage if stage not in YEARLY]
RENEWS_AT = (Stage.COOPERATION_PLAN, Stage.MOU_DRAFTING)


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


WAITING = {
    StageState.WAITING_PARTNER,
    StageState.WAITING_GOVERNMENT,
    StageState.WAITING_COUNCIL,
}
UNDER_WAY = {StageState.IN_PROGRESS, *WAITING}
BEHIND = {StageState.COMPLETED, StageState.SKIPPED, StageState.DATE_UNKNOWN, StageState.HISTORIC}
