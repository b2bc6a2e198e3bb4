from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from portal.dates import PartialDateField
from portal.languages import SOURCE
from portal.models.searchable import Searchable
from portal.querysets import PublishedQuerySet


class Versioned(models.Model):
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        self.version += 1
        if update_fields is not None:
            update_fields = {*update_fields, "version", *self.touched_by_every_save()}
        with transaction.atomic(savepoint=False):  # what search keeps of it is saved with it
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

    slug = models.SlugField(pgettext_lazy("on the web", "address"), max_length=80, db_index=False)
    source_language = models.CharField(_("source language"), max_length=10, default=SOURCE)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(_("published from"), null=True, blank=True)
    unpublish_at = models.DateTimeField(_("published until"), null=True, blank=True)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = PublishedQuerySet.as_manager()
    search = Searchable()

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
