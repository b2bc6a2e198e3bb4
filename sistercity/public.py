"""The partners everybody may read, loaded once per state of the content for all languages."""

from django.contrib.auth.models import AnonymousUser

from portal.memo import per_generation
from sistercity import programmes
from sistercity.models import Activity, Agreement, Partner

NOBODY = AnonymousUser()


@per_generation
def partners():
    """Published partners with what status and stage are derived from, by slug."""
    return list(Partner.objects.for_list().published().order_by("slug"))


@per_generation
def partner(slug):
    """A published partner with all that its page shows, or None."""
    found = Partner.objects.for_page(NOBODY).published().filter(slug=slug).first()
    if found:
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
