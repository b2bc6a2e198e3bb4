"""Uploaded files in an S3-compatible bucket, which nobody but the portal reads."""

import errno
from contextlib import contextmanager

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from portal.storage import DiskFull, StorageDown, remember

MISSING = {"404", "NoSuchKey"}
FULL = {"QuotaExceeded", "XMinioAdminBucketQuotaExceeded", "XMinioStorageFull"}
# What every store of this kind understands; and no reader waits for one that is silent.
CONFIG = Config(
    s3={"addressing_style": "path"},
    signature_version="s3v4",
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    connect_timeout=3,
    read_timeout=15,
    retries={"mode": "standard", "total_max_attempts": 2},
)


@contextmanager
def answers(name):
    """What goes wrong in a bucket, as the errors of a folder."""
    try:
        yield
    except ClientError as error:
        raise as_oserror(error.response["Error"]["Code"], name) from error
    except BotoCoreError as error:
        raise StorageDown(errno.EIO, str(error), name) from error


def as_oserror(code, name):
    if code in MISSING:
        return FileNotFoundError(errno.ENOENT, code, name)
    if code in FULL:
        return DiskFull(errno.ENOSPC, code, name)
    return StorageDown(errno.EIO, code, name)


class Bucket(S3Storage):
    """A store writes an object whole or not at all, as portal.storage does with a file."""

    folder = base_url = ""

    def get_default_settings(self):
        ours = {"location": self.folder, "file_overwrite": False, "client_config": CONFIG}
        return super().get_default_settings() | settings.BUCKET | ours

    def url(self, name, *args, **kwargs):
        """The portal's own address, never the bucket's."""
        return self.base_url + filepath_to_uri(name)

    def stat(self, name):
        with answers(name):
            found = self._object(name)
            return found.content_length, found.last_modified

    def size(self, name):
        return self.stat(name)[0]

    def get_modified_time(self, name):
        return self.stat(name)[1]

    def exists(self, name):
        with answers(name):
            return super().exists(name)

    def delete(self, name):
        with answers(name):
            super().delete(name)

    def _object(self, name):
        return self.bucket.Object(self._normalize_name(clean_name(name)))

    def _open(self, name, mode="rb"):
        """In one request, of which django-storages makes three; uploads fit into memory."""
        if mode != "rb":
            raise ValueError(f"Objects are read or stored whole, not opened as {mode}.")
        with answers(name):
            return ContentFile(self._object(name).get()["Body"].read(), name)

    def _save(self, name, content):
        with answers(name):
            name = super()._save(name, content)
        remember(self, name)
        return name


class PublicObjects(Bucket):
    folder, base_url = "media", settings.MEDIA_URL


class PrivateObjects(Bucket):
    folder, base_url = "private", "/private/"
    is_secure = True


class InternalObjects(Bucket):
    """No address leads to these; see portal.storage.InternalFiles."""

    folder = "internal"

    def url(self, name, *args, **kwargs):
        raise ValueError("This file is not accessible via a URL.")
