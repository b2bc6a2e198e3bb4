from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarAddress(models.Model):
    """Which of a member of staff's calendar addresses is good: a new one ends those before."""

    moves_snapshots = False

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="calendar_address",
        verbose_name=_("account"),
    )
    number = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name, verbose_name_plural = _("calendar address"), _("calendar addresses")

    def __str__(self):
        return str(self.user)
