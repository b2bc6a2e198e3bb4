"""Uploads made to do harm, and harmless ones, as bytes."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

SCRIPT = b"<script>fetch('/admin/')</script>"


def picture(form="JPEG", size=(1200, 800), mode="RGB", colour="teal", **options):
    target = BytesIO()
    Image.new(mode, size, colour).save(target, form, **options)
    return target.getvalue()


def with_gps():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "Jalan Rahasia 7"
    exif.get_ifd(0x8825)[2] = (6.0, 55.0, 3.0)
    return picture(exif=exif)


def bomb():
    """The header of a PNG of 144 million pixels, and hardly a byte behind it."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 12000, 12000, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def pdf(*objects, streams=()):
    """A small PDF file of these objects, and of streams as (dictionary entries, data)."""
    body = b"%PDF-1.7\n"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        *objects,
    ]
    for entries, data in streams:
        head = b"<< /Length %d %s >>" % (len(data), entries)
        parts.append(head + b"\nstream\n" + data + b"\nendstream")
    for number, part in enumerate(parts, 1):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    return body + b"trailer << /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def packed(objects, entries=b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"):
    return pdf(streams=[(entries, zlib.compress(objects))])


ACTION = b"<< /S /JavaScript /JS (app.alert(1)) >>"
HOSTILE = {
    "svg": ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"),
    "svg as jpg": ("logo.jpg", b'<?xml version="1.0"?><svg>' + SCRIPT + b"</svg>"),
    "html as jpg": ("photo.jpg", b"<!doctype html><html>" + SCRIPT),
    "144 megapixels": ("big.png", bomb()),
    "empty": ("empty.png", b""),
    "truncated jpeg": ("half.jpg", picture()[:2000]),
    "truncated png": ("half.png", picture("PNG")[:600]),
    "truncated pdf": ("half.pdf", pdf()[:-30]),
    "pdf with javascript": ("form.pdf", pdf(ACTION)),
    "pdf with an escaped name": ("form.pdf", pdf(b"<< /S /J#61vaScript /J#53 (x) >>")),
    "pdf with launch": ("form.pdf", pdf(b"<< /S /Launch /F (cmd.exe) >>")),
    "pdf with open action": ("form.pdf", pdf(b"<< /OpenAction 3 0 R >>")),
    "pdf with a file": ("form.pdf", pdf(b"<< /Type /EmbeddedFile >>")),
    "pdf with packed javascript": ("form.pdf", packed(b"3 0 " + ACTION)),
    "pdf with unnamed packing": ("form.pdf", packed(b"3 0 " + ACTION, b"")),
    "pdf with hidden objects": (
        "form.pdf",
        pdf(streams=[(b"/Type /ObjStm /Filter /ASCIIHexDecode", b"33 20 30>")]),
    ),
    "encrypted pdf": ("form.pdf", pdf(b"<< /Encrypt 5 0 R >>")),
    "php as gif": ("shell.php.gif", b"GIF89a<?php system($_GET['c']); ?>"),
    "program": ("setup.pdf", b"MZ\x90\0" + b"\0" * 400),
}
# Made harmless rather than refused: name, content, extension it is kept with.
TAMED = {
    "gif polyglot": ("cat.gif", picture("GIF", mode="P", colour=1) + SCRIPT, "png"),
    "php behind a gif": (
        "cat.php.gif",
        picture("GIF", mode="P", colour=1) + b"<?php system('id'); ?>",
        "png",
    ),
    "script behind a jpeg": ("photo.html", picture() + SCRIPT, "jpg"),
    "script in a comment": ("photo.jpg", picture(comment=SCRIPT), "jpg"),
    "path": ("../../../etc/cron.d/../evil.jpg", picture(), "jpg"),
    "windows path": ("..\\..\\boot.png", picture("PNG"), "png"),
    "jpeg named png": ("photo.png", picture(), "jpg"),
}


def sent(name, data):
    """With its name as a browser may send it, path and all: Django would clean it."""
    file = SimpleUploadedFile("x", data)
    file._name = name
    return file
