"""Smaller and cropped copies of a picture, made when it is stored and never by a reader."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

WIDTHS = (480, 960, 1600)
CROPS = {"whole": None, "wide": (3, 2), "square": (1, 1)}
FORMATS = {
    "avif": {"quality": 55, "speed": 10},
    "webp": {"quality": 78, "method": 2},
}


def make(picture):
    """Store the renditions of a picture's file and remember their sizes on it; does not save it.

    Raises portal.storage's DiskFull and StorageDown. Two to three seconds of one core for a
    camera's picture.
    """
    fresh: dict[str, Any] = {"key": key(picture)}
    with picture.file.storage.open(picture.file.name) as file, Image.open(file) as image:
        image.load()
        source = image if image.mode in ("RGB", "RGBA") else image.convert(_mode(image))
        for crop, ratio in CROPS.items():
            cut = source.crop(box(source.size, ratio, focus(picture)))
            fresh[crop] = [_store(picture, cut, width, fresh["key"], crop) for width in widths(cut)]
    picture.renditions = fresh


def _mode(image):
    return "RGBA" if image.has_transparency_data else "RGB"


def key(picture):
    """Changes with the file and its focal point, so that an address always means one content."""
    text = f"{picture.sha1} {picture.subject_location}"
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _store(picture, cut, width, kept, crop):
    size = [width, max(1, round(cut.height * width / cut.width))]
    small = cut.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    for form, options in FORMATS.items():
        name = path(picture.file.name, kept, crop, width, form)
        if not picture.file.storage.exists(name):
            target = BytesIO()
            small.save(target, form, **options)
            picture.file.storage.save(name, ContentFile(target.getvalue()))
    return size


def widths(image):
    """Those up to the original's; a picture smaller than all of them keeps its own."""
    return [width for width in WIDTHS if width <= image.width] or [image.width]


def focus(picture):
    """The point the crop turns about, in pixels, or None."""
    across, _comma, down = picture.subject_location.partition(",")
    return (int(across), int(down)) if across.isdigit() and down.isdigit() else None


def box(size, ratio, point):
    """The largest box of a ratio within the size, its centre as near to the point as it can be."""
    width, height = size
    if ratio is None:
        return (0, 0, width, height)
    x, y = point or (width / 2, height / 2)
    across = min(width, round(height * ratio[0] / ratio[1]))
    down = min(height, round(width * ratio[1] / ratio[0]))
    left = min(max(round(x - across / 2), 0), width - across)
    top = min(max(round(y - down / 2), 0), height - down)
    return (left, top, left + across, top + down)


def path(original, kept, crop, width, form):
    """Beside the original: they share a folder with a name nobody can guess."""
    beside = PurePath(original)
    return str(beside.with_name(f"{beside.stem}-{kept}-{crop}-{width}.{form}"))


def paths(picture):
    kept = picture.renditions.get("key", "")
    return [
        path(picture.file.name, kept, crop, width, form)
        for crop in CROPS
        for width, _height in picture.renditions.get(crop, [])
        for form in FORMATS
    ]


@dataclass(frozen=True)
class Rendition:
    """What a <picture> needs of one crop: a srcset per format, and the largest as its <img>."""

    sources: list[tuple[str, str]]
    url: str
    width: int
    height: int


def rendition(picture, crop="whole"):
    """A Rendition, or None where there is none (yet); reads neither disk nor database."""
    sizes = picture.renditions.get(crop)
    if not sizes:
        return None
    url, kept = picture.file.storage.url, picture.renditions["key"]

    def address(width, form):
        return url(path(picture.file.name, kept, crop, width, form))

    sources = [
        (f"image/{form}", ", ".join(f"{address(width, form)} {width}w" for width, _height in sizes))
        for form in FORMATS
    ]
    width, height = sizes[-1]
    return Rendition(sources, address(width, "webp"), width, height)
