"""Where a file of the media library is used: records, and plugins on CMS pages."""

from dataclasses import dataclass

from cms.models import CMSPlugin
from cms.toolbar.utils import get_object_edit_url
from django.apps import apps
from django.contrib.admin.utils import quote
from django.db.models import JSONField, Q, TextField
from django.urls import NoReverseMatch, reverse
from filer.models import File

INTERNAL = {"filer", "easy_thumbnails"}


@dataclass(frozen=True)
class Use:
    kind: str
    title: str
    url: str


def uses(file):
    """Every Use of a File or Picture, once; a query per relation and per kind of plugin text."""
    found = {}
    for owner in _owners(file):
        use = Use(str(owner._meta.verbose_name), *_place(owner))
        found.setdefault((use.kind, use.title, use.url), use)
    return list(found.values())


def _owners(file):
    for relation in _relations(type(file)):
        model, field = relation.related_model, relation.field
        yield from model._base_manager.filter(**{field.name: file.pk})
    for model in apps.get_models():
        if issubclass(model, CMSPlugin) and (condition := _mentions(model, file)):
            yield from model._base_manager.filter(condition)


def _relations(model):
    """What points at a file, leaving out its own parts, its history and the library itself."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation and not relation.concrete):
            continue
        owner = relation.related_model
        internal = owner._meta.auto_created or owner._meta.app_label in INTERNAL
        if not (internal or issubclass(owner, File) or hasattr(owner, "instance_type")):
            yield relation


def _mentions(model, file):
    """A plugin's text may name the file's address, its link the file's number."""
    condition = Q()
    for field in model._meta.local_fields:
        if isinstance(field, JSONField):
            condition |= Q(**{f"{field.name}__file_link__in": [file.pk, str(file.pk)]})
        elif isinstance(field, TextField) and file.file:
            condition |= Q(**{f"{field.name}__contains": file.file.name})
    return condition


def _place(owner):
    """(title, address) of where an editor changes the use."""
    if isinstance(owner, CMSPlugin):
        source = owner.placeholder and owner.placeholder.source
        if source is not None:
            return str(source), _preview(source)
    return str(owner), _admin_url(owner)


def _preview(source):
    try:
        return get_object_edit_url(source)
    except NoReverseMatch:
        return _admin_url(source)


def _admin_url(record):
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_change"
    try:
        return reverse(name, args=[quote(record.pk)])
    except NoReverseMatch:
        return ""
