"""The read-only interface for machines; each app brings a router of its own."""

from functools import wraps

from django.apps import apps
from django.views.decorators.http import conditional_page
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
    description=(
        "Public records of the city portal. `lang` chooses the language of the texts. Lists come"
        " in pages of up to a hundred; `next` is the address of the following one. For a copy of"
        " your own, ask each time with `updated_since`, the moment of your last reading; what is"
        " public no more is only missing from the whole list. Every answer has an ETag."
    ),
    urls_namespace="api",
    docs_url=None,
    docs_decorator=kept,  # of the description too
)

api.add_decorator(conditional_page, mode="view")

for app in apps.get_app_configs():
    if router := getattr(app, "api_router", None):
        api.add_router("", router)
