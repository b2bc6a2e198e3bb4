"""The read-only interface for machines; each app brings a router of its own."""

from functools import wraps

from django.apps import apps
from ninja import NinjaAPI

from portal.pagecache import keep


def kept(view):
    """The description is the same for all, in one language."""

    @wraps(view)
    def answer(request):
        keep(request)
        return view(request)

    return answer


api = NinjaAPI(
    title="City portal",
    version="1",
    description="Public records of the city portal. `lang` chooses the language of the texts.",
    urls_namespace="api",
    docs_url=None,
    docs_decorator=kept,  # of the description too
)

for app in apps.get_app_configs():
    if router := getattr(app, "api_router", None):
        api.add_router("", router)
