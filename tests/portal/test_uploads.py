from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from portal import uploads
from tests import hostile
from tests.hostile import sent

CODES = {
    "empty": "empty",
    "144 megapixels": "pixels",
    "truncated jpeg": "broken",
    "truncated png": "broken",
    "truncated pdf": "broken",
    "pdf with javascript": "active",
    "pdf with an escaped name": "active",
    "pdf with launch": "active",
    "pdf with open action": "active",
    "pdf with a file": "active",
    "pdf with packed javascript": "active",
    "pdf with unnamed packing": "active",
    "pdf with hidden objects": "broken",
    "encrypted pdf": "locked",
}


@pytest.mark.parametrize("kind", hostile.HOSTILE)
def test_hostile_uploads_are_refused_for_what_they_are(kind):
    with pytest.raises(ValidationError) as error:
        uploads.accept(sent(*hostile.HOSTILE[kind]))

    assert error.value.code == CODES.get(kind, "wrong_kind")


@pytest.mark.parametrize("kind", hostile.TAMED)
def test_others_are_made_harmless(kind):
    name, data, extension = hostile.TAMED[kind]

    content = uploads.accept(sent(name, data)).content

    assert content.name.split(".")[1:] == [extension]
    assert not set(content.name) & set("/\\")
    made = content.read()
    assert [word for word in (b"<script", b"<?php", b"evil") if word in made] == []
    assert Image.open(BytesIO(made)).format == {"jpg": "JPEG", "png": "PNG"}[extension]


def test_a_picture_loses_its_place_and_stands_upright():
    content = uploads.accept(sent("street.jpg", hostile.with_gps())).content

    made = Image.open(content)
    assert (made.size, dict(made.getexif())) == ((800, 1200), {})
    assert b"Rahasia" not in content.read()
    assert set(made.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    "form, mode", [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "I;16"), ("WEBP", "RGBA"), ("GIF", "P")]
)
def test_modes(form, mode):
    colour = (0, 128, 128, 100) if mode == "RGBA" else 1
    content = uploads.accept(sent("a", hostile.picture(form, mode=mode, colour=colour))).content

    made = Image.open(content)
    assert (made.size, made.mode[:3]) == ((1200, 800), "RGB")
    assert made.has_transparency_data == (mode == "RGBA")


def test_cmyk_becomes_rgb():
    data = hostile.picture(mode="CMYK", colour=(0, 0, 0, 0))

    assert Image.open(uploads.accept(sent("a.jpg", data)).content).mode == "RGB"


def test_bytes_are_counted_before_anything_is_read(settings):
    settings.UPLOAD_BYTES = 1000
    file = sent("a.jpg", hostile.picture())
    file.file.close()  # reading would fail

    with pytest.raises(ValidationError) as error:
        uploads.accept(file)
    assert error.value.code == "too_large"


def test_pixels_are_counted_before_they_are_decoded(settings, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    settings.UPLOAD_PIXELS = 1200 * 800 - 1

    with pytest.raises(ValidationError) as error:
        uploads.accept(sent("half.jpg", hostile.picture()[:2000]))
    assert error.value.code == "pixels"


def test_plain_pdf_is_kept_as_it_is():
    data = hostile.packed(b"3 0 << /Type /Page >>")

    upload = uploads.accept(sent("Laporan 2025 (final).PDF", data))

    assert (upload.is_picture, upload.content.name) == (False, "laporan-2025-final.pdf")
    assert upload.content.read() == data


def test_a_packed_bomb_ends(monkeypatch):
    monkeypatch.setattr(uploads.pdfs, "UNPACKED_AT_MOST", 3 * 1024 * 1024)

    with pytest.raises(ValidationError) as error:
        uploads.accept(sent("a.pdf", hostile.packed(bytes(4 * 1024 * 1024))))
    assert error.value.code == "broken"


@pytest.mark.parametrize(
    "name, safe",
    [
        ("Gedung Saté.JPG", "gedung-sate.png"),
        ("a.php.gif", "a.png"),
        ("../../x/y.svg", "y.png"),
        ("x" * 300 + ".png", "x" * 60 + ".png"),
    ],
)
def test_names(name, safe):
    assert uploads.safe_name(name, "png") == safe


def test_a_name_without_latin_letters_is_random():
    first, second = (uploads.safe_name("回答.png", "png") for _ in range(2))

    assert first != second
    assert len(first) == len("0123456789ab.png")
