"""Kinds and sections of entries: their labels, and where an entry's object is to be read."""

from functools import cache

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, override, pgettext

from portal import navigation
from portal.search.documents import KIND as DOCUMENT
from portal.search.pages import KIND as PAGE
from portal.sections import section_labels


@cache
def _model(kind):
    return apps.get_model(kind)


def _labels(kind):
    meta = _model(kind)._meta
    return _model(kind).search.labels or (meta.verbose_name, meta.verbose_name_plural)


def _name(text):
    return str(text)[:1].upper() + str(text)[1:]


def singular(kind):
    known = {PAGE: pgettext("kind of hit", "Page"), DOCUMENT: pgettext("kind of hit", "Document")}
    return known.get(kind) or _name(_labels(kind)[0])


def plural(kind):
    known = {PAGE: pgettext("kind of hit", "Pages"), DOCUMENT: pgettext("kind of hit", "Documents")}
    return known.get(kind) or _name(_labels(kind)[1])


def section(key):
    return str(section_labels().get(key) or gettext("The city and its services"))


def url(entry):
    """The address in the language of the entry, or "" where its page is gone."""
    if entry.kind == PAGE and "name" not in entry.address:
        node = navigation.nodes().get(entry.object_id)
        return node.path(entry.language) if node else ""
    if entry.kind == DOCUMENT:
        return entry.address["url"]
    with override(entry.language):
        try:
            return _reversed(entry.address)
        except NoReverseMatch:
            return ""  # the page its application stood on is gone


def _reversed(address):
    if "name" in address:
        return reverse(address["name"])
    model = _model(address["model"])
    record = model.__new__(model)  # only its address is asked for; making all of it takes longer
    vars(record).update(address["values"])
    found = record.get_absolute_url()
    return f"{found}#{address['anchor']}" if address["anchor"] else found
