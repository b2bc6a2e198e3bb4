"""What may be uploaded, judged by its content: pictures made anew, and PDF without actions."""

import secrets
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadhandler import FileUploadHandler
from django.template.defaultfilters import filesizeformat
from django.utils.text import slugify
from django.utils.translation import gettext as _, gettext_lazy
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from portal import pdfs

READS = ("JPEG", "PNG", "WEBP", "GIF")
WRITES = {
    "JPEG": ("jpg", {"quality": 90, "optimize": True}),
    "PNG": ("png", {"optimize": True}),
    "WEBP": ("webp", {"quality": 90}),
}
MODES = {
    "JPEG": ("RGB", "L"),
    "PNG": ("RGB", "RGBA", "L", "LA", "1"),
    "WEBP": ("RGB", "RGBA"),
}
KINDS = gettext_lazy("Pictures (JPEG, PNG, WebP, GIF) and PDF documents can be uploaded.")

# Pillow itself warns above this and refuses the double; size_of() refuses before it decodes.
Image.MAX_IMAGE_PIXELS = settings.UPLOAD_PIXELS


class Cap(FileUploadHandler):
    """Lets no more of a file reach the disk than is needed to see that it is too large."""

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start <= settings.UPLOAD_BYTES else None

    def file_complete(self, file_size):
        return None


@dataclass(frozen=True)
class Upload:
    """What is kept of an upload: `content` has a safe name."""

    content: ContentFile
    is_picture: bool


def accept(file, limit=None):
    """An Upload made from an uploaded file; raises ValidationError in the active language.

    `limit` is the most bytes it may have, settings.UPLOAD_BYTES by default.
    """
    data = _read(file, limit or settings.UPLOAD_BYTES)
    if data.startswith(b"%PDF-"):
        _check_pdf(data)
        return Upload(ContentFile(data, name=safe_name(file.name, "pdf")), is_picture=False)
    picture, extension = reencoded(data)
    return Upload(ContentFile(picture, name=safe_name(file.name, extension)), is_picture=True)


def accept_picture(file):
    upload = accept(file)
    if not upload.is_picture:
        raise ValidationError(_("This is not a picture."), code="not_a_picture")
    return upload


def accept_document(file):
    upload = accept(file)
    if upload.is_picture:
        text = _("Pictures are uploaded as pictures, so that they get an alternative text.")
        raise ValidationError(text, code="not_a_document")
    return upload


def safe_name(name, extension):
    """ASCII, at most 60 characters, one dot; nothing of a path or of a second extension."""
    stem = PurePath(str(name or "").replace("\\", "/")).name.split(".")[0]
    return f"{slugify(stem)[:60].strip('-_') or secrets.token_hex(6)}.{extension}"


def _read(file, limit):
    if not file.size:
        raise ValidationError(_("The file is empty."), code="empty")
    if file.size > limit:
        text = _("The file has %(size)s; at most %(limit)s can be uploaded.") % {
            "size": filesizeformat(file.size),
            "limit": filesizeformat(limit),
        }
        raise ValidationError(text, code="too_large")
    file.seek(0)
    return file.read()


def _check_pdf(data):
    match pdfs.verdict(data):
        case pdfs.Verdict.BROKEN:
            raise ValidationError(_("The PDF file is damaged or incomplete."), code="broken")
        case pdfs.Verdict.LOCKED:
            text = _("The PDF file is encrypted, so that nobody can check it.")
            raise ValidationError(text, code="locked")
        case pdfs.Verdict.ACTIVE:
            text = _(
                "The PDF file contains actions or attached files, such as JavaScript. Print it to "
                "a new PDF file and upload that one."
            )
            raise ValidationError(text, code="active")


def reencoded(data):
    """(bytes, extension) of a picture made anew: upright, in sRGB, without metadata."""
    try:
        with Image.open(BytesIO(data), formats=READS) as image:
            _check_size(image)
            image.load()
            form = image.format if image.format in WRITES else "PNG"
            clean = _clean(image, form)
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except UnidentifiedImageError:
        text = _("This is neither a picture nor a PDF document, whatever its name says.")
        raise ValidationError(f"{text} {KINDS}", code="wrong_kind") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError):
        text = _("The picture is damaged or incomplete.")
        raise ValidationError(text, code="broken") from None
    target, (extension, options) = BytesIO(), WRITES[form]
    clean.save(target, form, **options)
    return target.getvalue(), extension


def _clean(image, form):
    """The first frame, in a mode the format can hold; Pillow writes only what it is given."""
    upright = ImageOps.exif_transpose(in_srgb(image))
    if upright.mode not in MODES[form]:
        upright = upright.convert(
            "RGBA" if upright.has_transparency_data and form != "JPEG" else "RGB"
        )
    upright.info = {}
    return upright


def in_srgb(image):
    """Readers get no colour profile: what was in another space is turned into sRGB."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    try:
        source, target = ImageCms.getOpenProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError):
        return image


def _check_size(image):
    if image.width * image.height > settings.UPLOAD_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels():
    text = _("The picture has more than %(limit)d million pixels. Make it smaller first.")
    return ValidationError(text % {"limit": settings.UPLOAD_PIXELS // 1_000_000}, code="pixels")
