from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.dates import PartialDateField, contradict
from portal.models import LegalBasis, Office, Published, Role, Searchable, Sourced, Versioned
from sistercity.models.partnerships import Partnership
from sistercity.stages import UNDER_WAY, WAITING, Stage, StageState


class StageGuide(Sourced, Published):
    stage = models.CharField(_("stage"), max_length=30, choices=Stage)
    description = models.TextField(_("description"), blank=True)
    documents = models.TextField(
        _("documents"), blank=True, help_text=_("One document on each line.")
    )
    actors = models.TextField(
        _("who takes part"), blank=True, help_text=_("One body on each line.")
    )
    legal_bases = models.ManyToManyField(
        LegalBasis, blank=True, related_name="+", verbose_name=_("legal bases")
    )

    translated_title, translated_body = "description", "description"
    search = Searchable(
        title="stage", body=["documents", "actors"], weight=5, parts="shown_records"
    )

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("stage"), _("stages")
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint(fields=["stage"], name="sistercity_stageguide_stage"),
        ]

    def __str__(self):
        return self.get_stage_display()

    def get_absolute_url(self):
        return reverse("sistercity:stage", kwargs={"slug": self.slug})

    def shown_records(self):
        return self.files.all()


class StageRecord(Versioned):
    kept_by = (Role.OFFICER,)

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="stage_records", verbose_name=_("partnership")
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    stage = models.CharField(_("stage"), max_length=30, choices=Stage)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=30, choices=StageState, default=StageState.NOT_STARTED
    )
    started_on = PartialDateField(_("started on"))
    due_on = PartialDateField(_("due on"))
    completed_on = PartialDateField(_("completed on"))
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, verbose_name=_("office"), related_name="+"
    )
    next_step = models.TextField(_("next step"), blank=True)
    public_note = models.TextField(_("public note"), blank=True)
    internal_note = models.TextField(_("internal note"), blank=True)
    reason = models.TextField(
        _("written reason"),
        blank=True,
        help_text=_("Why a stage was skipped, or completed although a condition was not met."),
    )
    sources = models.JSONField(_("sources"), default=list, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("stage record"), _("stage records")
        ordering = ["round", "pk"]
        constraints = [
            # Two constraints, because SQLite takes every NULL for a value of its own.
            models.UniqueConstraint(
                fields=["partnership", "round", "stage"],
                condition=Q(year__isnull=True),
                name="sistercity_stagerecord_once",
            ),
            models.UniqueConstraint(
                fields=["partnership", "round", "stage", "year"],
                condition=Q(year__isnull=False),
                name="sistercity_stagerecord_yearly",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True)
                | Q(stage__in=["implementation", "evaluation", "reporting"]),
                name="sistercity_stagerecord_year",
                violation_error_message=_("Only stages 8 to 10 repeat every year."),
            ),
            models.CheckConstraint(
                condition=~Q(state="skipped_with_reason") | Q(reason__gt=""),
                name="sistercity_stagerecord_reason",
                violation_error_message=_("A stage is skipped only with a written reason."),
            ),
            # To the year, as the database sees partial dates as text; clean() sees them whole.
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(completed_on__gte=Substr("started_on", 1, 4)),
                name="sistercity_stagerecord_order",
                violation_error_message=_("A stage cannot be completed before it was started."),
            ),
        ]

    def __str__(self):
        return f"{self.partnership}: {self.get_stage_display()}"

    @property
    def number(self):
        return Stage(self.stage).number

    @property
    def is_imported(self):
        """Whether it tells what a source reports or a later document implies."""
        return bool(self.sources) or self.state in {StageState.DATE_UNKNOWN, StageState.HISTORIC}

    @property
    def is_waiting(self):
        return self.state in WAITING

    def is_overdue(self, today):
        due = self.due_on
        return bool(due and due.latest < today and self.state in UNDER_WAY)

    def clean(self):
        super().clean()
        if contradict(self.started_on, self.completed_on):
            raise ValidationError(
                {"completed_on": _("A stage cannot be completed before it was started.")}
            )
        if self.state == StageState.SKIPPED and not self.reason.strip():
            raise ValidationError({"reason": _("A stage is skipped only with a written reason.")})
