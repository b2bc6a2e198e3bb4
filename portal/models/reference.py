from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from portal.dates import PartialDateField
from portal.models.published import Published, Sourced
from portal.models.searchable import Searchable


class LegalBasis(models.Model):
    class Kind(models.TextChoices):
        LAW = "uu", _("Law (UU)")
        GOVERNMENT = "pp", _("Government regulation (PP)")
        PRESIDENT = "perpres", _("Presidential regulation (Perpres)")
        MINISTER = "permendagri", _("Regulation of the Minister of Home Affairs (Permendagri)")
        CIRCULAR = "se", _("Circular (SE)")
        CITY = "perda", _("City regulation (Perda)")
        OTHER = "other", _("Other")

    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    number = models.CharField(_("number"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    article = models.CharField(_("article"), max_length=40, blank=True)
    url = models.URLField(_("address of the text"), blank=True)
    valid_from = PartialDateField(_("in force from"))
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )
    historic = models.BooleanField(_("historic"), default=False)
    checked_on = PartialDateField(_("checked on"))

    class Meta:
        verbose_name, verbose_name_plural = _("legal basis"), _("legal bases")
        ordering = ["kind", "year", "number", "article"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number", "year", "article"], name="portal_legalbasis_unique"
            )
        ]

    def __str__(self):
        kind = {
            "uu": "UU",
            "pp": "PP",
            "perpres": "Perpres",
            "permendagri": "Permendagri",
            "se": "SE Mendagri",
            "perda": "Perda",
        }.get(self.kind, "")
        return f"{kind} {self.number}/{self.year}".strip()

    @property
    def in_force(self):
        return not self.historic and self.superseded_by_id is None


class ExternalService(Sourced, Published):
    class Category(models.TextChoices):
        CITY = "city", _("The city")
        BUSINESS = "business", _("Business and permits")
        CIVIL = "civil", _("Civil registry")
        TRAVEL = "travel", _("Travel and entry")
        TICKETS = "tickets", _("Tickets")
        DATA = "data", _("Data")
        DIPLOMACY = "diplomacy", _("Foreign relations")
        LAW = "law", _("Law")
        PROCUREMENT = "procurement", _("Procurement")
        COMPLAINTS = "complaints", _("Complaints")
        SAFETY = "safety", _("Safety")
        APPARATUS = "apparatus", _("City staff")

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    url = models.URLField(pgettext_lazy("on the web", "address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    checked_on = PartialDateField(_("checked on"))

    translated_title, translated_body = "name", "description"
    search = Searchable(names=["name"], keywords=["category"], page="listed", weight=1)

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("service"), _("services")
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(url="", phone=""),
                name="portal_externalservice_reachable",
                violation_error_message=_("A service needs an address or a telephone number."),
            ),
        ]

    def __str__(self):
        return self.name or self.slug

    def get_absolute_url(self):
        return reverse("services:list") + f"#{self.slug}"

    def listed(self):
        return None if self.category == self.Category.APPARATUS else self
