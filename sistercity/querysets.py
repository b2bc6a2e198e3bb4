"""Reads of the section; related models are asked for by name, so that each file stands alone."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.querysets import PublishedQuerySet


def related(model, name):
    """The default manager of the model that a field or a reverse relation leads to."""
    return model._meta.get_field(name).related_model._default_manager


class PartnerQuerySet(PublishedQuerySet):
    def for_list(self):
        """Load what the list shows in a fixed number of queries."""
        ties = related(self.model, "partnerships").with_progress()
        return self.prefetch_related(models.Prefetch("partnerships", ties))

    def for_page(self, user):
        """Load everything a partner's page shows, drafts only for those who may see them."""
        ties = related(self.model, "partnerships")
        contacts = related(ties.model, "contacts").public()
        progress = ties.with_programmes(user)
        return self.prefetch_related(
            models.Prefetch("missions", related(self.model, "missions").visible_to(user)),
            models.Prefetch(
                "partnerships",
                progress.select_related("responsible_office").prefetch_related(
                    models.Prefetch("contacts", contacts),
                ),
            ),
        )


class PartnershipQuerySet(models.QuerySet):
    def with_progress(self, user=None, evidence=True):
        """Load what status and stage are derived from; `evidence` unless activities come anyway."""
        agreements = related(self.model, "agreements")
        agreements = agreements.visible_to(user) if user else agreements.published()
        held = related(self.model, "activities").published().evidence()
        return self.prefetch_related(
            "stage_records",
            "fields",
            models.Prefetch("agreements", agreements),
            *([models.Prefetch("activities", held, to_attr="loaded_evidence")] if evidence else []),
        ).order_by("pk")

    def with_programmes(self, user):
        """Load, beside the progress, all activities; see sistercity.programmes."""
        activities = related(self.model, "activities").visible_to(user).select_related("field")
        return self.with_progress(user, evidence=False).prefetch_related(
            models.Prefetch(
                "activities",
                activities.prefetch_related("attendances"),
                to_attr="shown_activities",
            )
        )


class AgreementQuerySet(PublishedQuerySet):
    def visible_to(self, user):
        """Nobody sees an agreement whose partner is hidden from them."""
        partners = related(related(self.model, "partnership").model, "partner").visible_to(user)
        return super().visible_to(user).filter(partnership__partner__in=partners)

    def real(self):
        """Without those of fictional partners."""
        return self.filter(partnership__partner__training=False)

    def of_public_partners(self):
        partners = related(related(self.model, "partnership").model, "partner").published()
        return self.filter(partnership__partner__in=partners)

    def with_siblings(self, siblings=None):
        """Load what the status is derived from; `siblings`: which may be seen."""
        if siblings is None:
            siblings = self.model._default_manager.exclude(state="archived")
        return self.select_related("partnership__partner").prefetch_related(
            models.Prefetch("partnership__agreements", siblings)
        )

    def for_register(self, user=None):
        shown = self.model._default_manager
        shown = shown.visible_to(user) if user else shown.published()
        return self.real().with_siblings(shown).prefetch_related("fields")

    def ending(self):
        """Those with an end, in whatever state of publication, with what their status needs."""
        found = self.real().with_siblings().filter(expires_on__isnull=False)
        return (
            found.exclude(state="archived")
            .exclude(partnership__closed="ended")
            .select_related("partnership__responsible_office")
            .order_by("expires_on", "pk")
        )

    def for_page(self, user):
        """Load everything an agreement's page shows, drafts only for those who may see them."""
        activities = related(self.model, "activities").visible_to(user)
        commitments = related(self.model, "commitments").select_related("field")
        return self.for_register(user).prefetch_related(
            "signatories",
            models.Prefetch("activities", activities.order_by("starts_on", "pk")),
            models.Prefetch("documents", related(self.model, "documents").public()),
            models.Prefetch(
                "commitments",
                commitments.prefetch_related(models.Prefetch("activities", activities)),
            ),
        )


class ActivityQuerySet(PublishedQuerySet):
    def for_calendar(self):
        """Load what calendars and feeds say of an activity; without fictional partners' own."""
        ties = related(self.model, "partnerships").select_related("partner")
        real = self.exclude(partnerships__partner__training=True)
        return real.select_related("field").prefetch_related(
            models.Prefetch("partnerships", ties.order_by("pk"))
        )

    def evidence(self):
        """Held and dated: what can show that a partnership lives."""
        return self.filter(status="held", starts_on__isnull=False)

    def latest(self, count):
        return (
            self.evidence()
            .order_by("-starts_on", "pk")
            .select_related("field")
            .prefetch_related("partnerships__partner")[:count]
        )


class ContactPersonQuerySet(models.QuerySet):
    def public(self, today=None):
        """A named person only with consent; an office needs none."""
        today = today or timezone.localdate()
        return self.filter(
            Q(name="") | Q(consent_on__lte=today),
            Q(valid_to__isnull=True) | Q(valid_to__gte=today),
            public=True,
        )


class DocumentQuerySet(models.QuerySet):
    def accepted(self):
        return self.filter(accepted_at__isnull=False)

    def public(self):
        """What every reader may fetch: of a partner who is public, or a model text."""
        partner = related(related(self.model, "partnership").model, "partner")
        tie = Q(guide__isnull=False) | Q(partnership__partner__in=partner.published())
        return self.accepted().filter(tie, public=True)


class BenefitQuerySet(PublishedQuerySet):
    def for_results(self):
        """Load what the results pages show in a fixed number of queries."""
        return self.select_related("partnership__partner", "activity", "field", "evidence")
