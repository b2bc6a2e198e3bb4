from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models.media import Picture
from portal.models.published import Published


class NewsItem(Published):
    class Category(models.TextChoices):
        COOPERATION = "cooperation", _("International cooperation")
        VISIT = "visit", _("Visiting the city")
        INVEST = "invest", _("Business and investment")
        CITY = "city", _("The city")
        ANNOUNCEMENT = "announcement", _("Announcements")

    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    body = models.TextField(_("text"), blank=True, help_text=_("One paragraph on each line."))
    category = models.CharField(_("category"), max_length=20, choices=Category)
    date = models.DateField(_("date"), default=timezone.localdate)
    picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )

    translated_title, translated_body = "title", "body"

    class Meta(Published.Meta):
        ordering = ["-date", "-pk"]
        verbose_name, verbose_name_plural = _("news item"), _("news")

    def __str__(self):
        return self.title or self.slug

    @property
    def labels(self):
        tags = [self.get_category_display()]
        return tags if self.is_public else [*tags, self.get_state_display()]

    def get_absolute_url(self):
        return reverse("news:item", kwargs={"slug": self.slug})
