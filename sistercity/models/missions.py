from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from portal.dates import PartialDateField
from portal.models import Published, Sourced


class RepresentativeOffice(Sourced, Published):
    class Kind(models.TextChoices):
        KBRI = "kbri", _("Embassy of Indonesia (KBRI)")
        KJRI = "kjri", _("Consulate General of Indonesia (KJRI)")
        KRI = "kri", _("Consulate of Indonesia (KRI)")
        PTRI = "ptri", _("Permanent Mission of Indonesia (PTRI)")
        EMBASSY = "embassy", _("Embassy")
        CONSULATE = "consulate", _("Consulate")
        HONORARY = "honorary_consul", _("Honorary consul")
        TRADE = "trade_office", _("Trade office")
        CULTURE = "cultural_centre", _("Cultural centre")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    country = CountryField(
        _("country"), help_text=_("The country abroad: host of an Indonesian mission, or sender.")
    )
    city = models.CharField(_("city"), max_length=100)
    jurisdiction = CountryField(_("responsible for"), multiple=True, blank=True)
    address = models.TextField(_("address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    url = models.URLField(_("website"), blank=True)
    checked_on = PartialDateField(_("checked on"))

    translated_title, translated_body = "city", "city"

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("mission"), _("missions")

    def __str__(self):
        return f"{self.get_kind_display()}, {self.city}"

    @property
    def is_indonesian(self):
        return self.kind in {self.Kind.KBRI, self.Kind.KJRI, self.Kind.KRI, self.Kind.PTRI}
