from django.db import models
from django.utils.translation import gettext_lazy as _

from portal import redirects
from portal.links import check_path, check_target, is_own_path
from portal.models.published import Versioned


class Redirect(Versioned):
    """Where a page that is no longer here has gone; asked only when nothing else answers."""

    moves_snapshots = False

    old_path = models.CharField(
        _("old path"),
        max_length=300,
        unique=True,
        validators=[check_path],
        help_text=_("With its language (/en/old/), or without (/old/) for all languages."),
    )
    target = models.CharField(
        _("leads to"),
        max_length=500,
        validators=[check_target],
        help_text=_(
            "A path of this portal, or an address with https://. A path without a language leads "
            "to the reader’s."
        ),
    )
    permanent = models.BooleanField(_("permanent"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("redirect"), _("redirects")
        ordering = ["old_path"]

    def __str__(self):
        return self.old_path

    def clean(self):
        super().clean()
        if not is_own_path(self.old_path):
            return
        self.old_path = redirects.normal(self.old_path)
        self.target = redirects.without_site(self.target)
        table = dict(Redirect.objects.exclude(pk=self.pk).values_list("old_path", "target"))
        redirects.check_no_loop(self.old_path, self.target, table)
