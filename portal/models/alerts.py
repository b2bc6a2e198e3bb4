from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.links import check_target
from portal.models.published import Published
from portal.sections import sections


def check_sections(value):
    """A list of the keys of sections."""
    known = {section.key for section in sections()}
    if not isinstance(value, list) or not all(key in known for key in value):
        raise ValidationError(_("Choose from the sections of the portal."))


class AlertBanner(Published):
    """A sentence above every page, from its first minute to its last.

    A warning and an emergency reach every reader, in a fallback language if need be; an
    information is shown only in the languages it is written in.
    """

    class Level(models.TextChoices):
        INFORMATION = "information", _("Information")
        WARNING = "warning", _("Warning")
        EMERGENCY = "emergency", _("Emergency")

    text = models.TextField(_("text"), max_length=500)
    level = models.CharField(_("level"), max_length=20, choices=Level, default=Level.INFORMATION)
    link = models.CharField(
        _("link"),
        max_length=300,
        blank=True,
        validators=[check_target],
        help_text=_("A path of this portal, such as /en/news/, or an address with https://"),
    )
    sections = models.JSONField(
        _("sections"), default=list, blank=True, validators=[check_sections]
    )

    translated_title, translated_body = "text", "text"

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("alert"), _("alerts")

    def __str__(self):
        return self.text or self.slug
