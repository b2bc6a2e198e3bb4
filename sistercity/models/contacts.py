from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from portal.models import Role
from sistercity.models.partnerships import Partnership
from sistercity.querysets import ContactPersonQuerySet


class ContactPerson(models.Model):
    kept_by = (Role.OFFICER,)

    class Side(models.TextChoices):
        OURS = "ours", _("Ours")
        THEIRS = "theirs", _("Theirs")

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="contacts", verbose_name=_("partnership")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side)
    role = models.CharField(_("role"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    office = models.CharField(_("office"), max_length=200)
    address = models.TextField(pgettext_lazy("postal", "address"), blank=True)
    email = models.EmailField(_("work e-mail"), blank=True)
    phone = models.CharField(_("work telephone"), max_length=50, blank=True)
    url = models.URLField(_("website"), blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    public = models.BooleanField(_("public"), default=False)
    consent_on = models.DateField(_("consent given on"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    objects = ContactPersonQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("contact"), _("contacts")
        constraints = [
            models.CheckConstraint(
                condition=Q(public=False) | Q(name="") | Q(consent_on__isnull=False),
                name="sistercity_contactperson_consent",
                violation_error_message=_("A person’s name is made public only with consent."),
            )
        ]

    def __str__(self):
        return self.name or self.office

    @property
    def shown_until(self):
        """The end of its last day in the city's time, or None."""
        if self.valid_to is None:
            return None
        after = self.valid_to + timedelta(days=1)
        return datetime.combine(after, time.min, timezone.get_default_timezone())
