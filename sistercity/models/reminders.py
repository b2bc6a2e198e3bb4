from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.dates import PartialDateField
from sistercity.models.agreements import Agreement


class Reminder(models.Model):
    """One mail per agreement, end and step; an agreement that is prolonged is reminded of anew."""

    moves_snapshots = False

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="reminders", verbose_name=_("agreement")
    )
    expires_on = PartialDateField(_("valid until"))
    months = models.PositiveSmallIntegerField(_("months left"))
    sent_to = models.EmailField(_("sent to"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("reminder"), _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "expires_on", "months"], name="sistercity_reminder_once"
            )
        ]

    def __str__(self):
        return f"{self.agreement}: {self.months}"
