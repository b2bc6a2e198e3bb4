"""Reads of the section; related models are asked for by name, so that each file stands alone."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal import roles
from portal.querysets import PublishedQuerySet, WatchedQuerySet


def related(model, name):
    """The default manager of the model that a field or a reverse relation leads to."""
    return model._meta.get_field(name).related_model._default_manager


def some(model, *names):
    """Annotations has_<name>: whether a record has any of a relation to many."""
    return {f"has_{name}": models.Exists(_rows(model._meta.get_field(name))) for name in names}


def _rows(relation):
    if relation.concrete:
        rows, name = relation.remote_field.through, relation.m2m_field_name()
    else:
        rows, name = relation.related_model, relation.field.name
    return rows._base_manager.filter(**{name: models.OuterRef("pk")})


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
        """Load what every partner's page shows, drafts only for those who may see them.

        sistercity.partner_page.load() adds what only some have.
        """
        ties = related(self.model, "partnerships").with_programmes(user)
        ties = ties.select_related("responsible_office")
        ties = ties.annotate(**some(ties.model, "contacts", "documents", "benefits"))
        return self.annotate(**some(self.model, "networks")).prefetch_related(
            models.Prefetch("partnerships", ties)
        )


class PartnershipQuerySet(models.QuerySet):
    def with_progress(self):
        """Load what status and stage are derived from."""
        held = related(self.model, "activities").published().evidence()
        return self._with_records(related(self.model, "agreements").published()).prefetch_related(
            models.Prefetch("activities", held, to_attr="loaded_evidence")
        )

    def _with_records(self, agreements):
        return self.prefetch_related(
            "stage_records", "fields", models.Prefetch("agreements", agreements)
        ).order_by("pk")

    def for_board(self, training=False):
        """Load what board and warnings are derived from, for sistercity.programmes.load().

        Of real partnerships only what is public counts, as on their pages; training data is never
        public, so there drafts count.
        """
        agreements = _staff(related(self.model, "agreements"), training)
        activities = _staff(related(self.model, "activities"), training)
        records = related(self.model, "stage_records").only(
            "partnership_id", "round", "stage", "year", "state", "due_on", "completed_on"
        )
        return (
            self.select_related("partner", "responsible_office")
            .prefetch_related(
                "fields",
                models.Prefetch("stage_records", records),
                models.Prefetch("agreements", agreements.only(*TERMS)),
                models.Prefetch(
                    "activities",
                    activities.filter(status="held").select_related("field"),
                    to_attr="shown_activities",
                ),
            )
            .order_by("pk")
        )

    def with_programmes(self, user):
        """Load, beside the progress, all activities; see sistercity.programmes."""
        agreements = related(self.model, "agreements").visible_to(user)
        agreements = agreements.annotate(**some(agreements.model, "fields", "commitments"))
        activities = related(self.model, "activities").visible_to(user).select_related("field")
        activities = activities.annotate(**some(activities.model, "attendances"))
        return self._with_records(agreements).prefetch_related(
            models.Prefetch("activities", activities, to_attr="shown_activities")
        )


TERMS = [
    "partnership_id", "type", "signed_on", "expires_on", "term", "confirmed_in_force_on",
    "terminated_on", "replaces_id", "auto_renew", "notice_months",
]  # fmt: skip


def _staff(rows, training):
    return rows.exclude(state="archived") if training else rows.published()


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

    def held_in_public(self):
        """Held ones of partners that are public, each once."""
        ties = related(self.model, "partnerships")
        partners = related(ties.model, "partner").published()
        held = self.published().filter(status="held", partnerships__partner__in=partners)
        return held.order_by("pk").distinct()

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


class DocumentQuerySet(WatchedQuerySet):
    visibility = frozenset(
        {"public", "accepted_at", "partnership", "partnership_id", "guide", "guide_id"}
    )

    def accepted(self):
        return self.filter(accepted_at__isnull=False)

    def public(self):
        """What every reader may fetch: of a partner who is public, or a model text."""
        partner = related(related(self.model, "partnership").model, "partner")
        tie = Q(guide__isnull=False) | Q(partnership__partner__in=partner.published())
        return self.accepted().filter(tie, public=True)

    def visible_to(self, user):
        """What is public, and what the user's role opens to them."""
        beyond = roles.visible(user, self.model)
        if beyond is None:
            return self.public()
        public = Q(pk__in=self.model._default_manager.public().values("pk"))
        return self.filter(beyond | public) if beyond else self.all()

    def waiting(self):
        """Brought by an embassy, and neither accepted nor declined."""
        return self.filter(accepted_at__isnull=True, declined_because="")


class BenefitQuerySet(PublishedQuerySet):
    def public(self):
        """Published ones of partners that are public themselves."""
        partner = related(related(self.model, "partnership").model, "partner")
        return self.published().filter(partnership__partner__in=partner.published())

    def for_results(self):
        """Load what the results pages show in a fixed number of queries."""
        return self.select_related("partnership__partner", "activity", "field", "evidence")
