from cms.models import CMSPlugin
from django.db import models
from django.utils.translation import gettext_lazy as _

from sistercity.models.partners import Partner


class PartnerCard(CMSPlugin):
    """One partner on a CMS page; shown only while the partner is public."""

    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="+", verbose_name=_("partner")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("partner card"), _("partner cards")

    def __str__(self):
        return str(self.partner)
