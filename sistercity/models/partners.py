from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from portal.countries import country_name
from portal.models import Published, Searchable, Sourced
from portal.translating import own
from sistercity.models.missions import RepresentativeOffice
from sistercity.querysets import PartnerQuerySet, related


class Partner(Sourced, Published):
    training_path = "training"

    class Type(models.TextChoices):
        CITY = "city", _("City")
        PROVINCE = "province", _("Province")
        INSTITUTION = "institution", _("Institution")
        ORGANISATION = "organisation", _("Organisation")
        NETWORK = "network", _("Network")

    type = models.CharField(_("type"), max_length=20, choices=Type, default=Type.CITY)
    name = models.CharField(_("name"), max_length=120)
    local_name = models.CharField(_("name in its own language"), max_length=120, blank=True)
    local_language = models.CharField(_("its language"), max_length=12, blank=True)
    country = CountryField(_("country"))
    region = models.CharField(_("region"), max_length=120, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    time_zone = models.CharField(_("time zone"), max_length=50, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_source = models.CharField(_("source of the population"), max_length=200, blank=True)
    area_km2 = models.DecimalField(
        _("area in km²"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    official_url = models.URLField(_("official website"), blank=True)
    partner_page_url = models.URLField(_("its page about us"), max_length=300, blank=True)
    motto = models.CharField(_("motto"), max_length=200, blank=True)
    profile = models.TextField(_("profile"), blank=True)
    similarities = models.TextField(_("what the cities share"), blank=True)
    missions = models.ManyToManyField(
        RepresentativeOffice, blank=True, related_name="partners", verbose_name=_("missions")
    )
    not_checked = models.JSONField(
        _("not yet checked"),
        default=list,
        blank=True,
        help_text=_("Names of fields whose value no source confirms yet."),
    )

    training = models.BooleanField(
        _("training data"),
        default=False,
        editable=False,
        help_text=_("Fictional, for practice; never public."),
    )

    objects = PartnerQuerySet.as_manager()

    translated_title, translated_body = "name", "profile"
    search = Searchable(
        names=["name", "local_name"],
        keywords=["country", "region", "type", "kinds_of_partnership"],
        body=["similarities", "motto", "summaries"],
        weight=5,
        parts="shown_records",
        prefetch=["partnerships"],
    )

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("partner"), _("partners")
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="sistercity_partner_point",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(training=False) | ~Q(state="published"),
                name="sistercity_partner_training",
                violation_error_message=_("Training data is never made public."),
            ),
        ]

    def __str__(self):
        return self.name or self.slug

    def get_absolute_url(self):
        return reverse("sistercity:partner", kwargs={"slug": self.slug})

    @cached_property
    def partnership(self):
        """The oldest partnership; needs the prefetch of for_list() or for_page()."""
        found = list(self.partnerships.all())
        return found[0] if found else None

    def name_and_country(self, language):
        """What search finds the partner's agreements and activities by."""
        return f"{own(self, 'name', language)} {country_name(str(self.country))}"

    def kinds_of_partnership(self, language):
        return ", ".join(str(tie.get_kind_display()) for tie in self.partnerships.all())

    def summaries(self, language):
        return "\n".join(own(tie, "summary", language) for tie in self.partnerships.all())

    def shown_records(self):
        ties = self.partnerships.all()
        return [
            *related(ties.model, "agreements").filter(partnership__in=ties),
            *related(ties.model, "activities").filter(partnerships__in=ties).distinct(),
            *related(ties.model, "documents").filter(partnership__in=ties),
        ]

    def hours_from(self, zone):
        """Offsets in hours of another time zone from the partner's, in January and July."""
        year = timezone.localdate().year
        moments = [datetime(year, month, 1, 12) for month in (1, 7)]
        ours, theirs = ZoneInfo(zone), ZoneInfo(self.time_zone)
        return sorted(
            {
                (
                    m.replace(tzinfo=ours).utcoffset() - m.replace(tzinfo=theirs).utcoffset()
                ).total_seconds()
                / 3600
                for m in moments
            }
        )
