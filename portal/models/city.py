from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from django_countries.fields import CountryField

from portal.models.published import Published, Sourced, Versioned, check_sources
from portal.models.searchable import Searchable


class Office(Sourced, Published):
    name = models.CharField(_("name"), max_length=200)
    task = models.TextField(_("task"), blank=True)
    answers_for = models.TextField(
        _("answers for"), blank=True, help_text=_("One subject on each line.")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    address = models.TextField(pgettext_lazy("postal", "address"), blank=True)
    hours = models.TextField(_("office hours"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    url = models.URLField(_("website"), blank=True)
    channels = models.TextField(
        _("other channels"), blank=True, help_text=_("One channel on each line.")
    )

    translated_title, translated_body = "name", "task"
    search = Searchable(
        names=["name"],
        body=["answers_for", "address", "hours", "channels"],
        topics=["contact", "office_hours"],
        weight=3,
    )

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("office"), _("offices")

    def __str__(self):
        return self.name or self.slug

    def get_absolute_url(self):
        return reverse("offices:office", kwargs={"slug": self.slug})

    def clean(self):
        super().clean()
        above, seen = self.parent, {self.pk}
        while above:
            if above.pk in seen:
                raise ValidationError({"parent": _("An office cannot be part of itself.")})
            seen.add(above.pk)
            above = above.parent


class City(models.Model):
    """The city whose portal this is: one row."""

    name = models.CharField(_("name"), max_length=100)
    full_name = models.CharField(_("official name"), max_length=200)
    country = CountryField(_("country"))
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    time_zone = models.CharField(_("time zone"), max_length=50)
    official_url = models.URLField(_("official website"), blank=True)
    official_domain = models.CharField(_("official domain"), max_length=100, blank=True)
    greeting = models.CharField(_("greeting"), max_length=100, blank=True)
    greeting_language = models.CharField(_("language of the greeting"), max_length=10, blank=True)
    contact = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, verbose_name=_("contact"), related_name="+"
    )
    attribution = models.TextField(_("attribution of data"), blank=True)
    profile = models.TextField(
        _("profile"),
        blank=True,
        help_text=_("What a partner is told first about the city. An empty line parts paragraphs."),
    )
    profile_sources = models.JSONField(
        _("sources of the profile"), default=list, blank=True, validators=[check_sources]
    )

    class Meta:
        verbose_name, verbose_name_plural = _("city"), _("cities")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="portal_city_one_row")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)


class CityFact(Sourced, Versioned):
    """A figure of the city's profile, of a certain date and from a source."""

    code = models.SlugField(_("code"), max_length=40, db_index=False)
    label = models.CharField(_("label"), max_length=120)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=2)
    unit = models.CharField(
        _("unit"), max_length=60, blank=True, help_text=_("Left empty where the label says it.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("figure of the city"), _("figures of the city")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="portal_cityfact_code"),
            models.CheckConstraint(
                condition=Q(as_of__isnull=False) & ~Q(sources=[]),
                name="portal_cityfact_has_source_and_date",
                violation_error_message=_("Every figure needs a source and a date."),
            ),
        ]

    def __str__(self):
        return self.label or self.code
