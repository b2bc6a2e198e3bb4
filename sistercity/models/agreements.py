from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.dates import PartialDateField, contradict
from portal.models import Published, Role, Searchable, Sourced
from sistercity import agreements
from sistercity.agreements import AgreementStatus, AgreementType, Term
from sistercity.models.fields import CooperationField
from sistercity.models.partnerships import Partnership
from sistercity.querysets import AgreementQuerySet


class Agreement(Sourced, Published):
    kept_by = (Role.OFFICER,)
    training_path = "partnership__partner__training"

    Type, Term, Status = AgreementType, Term, AgreementStatus

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="agreements", verbose_name=_("partnership")
    )
    type = models.CharField(_("type"), max_length=30, choices=Type)
    title = models.CharField(
        _("title"),
        max_length=300,
        blank=True,
        help_text=_("The title of the document; without it the type is shown."),
    )
    note = models.TextField(_("note"), blank=True)
    number = models.CharField(_("number"), max_length=100, blank=True)
    signed_on = PartialDateField(_("signed on"))
    place = models.CharField(_("place of signing"), max_length=120, blank=True)
    effective_on = PartialDateField(_("in force from"))
    expires_on = PartialDateField(_("valid until"))
    term = models.CharField(_("term"), max_length=10, choices=Term, default=Term.NOT_KNOWN)
    confirmed_in_force_on = PartialDateField(_("confirmed in force on"))
    terminated_on = PartialDateField(_("terminated on"))
    auto_renew = models.BooleanField(_("renews itself"), null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField(_("notice in months"), null=True, blank=True)
    authentic_languages = models.JSONField(_("authentic languages"), default=list, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    fields = models.ManyToManyField(
        CooperationField,
        blank=True,
        related_name="agreements",
        verbose_name=_("fields of cooperation"),
    )

    objects = AgreementQuerySet.as_manager()

    translated_title, translated_body = "title", "note"
    search = Searchable(
        keywords=["type", "number", "signed_on", "partner_name"],
        body=["place"],
        weight=1,
        date="signed_on",
        within="partner",
        parts="shown_records",
        joined=["partnership__partner"],
    )

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("agreement"), _("agreements")
        ordering = [F("signed_on").asc(nulls_last=True), "pk"]
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=Q(term="fixed") | Q(expires_on__isnull=True),
                name="sistercity_agreement_expiry_needs_term",
                violation_error_message=_("An agreement with an end has a fixed term."),
            ),
            # To the year, as the database sees partial dates as text; clean() sees them whole.
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | Q(signed_on__isnull=True)
                | Q(expires_on__gte=Substr("signed_on", 1, 4)),
                name="sistercity_agreement_ends_after_signing",
                violation_error_message=_("An agreement cannot end before it was signed."),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(number__gt=""),
                name="sistercity_agreement_number",
                violation_error_message=_("Another agreement has this number already."),
            ),
        ]

    def __str__(self):
        return self.title or self.get_type_display()

    def clean(self):
        super().clean()
        if contradict(self.signed_on, self.expires_on):
            raise ValidationError(
                {"expires_on": _("An agreement cannot end before it was signed.")}
            )
        if contradict(self.effective_on, self.expires_on):
            raise ValidationError(
                {"expires_on": _("An agreement cannot end before it enters into force.")}
            )
        if contradict(self.signed_on, self.terminated_on):
            raise ValidationError(
                {"terminated_on": _("An agreement cannot be terminated before it was signed.")}
            )
        self._check_number()
        self._check_chain()

    def _check_number(self):
        """The constraint says it of the whole form; here it stands at its field."""
        others = Agreement.objects.exclude(pk=self.pk)
        if self.number and others.filter(number=self.number).exists():
            raise ValidationError({"number": _("Another agreement has this number already.")})

    def _check_chain(self):
        before, seen = self.replaces, {self.pk}
        if before and before.partnership_id != self.partnership_id:
            raise ValidationError(
                {"replaces": _("An agreement replaces one of the same partnership.")}
            )
        while before:
            if before.pk in seen:
                raise ValidationError({"replaces": _("An agreement cannot replace itself.")})
            seen.add(before.pk)
            before = before.replaces

    def get_absolute_url(self):
        return reverse("sistercity:agreement", kwargs={"slug": self.slug})

    def partner(self):
        return self.partnership.partner

    def shown_records(self):
        return self.documents.all()

    def partner_name(self, language):
        return self.partnership.partner.name_and_country(language)

    def status(self, today):
        """See sistercity.agreements; needs the partnership's agreements."""
        return agreements.status(self, today)

    def time_left(self, today):
        return agreements.time_left(self, today)

    def in_words(self, today, ours):
        return agreements.in_words(self, today, ours)

    @property
    def chain(self):
        return agreements.chain(self)

    @property
    def notice(self):
        return agreements.notice_text(self.notice_months) if self.notice_months else ""

    @property
    def notice_by(self):
        return agreements.notice_by(self)
