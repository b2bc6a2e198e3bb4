"""Which static files are shipped: the joined style sheet, and of the packages what runs."""

import os
import re
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLES = (
    "tokens",
    "base",
    "layout",
    "masthead",
    "components",
    "stages",
    "map",
    "forms",
    "utilities",
    "print",
)
ADMIN_STYLES = ("tokens", "admin/theme", "admin/records", "admin/board")
SHEETS = {"css/portal.css": STYLES, "css/admin.css": ADMIN_STYLES}


def joined_styles(names=STYLES):
    """The style sheets of static/css in cascade order, without comments and indentation."""
    folder = settings.BASE_DIR / "static" / "css"
    text = "\n".join((folder / f"{name}.css").read_text() for name in names)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip() + "\n"


class StyleFinder(BaseFinder):
    """Finds the joined sheets, written below VAR_DIR whenever a part has changed."""

    def __init__(self, *args, **kwargs):
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "styles")

    def write(self, sheet):
        text, target = joined_styles(SHEETS[sheet]), Path(self.storage.path(sheet))
        if not target.exists() or target.read_text() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_suffix(f".{os.getpid()}")
            fresh.write_text(text)
            fresh.replace(target)
        return str(target)

    def find(self, path, find_all=False, **kwargs):
        if path not in SHEETS:
            return []
        return [self.write(path)] if find_all else self.write(path)

    def list(self, ignore_patterns):
        for sheet in SHEETS:
            self.write(sheet)
            yield sheet, self.storage


class ShippedFiles(StaticFilesConfig):
    """Keeps sources, source maps and unused parts of packages out of collectstatic."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.map",
        "*.scss",
        "*.LICENSE.txt",
        *(f"css/{name}.css" for name in (*STYLES, *ADMIN_STYLES)),
        "cms/js/libs/*",
        "cms/js/modules/cms.[!w]*",
        "cms/js/modules/[!c]*",
        "flags/*",
        "django_htmx/ext/*",
        "django_htmx/htmx-2.js",
        "django_htmx/*-4*.js",
        "djangocms_versioning/js/libs/*",
        "ninja/*",
        "account/js/*",
        "mfa/js/recovery_codes.js",
    ]


class Packer(Compressor):
    @staticmethod
    def compress_brotli(data):
        """The packages' large scripts take eight times as long for the last tenth of the size."""
        return brotli.compress(data, quality=11 if len(data) < 50_000 else 9)


class ShippedStorage(CompressedManifestStaticFilesStorage):
    """Leaves comments that name a source map alone: the maps are not shipped."""

    patterns = tuple(
        (names, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for names, rules in CompressedManifestStaticFilesStorage.patterns
    )

    def create_compressor(self, **options):
        return Packer(**options)
