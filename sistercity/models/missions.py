from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _, override, pgettext_lazy
from django_countries.fields import CountryField

from portal.countries import country_name
from portal.dates import PartialDateField
from portal.languages import LANGUAGES
from portal.models import Published, Searchable, Sourced
from portal.translating import own
from sistercity.querysets import MissionQuerySet


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
    address = models.TextField(pgettext_lazy("postal", "address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    url = models.URLField(_("website"), blank=True)
    checked_on = PartialDateField(_("checked on"))

    objects = MissionQuerySet.as_manager()

    translated_title, translated_body = "city", "city"
    search = Searchable(
        title="full_name", names=["city"], keywords=["countries"], body=["address"], weight=1
    )

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("mission"), _("missions")

    def __str__(self):
        return f"{self.office}{gettext(', ')}{self.city or self.slug}"

    def get_absolute_url(self):
        return reverse("sistercity:representatives") + f"#{self.slug}"

    @property
    def is_indonesian(self):
        return self.kind in {self.Kind.KBRI, self.Kind.KJRI, self.Kind.KRI, self.Kind.PTRI}

    @property
    def office(self):
        """Its kind; of a foreign mission also whose it is."""
        kind = str(self.get_kind_display())
        return kind if self.is_indonesian else f"{kind} ({country_name(self.country.code)})"

    @property
    def country_codes(self):
        """The country whose or where it is, then all others it answers for."""
        return list(dict.fromkeys([self.country.code, *(c.code for c in self.jurisdiction)]))

    def full_name(self, language):
        return f"{self.office}{gettext(', ')}{own(self, 'city', language)}"

    def countries(self, language):
        """Names in all languages, so that a country is found in whichever it is typed."""
        return "\n".join(name for code in LANGUAGES for name in self._countries_in(code))

    def _countries_in(self, language):
        with override(language):
            return [country_name(code) for code in self.country_codes]
