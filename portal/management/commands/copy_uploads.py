from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from filer.fields.multistorage_file import STORAGES

from portal.storage import copy_missing


class Command(BaseCommand):
    help = "Copy the uploads of a folder to the bucket of STORAGE_URL, all that it lacks."

    def add_arguments(self, parser):
        parser.add_argument("--public", type=Path, help="default: media in VAR_DIR")
        parser.add_argument("--private", type=Path, help="default: private in VAR_DIR")

    def handle(self, *, public, private, **options):
        if not settings.BUCKET:
            raise CommandError("STORAGE_URL names no bucket to copy to.")
        public, private = public or settings.MEDIA_ROOT, private or settings.VAR_DIR / "private"
        if not public.is_dir():
            raise CommandError(f"There is no folder {public}.")
        copied = copy_missing(public, default_storage) | copy_missing(private, STORAGES["private"])
        done = sum(copied.values())
        self.stdout.write(f"Copied: {done}; there before: {len(copied) - done}")
