from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from portal.dates import PartialDateField
from portal.languages import SOURCE
from portal.querysets import PublishedQuerySet


class User(AbstractUser):
    email = models.EmailField(_("e-mail address"), unique=True)


class Versioned(models.Model):
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        self.version += 1
        if update_fields is not None:
            update_fields = {*update_fields, "version", *self.touched_by_every_save()}
        super().save(*args, update_fields=update_fields, **kwargs)

    def touched_by_every_save(self):
        return {f.name for f in self._meta.concrete_fields if getattr(f, "auto_now", False)}


class Published(Versioned):
    """A record the public can read: draft, review, published or archived, with a lock."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    slug = models.SlugField(_("address"), max_length=80, db_index=False)
    source_language = models.CharField(_("source language"), max_length=10, default=SOURCE)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(_("published from"), null=True, blank=True)
    unpublish_at = models.DateTimeField(_("published until"), null=True, blank=True)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="%(app_label)s_%(class)s_slug"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="%(app_label)s_%(class)s_published_at",
                violation_error_message=_("A published record needs the moment of publication."),
            ),
            models.CheckConstraint(
                condition=Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=F("published_at")),
                name="%(app_label)s_%(class)s_period",
                violation_error_message=_("“Published until” must be after “published from”."),
            ),
        ]

    def clean(self):
        super().clean()
        if self.state == self.State.PUBLISHED and not self.published_at:
            self.published_at = timezone.now()

    @property
    def is_public(self):
        now = timezone.now()
        return (
            self.state == self.State.PUBLISHED
            and self.published_at <= now
            and (self.unpublish_at is None or self.unpublish_at > now)
        )


def check_sources(value):
    """A list of {"title": text, "url": address or empty}."""
    if not isinstance(value, list):
        raise ValidationError(_("Sources are a list."))
    for source in value:
        if not isinstance(source, dict) or not source.get("title"):
            raise ValidationError(_("Each source needs a title."))
        if source.get("url"):
            URLValidator(schemes=["http", "https"])(source["url"])


class Sourced(models.Model):
    class Confidence(models.TextChoices):
        VERIFIED = "verified", _("Verified")
        PARTLY = "partly_verified", _("Not fully checked")
        COMPUTED = "computed", _("Computed")
        UNCHECKED = "general_knowledge", _("Not yet checked")
        ILLUSTRATIVE = "illustrative", _("Illustrative")

    sources = models.JSONField(_("sources"), default=list, blank=True, validators=[check_sources])
    as_of = PartialDateField(_("as of"))
    confidence = models.CharField(
        _("confidence"), max_length=20, choices=Confidence, default=Confidence.UNCHECKED
    )

    class Meta:
        abstract = True

    @property
    def caution(self):
        """The mark a reader must see, or an empty string where the source was read."""
        plain = {self.Confidence.VERIFIED, self.Confidence.COMPUTED}
        return "" if self.confidence in plain else self.get_confidence_display()


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
    address = models.TextField(_("address"), blank=True)
    hours = models.TextField(_("office hours"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    url = models.URLField(_("website"), blank=True)
    channels = models.TextField(
        _("other channels"), blank=True, help_text=_("One channel on each line.")
    )

    translated_title, translated_body = "name", "task"

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

    class Meta:
        verbose_name, verbose_name_plural = _("city"), _("cities")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="portal_city_one_row")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)


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
    url = models.URLField(_("address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    checked_on = PartialDateField(_("checked on"))

    translated_title, translated_body = "name", "description"

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


class TranslationState(models.Model):
    """What a translator last said of one field in one language, and of which source text.

    Whether a text is missing or stale is derived by portal.translating from the texts themselves,
    so that it stays right under bulk updates and imports.
    """

    class State(models.TextChoices):
        MISSING = "missing", _("Missing")
        MACHINE = "machine", _("Machine translation")
        IN_PROGRESS = "in_progress", _("In progress")
        NEEDS_REVIEW = "needs_review", _("Needs review")
        CURRENT = "current", _("Current")
        STALE = "stale", _("Older than its source")
        NOT_NEEDED = "not_needed", _("Not needed")

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    content = GenericForeignKey()
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    source_language = models.CharField(max_length=10)
    source_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=State)
    machine = models.CharField(max_length=60, blank=True)
    translator = models.CharField(max_length=150, blank=True)
    reviewer = models.CharField(max_length=150, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("translation state"), _("translation states")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field", "language"],
                name="portal_translationstate_unique",
            )
        ]

    def __str__(self):
        return f"{self.field} [{self.language}]: {self.get_state_display()}"
