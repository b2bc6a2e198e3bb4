from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.models.city import Office
from portal.models.published import Versioned
from portal.models.roles import Role


class PageFeedback(Versioned):
    """What a reader said of a page: how clear it is, or what is wrong. Nothing says who it was."""

    kept_by = (Role.MODERATOR,)
    moves_snapshots = False

    class Kind(models.TextChoices):
        CLARITY = "clarity", _("Clarity")
        MISTAKE = "mistake", _("A mistake in the text")
        LINK = "broken_link", _("A link that does not work")
        TRANSLATION = "translation", _("A wrong translation")
        ACCESSIBILITY = "accessibility", _("An obstacle to access")
        OTHER = "other", _("Something else")

    class Reason(models.TextChoices):
        INCOMPLETE = "incomplete", _("Something is missing")
        DIFFICULT = "difficult", _("It is hard to understand")
        OUTDATED = "outdated", _("It is out of date")
        HARD_TO_FIND = "hard_to_find", _("It was hard to find")
        HELPFUL = "helpful", _("It answered my question")
        OTHER = "other", _("Another reason")

    class State(models.TextChoices):
        NEW = "new", _("New")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    page = models.CharField(_("page"), max_length=300)
    language = models.CharField(_("language"), max_length=10)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    text = models.TextField(_("text"), max_length=2000, blank=True)
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible office"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("feedback"), _("feedback")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="clarity", rating__range=(1, 5))
                | (~Q(kind="clarity") & Q(rating__isnull=True)),
                name="portal_pagefeedback_rating",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.page}"
