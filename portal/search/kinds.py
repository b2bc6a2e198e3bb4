"""Kinds and sections of entries: their labels, and where an entry's object is to be read."""

from functools import cache

from django.apps import apps
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _, override

from portal import navigation
from portal.search.pages import KIND as PAGE
from portal.sections import sections


@cache
def _model(kind):
    return apps.get_model(kind)


def _name(text):
    return str(text)[:1].upper() + str(text)[1:]


def singular(kind):
    return _("Page") if kind == PAGE else _name(_model(kind)._meta.verbose_name)


def plural(kind):
    return _("Pages") if kind == PAGE else _name(_model(kind)._meta.verbose_name_plural)


def section(key):
    return next((str(found.label) for found in sections() if found.key == key), _("The city"))


def url(entry):
    """The address in the language of the entry, or "" where its page is gone."""
    if entry.kind == PAGE:
        node = navigation.nodes().get(entry.object_id)
        return node.path(entry.language) if node else ""
    place = entry.address
    with override(entry.language):
        try:
            found = _model(place["model"])(**place["values"]).get_absolute_url()
        except NoReverseMatch:
            return ""  # the page its application stood on is gone
    return f"{found}#{place['anchor']}" if place["anchor"] else found
