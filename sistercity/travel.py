"""What people need who travel between a partner and our city, also in the partner's language."""

from django.utils.translation import get_language

from portal import navigation
from portal.languages import LANGUAGES
from portal.memo import per_generation
from portal.models import ExternalService

VISIT = "tourism"  # the section for visitors, once there is one


def of(partner):
    """`theirs` is the partner's language, where the portal speaks it and the reader does not."""
    reader = LANGUAGES[get_language()]
    theirs = LANGUAGES.get(partner.local_language.lower())
    return {
        "services": services(),
        "guide": guide(reader),
        "theirs": theirs if theirs != reader else None,
        "their_guide": guide(theirs) if theirs else None,
    }


@per_generation
def services():
    """Where visa and entry are arranged."""
    found = ExternalService.objects.published().filter(category=ExternalService.Category.TRAVEL)
    return list(found.exclude(url="").order_by("slug"))


def guide(language):
    """A link to the section for visitors in that language, or None while there is none."""
    nodes = [node for node in navigation.nodes().values() if node.namespace == VISIT]
    if not nodes or VISIT in navigation.closed_namespaces():
        return None
    return navigation.link(nodes[0], language.code)
