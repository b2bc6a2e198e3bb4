"""What an editor can put on a CMS page besides text. A plugin belongs to one language of one page.

Versions are copies, so a file that any version shows is protected; the rows of a plugin are copied
with it.
"""

from cms.models import CMSPlugin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as column

from portal.dates import PartialDateField
from portal.languages import LANGUAGES
from portal.models.media import Picture


class WebAddress(models.URLField):
    """Without a scheme it means https; said here, as plugins make their forms when loaded."""

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https"} | kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


class LinkButton(CMSPlugin):
    """A page that is deleted leaves the link without a target; the page checks say so."""

    class Look(models.TextChoices):
        BUTTON = "button", _("Button")
        QUIET = "quiet", _("Quiet button")
        LINK = "link", _("Link")

    label = models.CharField(_("label"), max_length=150)
    page = models.ForeignKey(
        "cms.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page of this portal"),
    )
    url = WebAddress(_("other address"), blank=True, max_length=500)
    look = models.CharField(_("look"), max_length=10, choices=Look, default=Look.BUTTON)

    class Meta:
        verbose_name, verbose_name_plural = _("link"), _("links")
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=True) | Q(url=""),
                name="portal_linkbutton_one_target",
                violation_error_message=_("Choose either a page or another address."),
            )
        ]

    def __str__(self):
        return self.label

    def clean(self):
        if not self.page_id and not self.url:
            raise ValidationError(_("Choose a page or give an address."))


class PictureOnPage(CMSPlugin):
    picture = models.ForeignKey(Picture, models.PROTECT, verbose_name=_("picture"))

    class Meta:
        verbose_name, verbose_name_plural = _("picture"), _("pictures")

    def __str__(self):
        return str(self.picture)

    @property
    def is_undescribed(self):
        picture = self.picture
        return not (picture.decorative or getattr(picture, column("alt", self.language)))


class Notice(CMSPlugin):
    class Kind(models.TextChoices):
        INFO = "", _("Information")
        WARNING = "warn", _("Attention")
        DANGER = "bad", _("Danger")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, blank=True, default=Kind.INFO)
    heading = models.CharField(_("heading"), max_length=150, blank=True)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name, verbose_name_plural = _("notice"), _("notices")

    def __str__(self):
        return self.heading or self.text[:60]


class Quote(CMSPlugin):
    text = models.TextField(_("text"))
    person = models.CharField(_("who said it"), max_length=150)
    role = models.CharField(_("role"), max_length=150, blank=True)
    source = models.CharField(_("source"), max_length=250)
    source_url = WebAddress(_("address of the source"), blank=True, max_length=500)
    spoken_in = models.CharField(
        _("language of the quote"),
        max_length=10,
        blank=True,
        choices=[(code, language.name) for code, language in LANGUAGES.items()],
        help_text=_("Only if it differs from the page’s."),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("quote"), _("quotes")

    def __str__(self):
        return f"{self.person}: {self.text[:40]}"


class Columns(CMSPlugin):
    count = models.PositiveSmallIntegerField(
        _("number of columns"), choices=[(2, "2"), (3, "3")], default=2
    )

    class Meta:
        verbose_name, verbose_name_plural = _("columns"), _("columns")

    def __str__(self):
        return str(self.count)


class WithRows(CMSPlugin):
    """A plugin with a heading and rows of its own, found under `rows`."""

    heading = models.CharField(_("heading"), max_length=150, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.heading or str(self.pk)

    def copy_relations(self, old_instance):
        for row in old_instance.rows.all():
            row.pk, row.plugin = None, self
            row.save(force_insert=True)


class Downloads(WithRows):
    class Meta:
        verbose_name, verbose_name_plural = _("files"), _("files")


class Download(models.Model):
    plugin = models.ForeignKey(Downloads, models.CASCADE, related_name="rows")
    file = models.ForeignKey("filer.File", models.PROTECT, verbose_name=_("file"))
    title = models.CharField(_("title"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("file"), _("files")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title


class Facts(WithRows):
    class Meta:
        verbose_name, verbose_name_plural = _("facts"), _("facts")


class Fact(models.Model):
    plugin = models.ForeignKey(Facts, models.CASCADE, related_name="rows")
    label = models.CharField(_("label"), max_length=120)
    value = models.CharField(_("value"), max_length=120)
    source = models.CharField(_("source"), max_length=200)
    source_url = WebAddress(_("address of the source"), blank=True, max_length=500)
    as_of = PartialDateField(_("as of"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("fact"), _("facts")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(as_of__isnull=False) & ~Q(source=""),
                name="portal_fact_has_source_and_date",
                violation_error_message=_("Every figure needs a source and a date."),
            )
        ]

    def __str__(self):
        return f"{self.label}: {self.value}"
