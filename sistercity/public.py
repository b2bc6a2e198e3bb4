"""The partners everybody may read, loaded once per state of the content for all languages."""

from django.contrib.auth.models import AnonymousUser

from portal.memo import per_generation
from sistercity.models import Partner

NOBODY = AnonymousUser()


@per_generation
def partners():
    """Published partners with what status and stage are derived from, by slug."""
    return list(Partner.objects.for_list().published().order_by("slug"))


@per_generation
def partner(slug):
    """A published partner with all that its page shows, or None."""
    return Partner.objects.for_page(NOBODY).published().filter(slug=slug).first()
