"""Every model the public can read, without knowing the apps by name."""

from functools import cache

from django.apps import apps

from portal.models import Published


@cache
def content_models():
    return [model for model in apps.get_models() if issubclass(model, Published)]
