"""Uploaded files in a folder: whole or not there at all. Those in a bucket: portal.bucket."""

import errno
import os
import secrets
import stat
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.functional import cached_property

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
PREFIX = ".part-"
written: ContextVar[list | None] = ContextVar("written", default=None)


class DiskFull(OSError):
    """Nothing was kept of the file that did not fit."""


class StorageDown(OSError):
    """The bucket does not answer, or refuses what it is asked."""


def is_full(error):
    return isinstance(error, OSError) and error.errno in FULL


@contextmanager
def all_or_nothing():
    """If the block raises, the files it has stored are removed again."""
    names: list[tuple[Storage, str]] = []
    token = written.set(names)
    try:
        yield
    except BaseException:
        for storage, name in names:
            with suppress(StorageDown):
                storage.delete(name)
        raise
    finally:
        written.reset(token)


def remember(storage, name):
    """For all_or_nothing()."""
    if (names := written.get()) is not None:
        names.append((storage, name))


def copy_missing(folder, storage):
    """Copy the files of a folder that the storage lacks: {name: whether it was copied}."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    names = {path.relative_to(folder).as_posix(): path for path in files if is_whole(path)}
    copied = {name: not storage.exists(name) for name in names}
    for name, path in names.items():
        if copied[name]:
            with path.open("rb") as file:
                storage.save(name, File(file))
    return copied


def is_whole(path):
    return not path.name.startswith(PREFIX)


class WholeFiles(FileSystemStorage):
    """Writes beside the target and links it: a reader never sees part of a file."""

    def _save(self, name, content):
        target = Path(self.path(name))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._write(target, content)
        except OSError as error:
            self._prune(target.parent)
            if is_full(error):
                raise DiskFull(*error.args) from error
            raise
        name = os.path.relpath(target, self.location).replace("\\", "/")
        remember(self, name)
        return name

    def stat(self, name):
        """(size, time of the last change); for portal.media."""
        found = os.stat(self.path(name))
        if not stat.S_ISREG(found.st_mode):
            raise FileNotFoundError(errno.ENOENT, "No file", name)
        return found.st_size, self._datetime_from_timestamp(found.st_mtime)

    def _write(self, target, content):
        """A link, unlike a rename, never replaces what another upload has put there."""
        part = target.with_name(PREFIX + secrets.token_hex(8))
        try:
            with part.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(self.file_permissions_mode or 0o644)
            os.link(part, target)
        finally:
            part.unlink(missing_ok=True)

    def delete(self, name):
        super().delete(name)
        self._prune(Path(self.path(name)).parent)

    def _prune(self, folder):
        """Every upload has a folder of its own: it goes with its last file."""
        root = Path(self.location)
        while folder != root and root in folder.parents:
            try:
                folder.rmdir()
            except FileNotFoundError:
                pass
            except OSError:
                return
            folder = folder.parent


class PrivateFiles(WholeFiles):
    """Below no folder a web server serves; see portal.media.private."""

    is_secure = True

    @cached_property
    def base_location(self):
        return settings.VAR_DIR / "private"

    @cached_property
    def base_url(self):
        return "/private/"


class InternalFiles(WholeFiles):
    """No address leads to these: each is given out by the view that knows who may have it."""

    @cached_property
    def base_location(self):
        return settings.VAR_DIR / "internal"

    @cached_property
    def base_url(self):
        return None


class NoFiles(Storage):
    """Stands where a bucket's packages are missing, so that portal.E004 can say it."""

    is_secure = True

    def _refuse(self, *args, **kwargs):
        raise ImproperlyConfigured("STORAGE_URL names a bucket: install the extra `s3`.")

    _open = _save = delete = exists = stat = url = _refuse
