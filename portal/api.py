"""The read-only interface for machines; each app brings a router of its own."""

from django.apps import apps
from ninja import NinjaAPI

api = NinjaAPI(
    title="City portal",
    version="1",
    description="Public records of the city portal. `lang` chooses the language of the texts.",
    urls_namespace="api",
    docs_url=None,
)

for app in apps.get_app_configs():
    if router := getattr(app, "api_router", None):
        api.add_router("", router)
