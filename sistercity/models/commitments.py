from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from portal.dates import PartialDateField
from portal.models import Office, Role, Versioned
from sistercity.models.activities import Activity
from sistercity.models.agreements import Agreement
from sistercity.models.fields import CooperationField
from sistercity.models.partnerships import Partnership


class Signatory(Versioned):
    kept_by = (Role.OFFICER,)

    class Side(models.TextChoices):
        OURS = "ours", _("Ours")
        THEIRS = "theirs", _("Theirs")

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="signatories", verbose_name=_("agreement")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side)
    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("signatory"), _("signatories")
        ordering = ["side", "pk"]

    def __str__(self):
        return self.name


class Commitment(Versioned):
    """Something an agreement promises, with what has been done for it."""

    kept_by = (Role.OFFICER,)

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a commitment", "Open")
        IN_PROGRESS = "in_progress", _("In progress")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="commitments", verbose_name=_("agreement")
    )
    field = models.ForeignKey(
        CooperationField,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("field of cooperation"),
    )
    text = models.TextField(_("commitment"))
    due_on = PartialDateField(_("due on"))
    state = models.CharField(_("state"), max_length=15, choices=State, default=State.OPEN)
    activities = models.ManyToManyField(
        Activity, blank=True, related_name="commitments", verbose_name=_("activities")
    )

    translated_title = "text"

    class Meta:
        verbose_name, verbose_name_plural = _("commitment"), _("commitments")
        ordering = ["agreement", "pk"]

    def __str__(self):
        return self.text[:80]


class Attendance(Versioned):
    """How one of several partners took part in an activity."""

    kept_by = (Role.OFFICER,)

    class State(models.TextChoices):
        INVITED = "invited", pgettext_lazy("a partner", "Invited")
        CONFIRMED = "confirmed", pgettext_lazy("a partner", "Confirmed")
        ATTENDED = "attended", pgettext_lazy("a partner", "Took part")
        DECLINED = "declined", pgettext_lazy("a partner", "Declined")

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="attendances", verbose_name=_("activity")
    )
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="attendances", verbose_name=_("partnership")
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("attendance"), _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "partnership"], name="sistercity_attendance_once"
            )
        ]

    def __str__(self):
        return f"{self.partnership}: {self.get_state_display()}"


class JointCommittee(Versioned):
    kept_by = (Role.OFFICER,)

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="committees", verbose_name=_("partnership")
    )
    name = models.CharField(_("name"), max_length=200)
    since = PartialDateField(_("since"))
    offices = models.ManyToManyField(
        Office, blank=True, related_name="+", verbose_name=_("our members")
    )
    their_members = models.TextField(
        _("their members"), blank=True, help_text=_("One office on each line.")
    )
    meetings = models.ManyToManyField(
        Activity, blank=True, related_name="committees", verbose_name=_("meetings")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("joint committee"), _("joint committees")
        ordering = ["partnership", "pk"]

    def __str__(self):
        return self.name


class YearlyGoal(Versioned):
    kept_by = (Role.OFFICER,)

    committee = models.ForeignKey(
        JointCommittee, models.CASCADE, related_name="goals", verbose_name=_("joint committee")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1945), MaxValueValidator(2100)]
    )
    text = models.TextField(_("goal"))
    reached = models.BooleanField(_("reached"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("yearly goal"), _("yearly goals")
        ordering = ["-year", "pk"]

    def __str__(self):
        return f"{self.year}: {self.text[:60]}"
