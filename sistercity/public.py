"""What everybody may read, loaded once per state of the content for all languages."""

from contextlib import suppress

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Max
from django.db.models.functions import Greatest

from portal.memo import per_generation
from sistercity import programmes
from sistercity.models import (
    Activity,
    Agreement,
    NetworkMembership,
    Partner,
    Partnership,
    RepresentativeOffice,
    StageRecord,
)

NOBODY = AnonymousUser()


@per_generation
def partners():
    """Published partners with what status and stage are derived from, by slug."""
    return list(Partner.objects.for_list().published().order_by("slug"))


def partner(slug):
    """A published partner with all that its page shows, or None, which is not kept."""
    with suppress(Partner.DoesNotExist):
        return _partner(slug)


@per_generation
def _partner(slug):
    found = Partner.objects.for_page(NOBODY).published().get(slug=slug)
    programmes.load(found.partnerships.all())
    return found


@per_generation
def agreements():
    """Published agreements of published partners with what their status is derived from."""
    return list(Agreement.objects.for_register().published().of_public_partners())


@per_generation
def agreement(slug):
    """A published agreement with all that its page shows, or None."""
    found = Agreement.objects.for_page(NOBODY).published().of_public_partners()
    return found.filter(slug=slug).first()


@per_generation
def activities():
    """Published activities with a published partner, the latest first."""
    found = Activity.objects.published().for_calendar()
    return [activity for activity in found if activity.public_partners]


@per_generation
def missions():
    return list(RepresentativeOffice.objects.published().order_by("slug"))


@per_generation
def missions_for(partner):
    return list(RepresentativeOffice.objects.answering_for(partner).published())


@per_generation
def networks():
    return list(NetworkMembership.objects.for_page().published().order_by("slug"))


@per_generation
def reciprocity():
    """Published partners with the `checks` of their sites, the latest first."""
    return list(Partner.objects.with_reciprocity().published().order_by("slug"))


@per_generation
def changes():
    """{pk of a partner: when it or anything of its cooperation was last changed}."""
    found = {}
    for pk, moment in _moments():
        found[pk] = max(found.get(pk, moment), moment)
    return found


def changed(partner):
    return changes().get(partner.pk, partner.updated_at)


def _moments():
    """(pk of a partner, moment) of itself, of what belongs to it and what once did; one query."""
    saved, written = Greatest("updated_at", "published_at"), F("history_date")
    first, *others = (
        records.order_by().values_list(partner).annotate(latest=Max(moment))
        for records, partner, moment in [
            (Partner.objects.published(), "pk", saved),
            (Agreement.objects.published(), "partnership__partner", saved),
            (Activity.objects.published(), "partnerships__partner", saved),
            (Partnership.history, "partner", written),
            (StageRecord.history, "partnership__partner", written),
        ]
    )
    return first.union(*others, all=True)
