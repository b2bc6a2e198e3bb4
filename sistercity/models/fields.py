from django.db import models
from django.utils.translation import gettext_lazy as _


class CooperationField(models.Model):
    class Group(models.TextChoices):
        ECONOMY = "economy", _("Economy, trade, investment, industry and tourism")
        SCIENCE = "science_administration", _("Science, technology and administration")
        CULTURE = (
            "education_culture_social",
            _("Education, culture, social welfare, youth and sport"),
        )
        OTHER = "other_agreed", _("Other agreed fields")

    class Object(models.TextChoices):
        """Objects of cooperation named by the statute on regional government."""

        SCIENCE = "science_technology", _("Science and technology")
        CULTURE = "cultural_exchange", _("Cultural exchange")
        MANAGEMENT = "technical_management_capacity", _("Technical and management capacity")
        PROMOTION = "regional_potential_promotion", _("Promotion of regional potential")
        OTHER = "other", _("Other")

    code = models.SlugField(_("code"), max_length=40, db_index=False)
    name = models.CharField(_("name"), max_length=120)
    group = models.CharField(_("group"), max_length=40, choices=Group)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    statutory_object = models.CharField(
        _("statutory object"), max_length=40, choices=Object, blank=True
    )

    class Meta:
        verbose_name, verbose_name_plural = _("field of cooperation"), _("fields of cooperation")
        ordering = ["group", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="sistercity_cooperationfield_code")
        ]

    def __str__(self):
        return self.name or self.code
