from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.dates import PartialDateField, contradict
from portal.models import Published, Role, Searchable, Sourced
from sistercity.models.agreements import Agreement
from sistercity.models.fields import CooperationField
from sistercity.models.partnerships import Partnership
from sistercity.querysets import ActivityQuerySet


class Activity(Sourced, Published):
    kept_by = (Role.OFFICER,)
    proposed_for = "partnerships__partner__country"
    training_path = "partnerships__partner__training"

    class Type(models.TextChoices):
        DELEGATION_OUT = "delegation_out", _("Delegation abroad")
        DELEGATION_IN = "delegation_in", _("Delegation received")
        AUDIENCE = "audience", _("Audience")
        INVITATION = "invitation", _("Invitation")
        STUDENTS = "exchange_students", _("Student exchange")
        STAFF = "exchange_staff", _("Staff exchange")
        TRAINING = "training", _("Training")
        FESTIVAL = "festival", _("Festival")
        EXHIBITION = "exhibition", _("Exhibition")
        BUSINESS = "business_matching", _("Business matching")
        RESEARCH = "joint_research", _("Joint research")
        AID = "aid_in_kind", _("Aid in kind")
        PROJECT = "joint_project", _("Joint project")
        ONLINE = "online_meeting", _("Online meeting")
        MONUMENT = "monument", _("Monument")
        MILESTONE = "milestone", _("Milestone")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Announced")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")
        POSTPONED = "postponed", _("Postponed")

    class Mode(models.TextChoices):
        ONSITE = "onsite", _("On site")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("Hybrid")

    partnerships = models.ManyToManyField(
        Partnership, related_name="activities", verbose_name=_("partnerships")
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("agreement"),
    )
    field = models.ForeignKey(
        CooperationField,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("field of cooperation"),
    )
    type = models.CharField(_("type"), max_length=20, choices=Type)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    starts_on = PartialDateField(_("starts on"))
    ends_on = PartialDateField(_("ends on"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, blank=True)
    participants_ours = models.PositiveIntegerField(_("our participants"), null=True, blank=True)
    participants_theirs = models.PositiveIntegerField(
        _("their participants"), null=True, blank=True
    )
    cost = models.DecimalField(_("cost"), max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.HELD)

    objects = ActivityQuerySet.as_manager()

    translated_title, translated_body = "title", "summary"
    search = Searchable(
        keywords=["type", "starts_on", "place", "partner_names"],
        date="starts_on",
        page="partner",
        anchor="activities",
        prefetch=["partnerships__partner"],
        links=["partnerships"],
    )

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("activity"), _("activities")
        ordering = [F("starts_on").desc(nulls_last=True), "pk"]
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=Q(cost__isnull=True, currency="")
                | Q(cost__isnull=False, currency__gt=""),
                name="sistercity_activity_cost",
                violation_error_message=_("Give both cost and currency, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=False),
                name="sistercity_activity_end_needs_start",
                violation_error_message=_("An activity that ends has a start."),
            ),
        ]

    def __str__(self):
        return self.title or self.slug

    def clean(self):
        super().clean()
        if contradict(self.starts_on, self.ends_on):
            raise ValidationError({"ends_on": _("The end lies before the start.")})

    def partner(self):
        """On whose page it is shown: the first public one of its partners."""
        partners = [tie.partner for tie in self.partnerships.all()]
        return next((found for found in partners if found.state == "published"), None)

    @property
    def public_partners(self):
        return [tie.partner for tie in self.partnerships.all() if tie.partner.is_public]

    @property
    def address(self):
        """Where it is told, on the page of the first of its public partners; or nothing."""
        found = self.public_partners
        return f"{found[0].get_absolute_url()}#activity-{self.slug}" if found else ""

    def partner_names(self, language):
        ties = self.partnerships.all()
        return ", ".join(tie.partner.name_and_country(language) for tie in ties)

    @property
    def is_evidence(self):
        return self.status == self.Status.HELD and self.starts_on is not None
