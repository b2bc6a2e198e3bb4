"""The one place that notices changes: of records, of what belongs to them, of published pages.

Signals, not save(): querysets, cascades and many-to-many fields delete and link without it. They
are sent within the transaction that makes the change. An update() of records that may publish or
unpublish is noticed too; what other bulk updates and raw SQL did, `rebuild_search` brings in.
"""

from cms.models import Page, PageContent
from django.apps import apps
from django.db.models.signals import m2m_changed, post_delete, post_save
from djangocms_versioning.signals import post_version_operation
from filer.models import File

from portal.querysets import visibility_updated
from portal.search.documents import (
    KIND as DOCUMENT,
    drop_unused_text,
    offered,
    refresh_documents,
)
from portal.search.entries import kind_of, searched_models
from portal.search.keeping import forget, refresh
from portal.search.pages import KIND, refresh_pages

LINKED = {"post_add", "post_remove", "post_clear"}


def record_saved(sender, instance, **_signal):
    refresh([instance])


def record_deleted(sender, instance, **_signal):
    forget(kind_of(sender), [instance.pk])


def records_updated(sender, pks, **_signal):
    refresh(sender._base_manager.filter(pk__in=pks))


def belonging_changed(sender, instance, **_signal):
    refresh(instance.search_owners())


def links_changed(sender, instance, action, reverse, model, pk_set, **_signal):
    if action in LINKED:
        refresh(model._base_manager.filter(pk__in=pk_set or ()) if reverse else [instance])


def version_changed(sender, obj, **_signal):
    content_changed(obj.content)


def content_deleted(sender, instance, **_signal):
    content_changed(instance)


def content_changed(content):
    refresh_pages([content.page_id], [content.language])
    refresh_documents(offered([content.page_id]))


def page_deleted(sender, instance, **_signal):
    forget(KIND, [instance.pk])
    refresh_documents(offered([instance.pk]))


def file_saved(sender, instance, **_signal):
    refresh_documents([instance.pk])
    drop_unused_text(instance.sha1)


def file_deleted(sender, instance, **_signal):
    forget(DOCUMENT, [instance.pk])
    drop_unused_text(instance.sha1)


def watch():
    for model in apps.get_models():
        if hasattr(model, "search_owners"):
            _connect(model, belonging_changed, belonging_changed)
    for model in searched_models():
        _connect(model, record_saved, record_deleted)
        visibility_updated.connect(records_updated, model, dispatch_uid=("search", model))
        for name in model.search.links:
            through = getattr(model, name).through
            m2m_changed.connect(links_changed, through, dispatch_uid=("search", through))
    post_version_operation.connect(version_changed, PageContent, dispatch_uid="search")
    post_delete.connect(content_deleted, PageContent, dispatch_uid="search")
    post_delete.connect(page_deleted, Page, dispatch_uid="search")
    _connect(File, file_saved, file_deleted)


def _connect(model, saved, deleted):
    post_save.connect(saved, model, dispatch_uid=("search", saved.__name__, model))
    post_delete.connect(deleted, model, dispatch_uid=("search", deleted.__name__, model))
