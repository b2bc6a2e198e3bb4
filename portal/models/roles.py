from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from portal.languages import LANGUAGES
from portal.sections import section_choices


class Role(models.TextChoices):
    AUTHOR = "author", _("Author")
    PUBLISHER = "publisher", _("Publisher")
    TRANSLATOR = "translator", _("Translator")
    OFFICER = "cooperation_officer", _("Cooperation officer")
    EMBASSY = "embassy_contributor", _("Embassy contributor")
    DATA_EDITOR = "data_editor", _("Data editor")
    MODERATOR = "moderator", _("Moderator")
    ADMINISTRATOR = "administrator", _("Administrator")


def language_choices():
    return [(language.code, language.name) for language in LANGUAGES.values()]


class RoleAssignment(models.Model):
    """What a member of staff may do; portal.roles says what that is."""

    moves_snapshots = False

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="role_assignments",
        verbose_name=_("account"),
    )
    role = models.CharField(pgettext_lazy("of an account", "role"), max_length=30, choices=Role)
    section = models.CharField(
        _("section"),
        max_length=30,
        choices=section_choices,
        blank=True,
        help_text=_("For authors and publishers."),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=language_choices,
        blank=True,
        help_text=_("For translators."),
    )
    countries = CountryField(
        _("countries"),
        multiple=True,
        blank=True,
        help_text=_("For embassy contributors: the countries of their jurisdiction."),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = pgettext_lazy("of an account", "role")
        verbose_name_plural = pgettext_lazy("of an account", "roles")
        ordering = ["user", "role", "section", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "section", "language"],
                name="portal_roleassignment_once",
                violation_error_message=_("This account has this role already."),
            ),
            models.CheckConstraint(
                condition=Q(role="translator", language__gt="")
                | (~Q(role="translator") & Q(language="")),
                name="portal_roleassignment_language",
                violation_error_message=_("A translator needs a language, the other roles none."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=["author", "publisher"], section__gt="")
                | (~Q(role__in=["author", "publisher"]) & Q(section="")),
                name="portal_roleassignment_section",
                violation_error_message=_(
                    "Authors and publishers need a section, the other roles none."
                ),
            ),
            models.CheckConstraint(
                condition=Q(role="embassy_contributor", countries__gt="")
                | (~Q(role="embassy_contributor") & Q(countries="")),
                name="portal_roleassignment_countries",
                violation_error_message=_(
                    "Embassy contributors need countries, the other roles none."
                ),
            ),
        ]

    def __str__(self):
        of = self.get_section_display() or self.get_language_display()
        names = ", ".join(country.name for country in self.countries)
        return ": ".join(filter(None, [self.get_role_display(), of or names]))
