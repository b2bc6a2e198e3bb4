from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.dates import PartialDateField
from portal.models import Published, Role, Searchable, Sourced, Versioned
from sistercity.models.partners import Partner
from sistercity.querysets import NetworkQuerySet, ReciprocityCheckQuerySet


class NetworkMembership(Sourced, Published):
    kept_by = (Role.OFFICER,)

    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    since = PartialDateField(_("member since"))
    until = PartialDateField(_("member until"))
    url = models.URLField(_("website"), blank=True)
    checked_on = PartialDateField(_("checked on"))
    partners = models.ManyToManyField(
        Partner,
        blank=True,
        related_name="networks",
        verbose_name=_("partners who are members too"),
    )

    objects = NetworkQuerySet.as_manager()

    translated_title, translated_body = "name", "summary"
    search = Searchable(names=["name"], weight=1)

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("network"), _("networks")

    def __str__(self):
        return self.name or self.slug

    def get_absolute_url(self):
        return reverse("sistercity:networks") + f"#{self.slug}"


class ReciprocityCheck(Sourced, Versioned):
    """What a partner's own site says of us on one day; None where nobody looked."""

    kept_by = (Role.OFFICER,)

    ANSWERS = ("has_page", "has_profile", "has_cooperation", "has_contact", "has_potential")

    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="reciprocity_checks", verbose_name=_("partner")
    )
    url = models.URLField(_("its page about us"), max_length=300, blank=True)
    checked_on = PartialDateField(_("checked on"))
    has_page = models.BooleanField(_("has a page about us"), null=True, blank=True)
    has_profile = models.BooleanField(_("tells our profile"), null=True, blank=True)
    has_cooperation = models.BooleanField(_("tells of the cooperation"), null=True, blank=True)
    has_contact = models.BooleanField(_("names a contact"), null=True, blank=True)
    has_potential = models.BooleanField(_("tells our potential"), null=True, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = ReciprocityCheckQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("reciprocity check"), _("reciprocity checks")
        ordering = ["partner", "-checked_on", "pk"]

    def __str__(self):
        return f"{self.partner}: {self.checked_on or ''}"
