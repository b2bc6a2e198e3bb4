"""Reads of the section; related models are asked for by name, so that each file stands alone."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
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

    def with_reciprocity(self):
        """Load what the comparison of the partners' own sites shows, the latest check first."""
        checks = related(self.model, "reciprocity_checks").latest_first()
        return self.prefetch_related(
            models.Prefetch("reciprocity_checks", checks, to_attr="checks")
        )

    def for_page(self, user):
        """Load everything a partner's page shows, drafts only for those who may see them."""
        ties = related(self.model, "partnerships")
        activities = related(ties.model, "activities").visible_to(user).select_related("field")
        contacts = related(ties.model, "contacts").public()
        progress = ties.with_progress(user, evidence=False)
        return self.prefetch_related(
            models.Prefetch("networks", related(self.model, "networks").visible_to(user)),
            models.Prefetch(
                "partnerships",
                progress.select_related("responsible_office").prefetch_related(
                    models.Prefetch("contacts", contacts),
                    models.Prefetch("activities", activities, to_attr="shown_activities"),
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


class ActivityQuerySet(PublishedQuerySet):
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


class MissionQuerySet(PublishedQuerySet):
    def answering_for(self, partner):
        """Those named for a partner, then all others that answer for its country."""
        links = self.model.partners.through.objects
        named = links.filter(partner=partner, representativeoffice=models.OuterRef("pk"))
        code = partner.country.code
        return (
            self.alias(named=models.Exists(named))
            .filter(Q(named=True) | Q(country=code) | Q(jurisdiction__contains=code))
            .order_by("-named", "slug")
        )


class ReciprocityCheckQuerySet(models.QuerySet):
    def latest_first(self):
        return self.order_by(Coalesce("checked_on", "as_of").desc(nulls_last=True), "-pk")


class NetworkQuerySet(PublishedQuerySet):
    def for_page(self):
        """Load the public partners that are members too."""
        partners = related(self.model, "partners").published().order_by("slug")
        return self.prefetch_related(models.Prefetch("partners", partners))


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
