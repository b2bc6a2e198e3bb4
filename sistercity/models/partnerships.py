from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from portal.dates import PartialDateField, years_before
from portal.models import Office, Role, Versioned
from sistercity import stages
from sistercity.agreements import BINDING, MAY_BIND, AgreementType
from sistercity.models.fields import CooperationField
from sistercity.models.partners import Partner
from sistercity.querysets import PartnershipQuerySet
from sistercity.stages import StageState


class Partnership(Versioned):
    kept_by = (Role.OFFICER,)

    class Kind(models.TextChoices):
        SISTER_CITY = "sister_city", _("Sister city")
        FRIENDSHIP_CITY = "friendship_city", _("Friendship city")
        TECHNICAL = "technical", _("Technical cooperation")
        HUMANITARIAN = "humanitarian", _("Humanitarian aid")
        LOAN_OR_GRANT = "loan_or_grant", _("On-lending or on-granting")
        CAPITAL = "capital_participation", _("Capital participation")
        OTHER = "other", _("Other cooperation")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        RENEWAL = "renewal", _("Being renewed")
        UNCONFIRMED = "unconfirmed", _("Unconfirmed")
        INTENT = "intent", pgettext_lazy("status", "Letter of Intent")
        PROSPECTIVE = "prospective", _("Exploration")
        EXPIRED = "expired", _("Expired")
        DORMANT = "dormant", _("Dormant")
        ENDED = "ended", _("Ended")

    CLOSED = [
        (Status.DORMANT.value, Status.DORMANT.label),
        (Status.ENDED.value, Status.ENDED.label),
    ]

    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="partnerships", verbose_name=_("partner")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    intended_kind = models.CharField(_("intended kind"), max_length=30, choices=Kind, blank=True)
    since = PartialDateField(_("since"))
    responsible_office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("responsible office"),
        related_name="+",
    )
    summary = models.TextField(_("summary"), blank=True)
    last_confirmed = PartialDateField(_("last confirmed"))
    closed = models.CharField(_("closed by hand"), max_length=10, choices=CLOSED, blank=True)
    fields = models.ManyToManyField(
        CooperationField,
        blank=True,
        related_name="partnerships",
        verbose_name=_("fields of cooperation"),
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("partnership"), _("partnerships")
        constraints = [
            models.UniqueConstraint(fields=["partner", "kind"], name="sistercity_partnership_kind")
        ]

    def __str__(self):
        return f"{self.partner}: {self.get_kind_display()}"

    def search_owners(self):
        return [self.partner]

    @cached_property
    def signed_mous(self):
        return [a for a in self.agreements.all() if a.type in BINDING and a.signed_on]

    @cached_property
    def evidence(self):
        """Public activities held on a known date; needs one of the prefetches."""
        if hasattr(self, "loaded_evidence"):
            return self.loaded_evidence
        drafts = self.partner.training
        return [a for a in self.shown_activities if a.is_evidence and (drafts or a.is_public)]

    @cached_property
    def confirmed(self):
        """The latest dated evidence: typed in, an agreement signed, an activity held."""
        dates = [self.last_confirmed]
        dates += [a.signed_on for a in self.agreements.all()]
        dates += [activity.starts_on for activity in self.evidence]
        return max((d for d in dates if d), default=None)

    def binds(self, today):
        """Whether an MoU is in force or may be: its term is not known."""
        return any(mou.status(today) in MAY_BIND for mou in self.signed_mous)

    def status(self, today):
        """Derived from agreements, stages and dated evidence; only `closed` is set by hand."""
        if self.closed:
            return self.Status(self.closed)
        if not self.signed_mous:
            return self._before_signing()
        if stages.renewal(self):
            return self.Status.RENEWAL
        if not self.binds(today):
            return self.Status.EXPIRED
        recent = self.confirmed and self.confirmed.latest >= years_before(today, 3)
        return self.Status.ACTIVE if recent else self.Status.UNCONFIRMED

    def _before_signing(self):
        if any(a.type == AgreementType.LOI and a.signed_on for a in self.agreements.all()):
            return self.Status.INTENT
        started = [r for r in self.stage_records.all() if r.state != StageState.NOT_STARTED]
        return self.Status.PROSPECTIVE if started else self.Status.UNCONFIRMED

    @property
    def is_signed(self):
        return bool(self.signed_mous)

    def stage(self, today):
        return stages.current(self, today)

    def steps(self, today):
        return stages.steps(self, today)
