"""The media library: storing what was uploaded, and serving it."""

import mimetypes
from pathlib import PurePath

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import FileResponse, Http404, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe
from filer.fields.multistorage_file import STORAGES
from filer.models import File

from portal import renditions
from portal.models import Picture
from portal.storage import StorageDown, all_or_nothing, is_whole

SHOWN = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
SANDBOX = "default-src 'none'; sandbox"
YEAR = "public, max-age=31536000, immutable"


def add(upload, *, owner=None, folder=None, is_public=True, **values):
    """Store an accepted upload as Picture or File.

    Raises DiskFull or StorageDown and leaves nothing behind.
    """
    kind = Picture if upload.is_picture else File
    with all_or_nothing(), transaction.atomic():
        record = kind(owner=owner, folder=folder, is_public=is_public, **values)
        record.original_filename = upload.content.name
        record.file = upload.content
        if upload.is_picture:
            store_renditions(record)
        record.save()
    return record


def store_renditions(picture):
    """The file must be stored first: its folder's name is made then."""
    if not picture.file._committed:
        picture.file.save(picture.file.name, picture.file.file, save=False)
    renditions.make(picture)


def stored(record):
    """{(storage, name)} of every file of a record."""
    names = [record.file.name] if record.file else []
    if isinstance(record, Picture) and names:
        names += renditions.paths(record)
    return {(record.file.storage, name) for name in names}


def remove_on_commit(record, keep=frozenset()):
    """Remove the files a record has had, with django-filer's own previews of them."""
    gone = stored(record) - keep
    replaced = record.file and (record.file.storage, record.file.name) in gone

    def remove():
        if replaced:
            record.file.delete_thumbnails()
        for storage, name in gone:
            storage.delete(name)

    transaction.on_commit(remove, robust=True)  # the record is gone, whatever its files do


@receiver(post_delete, sender=File, dispatch_uid="portal.media.file")
@receiver(post_delete, sender=Picture, dispatch_uid="portal.media.picture")
def remove_files(instance, **_signal):
    """Also when a folder takes its files with it: no delete() is called then."""
    remove_on_commit(instance)


def may_see_private(user):
    return user.is_active and user.is_staff and user.has_perm("filer.view_file")


@require_safe
def public(request, name):
    """Names are random and a name's content never changes, so it may be kept for ever."""
    response = answer(request, default_storage, name)
    response.headers["Cache-Control"] = YEAR
    return response


@require_safe
def private(request, name):
    if not may_see_private(request.user):
        raise Http404
    response = answer(request, STORAGES["private"], name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def answer(request, storage, name):
    """The stored file, which no browser runs, whatever it is; the view says how long to keep it."""
    if not is_whole(PurePath(name)):
        raise Http404
    try:
        size, changed = storage.stat(name)
        etag = quote_etag(f"{int(changed.timestamp()):x}-{size:x}")
        if get_conditional_response(request, etag) is not None:
            return HttpResponseNotModified(headers={"ETag": etag})
        return _file(storage.open(name), name, etag, changed)
    except StorageDown:
        raise
    except (OSError, ValueError, SuspiciousOperation):
        raise Http404 from None


def _file(file, name, etag, changed):
    path = PurePath(name)
    shown = SHOWN.get(path.suffix)
    kind = shown or mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(file, as_attachment=not shown, filename=path.name, content_type=kind)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed.timestamp())
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response
