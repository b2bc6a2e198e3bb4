from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


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
