import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from portal.models import Published, Role, Searchable, Sourced, Versioned
from portal.money import check_currency
from sistercity.models.activities import Activity
from sistercity.models.documents import Document
from sistercity.models.fields import CooperationField
from sistercity.models.partnerships import Partnership
from sistercity.querysets import BenefitQuerySet


def new_slug():
    return secrets.token_hex(6)


def check_year(year):
    """Nothing is counted or evaluated before it has happened."""
    if year and year > timezone.localdate().year:
        raise ValidationError({"year": _("This year lies in the future.")})


class Benefit(Sourced, Published):
    """What one side or both gained; never summed across measures or currencies."""

    kept_by = (Role.OFFICER,)
    training_path = "partnership__partner__training"

    class Direction(models.TextChoices):
        RECEIVED = "received", _("Received")
        GIVEN = "given", _("Given")
        MUTUAL = "mutual", _("Mutual")

    class Measure(models.TextChoices):
        FUNDS = "funds", _("Funds")
        GOODS = "goods_in_kind", _("Goods in kind")
        TRAINING = "training_places", _("Training places")
        STUDENTS = "students", _("Students")
        STAFF = "staff", _("Staff exchanged")
        VISITORS = "visitors", _("Visitors")
        EXPORTS = "exports", _("Exports")
        INVESTMENT = "investment", _("Investment")
        COMPANIES = "companies", _("Companies")
        JOBS = "jobs", _("Jobs")
        TECHNOLOGY = "technology_transferred", _("Technology transferred")
        SERVICE = "service_improved", _("Public service improved")
        PUBLICATIONS = "publications", _("Publications")
        OTHER = "other", _("Other benefit")

    class Unit(models.TextChoices):
        PEOPLE = "people", pgettext_lazy("unit", "people")
        PLACES = "places", pgettext_lazy("unit", "places")
        COMPANIES = "companies", pgettext_lazy("unit", "companies")
        JOBS = "jobs", pgettext_lazy("unit", "jobs")
        ITEMS = "items", pgettext_lazy("unit", "items")
        VEHICLES = "vehicles", pgettext_lazy("unit", "vehicles")
        TONNES = "tonnes", pgettext_lazy("unit", "tonnes")
        DAYS = "days", pgettext_lazy("unit", "days")
        PROJECTS = "projects", pgettext_lazy("unit", "projects")
        SERVICES = "services", pgettext_lazy("unit", "services")
        TITLES = "titles", pgettext_lazy("unit", "titles")

    slug = models.SlugField(
        pgettext_lazy("on the web", "address"), max_length=80, db_index=False, default=new_slug
    )
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="benefits", verbose_name=_("partnership")
    )
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="benefits",
        verbose_name=_("activity"),
    )
    field = models.ForeignKey(
        CooperationField,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="benefits",
        verbose_name=_("field of cooperation"),
    )
    title = models.CharField(_("what it brought"), max_length=300)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1945), MaxValueValidator(2100)]
    )
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    measure = models.CharField(_("measure"), max_length=30, choices=Measure)
    quantity = models.DecimalField(
        _("quantity"),
        max_digits=20,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    unit = models.CharField(_("unit"), max_length=20, choices=Unit, blank=True)
    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        validators=[check_currency],
        help_text=_("Three letters, such as IDR or EUR."),
    )
    estimated = models.BooleanField(_("estimated"), default=False)
    method = models.TextField(_("how it was counted"), blank=True)
    evidence = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="benefits",
        verbose_name=_("evidence"),
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verified by"),
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)

    objects = BenefitQuerySet.as_manager()

    translated_title, translated_body = "title", "method"
    search = Searchable(
        keywords=["measure", "year", "partner_name"],
        page="partner",
        anchor="results",
        joined=["partnership__partner"],
    )

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("benefit"), _("benefits")
        ordering = ["-year", "pk"]
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=Q(quantity__isnull=True, unit="", currency="")
                | Q(quantity__isnull=False, unit__gt="", currency="")
                | Q(quantity__isnull=False, unit="", currency__gt=""),
                name="sistercity_benefit_unit",
                violation_error_message=_(
                    "A quantity has either a unit or a currency; without one, leave both empty."
                ),
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gte=0),
                name="sistercity_benefit_quantity",
                violation_error_message=_("A quantity is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_on__isnull=True)
                | Q(verified_by__isnull=False, verified_on__isnull=False),
                name="sistercity_benefit_verified",
                violation_error_message=_("Name both who verified it and when, or neither."),
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(evidence__isnull=False) | ~Q(sources=[]),
                name="sistercity_benefit_evidence",
                violation_error_message=_(
                    "Before it is made public, a benefit needs a document as evidence or a source."
                ),
            ),
        ]

    def __str__(self):
        return self.title or self.get_measure_display()

    def clean(self):
        super().clean()
        check_year(self.year)
        if self.quantity is not None and not (self.unit or self.currency):
            raise ValidationError(
                {"unit": _("Say of what: choose a unit, or give the currency of an amount.")}
            )
        if self.measure == self.Measure.FUNDS and self.unit:
            raise ValidationError({"unit": _("Funds are counted in a currency, not in a unit.")})
        self._check_ties()

    def _check_ties(self):
        """What it rests on is of the same partnership."""
        if self.evidence_id and self.evidence.partnership_id != self.partnership_id:
            raise ValidationError({"evidence": _("This document belongs to another partnership.")})
        if self.evidence_id and self.evidence.awaits_acceptance:
            raise ValidationError(
                {"evidence": _("This document has not been accepted by an officer yet.")}
            )
        if self.activity_id and self.partnership_id:
            ties = self.activity.partnerships.filter(pk=self.partnership_id)
            if not ties.exists():
                raise ValidationError({"activity": _("This partnership took no part in it.")})

    def partner(self):
        return self.partnership.partner

    def partner_name(self, language):
        return self.partnership.partner.name_and_country(language)


class Evaluation(Versioned):
    """The yearly evaluation (stage 9) of a partnership, as a whole or in one field."""

    kept_by = (Role.OFFICER,)

    class Advice(models.TextChoices):
        CONTINUE = "continue", _("Continue")
        AMEND = "amend", _("Amend")
        RENEW = "renew", _("Renew")
        END = "end", pgettext_lazy("a cooperation", "End")

    SCORES = [
        (1, pgettext_lazy("score", "1 – very low")),
        (2, pgettext_lazy("score", "2 – low")),
        (3, pgettext_lazy("score", "3 – fair")),
        (4, pgettext_lazy("score", "4 – high")),
        (5, pgettext_lazy("score", "5 – very high")),
    ]
    CRITERIA = ("relevance", "effectiveness", "benefit", "continuity")

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="evaluations", verbose_name=_("partnership")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1945), MaxValueValidator(2100)]
    )
    field = models.ForeignKey(
        CooperationField,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        verbose_name=_("field of cooperation"),
        help_text=_("Left empty for the partnership as a whole."),
    )
    relevance = models.PositiveSmallIntegerField(_("relevance"), choices=SCORES)
    effectiveness = models.PositiveSmallIntegerField(_("effectiveness"), choices=SCORES)
    benefit = models.PositiveSmallIntegerField(_("benefit"), choices=SCORES)
    continuity = models.PositiveSmallIntegerField(_("continuity"), choices=SCORES)
    recommendation = models.CharField(_("recommendation"), max_length=10, choices=Advice)
    text = models.TextField(_("findings"), blank=True)
    public = models.BooleanField(
        _("public"), default=False, help_text=_("Public findings are part of the yearly report.")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("evaluation"), _("evaluations")
        ordering = ["-year", "pk"]
        constraints = [
            # Two constraints, because SQLite takes every NULL for a value of its own.
            models.UniqueConstraint(
                fields=["partnership", "year"],
                condition=Q(field__isnull=True),
                name="sistercity_evaluation_whole",
                violation_error_message=_("This year has been evaluated already."),
            ),
            models.UniqueConstraint(
                fields=["partnership", "year", "field"],
                condition=Q(field__isnull=False),
                name="sistercity_evaluation_field",
                violation_error_message=_("This field has been evaluated for this year already."),
            ),
            models.CheckConstraint(
                condition=Q(relevance__range=(1, 5))
                & Q(effectiveness__range=(1, 5))
                & Q(benefit__range=(1, 5))
                & Q(continuity__range=(1, 5)),
                name="sistercity_evaluation_scores",
            ),
        ]

    def __str__(self):
        return f"{self.partnership}: {self.year}"

    def clean(self):
        super().clean()
        check_year(self.year)
        same = Evaluation.objects.filter(partnership=self.partnership_id, year=self.year)
        if same.filter(field=self.field_id).exclude(pk=self.pk).exists():
            raise ValidationError(
                {"field": _("It has been evaluated for this year already. Open that evaluation.")}
            )
