from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from filer.models.abstract import BaseImage
from modeltranslation.utils import build_localized_fieldname as column

from portal import renditions
from portal.languages import LANGUAGES


class Picture(BaseImage):
    """A picture of the media library; the file itself and its focal point are django-filer's."""

    class Licence(models.TextChoices):
        OWN = "own", _("The city's own")
        CC0 = "CC0-1.0", _("CC0 1.0")
        CC_BY = "CC-BY-4.0", _("CC BY 4.0")
        CC_BY_SA = "CC-BY-SA-4.0", _("CC BY-SA 4.0")
        OTHER = "other", _("Other")

    alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What the picture shows, for those who do not see it."),
    )
    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("The picture says nothing that the text beside it does not say."),
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, default=Licence.OWN)
    licence_text = models.CharField(_("terms of another licence"), max_length=300, blank=True)
    renditions = models.JSONField(_("renditions"), default=dict, editable=False)

    class Meta(BaseImage.Meta):
        app_label = "portal"
        verbose_name, verbose_name_plural = _("picture"), _("pictures")
        default_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=~Q(licence="other", licence_text=""),
                name="portal_picture_licence_text",
                violation_error_message=_("Another licence needs its terms."),
            )
        ]

    def has_edit_permission(self, request):
        return request.user.has_perm("portal.change_picture")

    def has_read_permission(self, request):
        return request.user.has_perm("portal.view_picture")

    def _move_file(self):
        """Between public and private, called by save(): what is made from the file goes with it."""
        storage, names = self.file.storage, renditions.paths(self)
        super()._move_file()
        renditions.make(self)
        transaction.on_commit(lambda: [storage.delete(name) for name in names])

    def _check_validity(self):
        """What django-filer marks as incomplete in its lists."""
        return self.decorative or any(getattr(self, column("alt", code)) for code in LANGUAGES)
