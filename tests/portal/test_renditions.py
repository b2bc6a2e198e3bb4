from collections import Counter
from io import BytesIO

import pytest
from django.template import Context, Template
from django.utils.translation import override
from lxml import html
from PIL import Image

from portal import media, renditions, uploads
from portal.models import Picture
from tests import hostile
from tests.factories import make_picture
from tests.hostile import sent

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def drawn(picture, **options):
    words = "".join(f" {name}={value!r}" for name, value in options.items())
    text = Template(f"{{% picture image{words} %}}").render(Context({"image": picture}))
    return html.fromstring(text) if text.strip() else None


def image_of(picture, name):
    with picture.file.storage.open(name) as file:
        return Image.open(BytesIO(file.read()))


def test_sizes_never_exceed_the_original():
    picture = make_picture(size=(1200, 800))

    assert {crop: picture.renditions[crop] for crop in renditions.CROPS} == {
        "whole": [[480, 320], [960, 640]],
        "wide": [[480, 320], [960, 640]],
        "square": [[480, 480]],
    }
    for name in renditions.paths(picture):
        width = int(name.rpartition("-")[2].partition(".")[0])
        made = image_of(picture, name)
        assert (made.width, made.format) == (width, name.rpartition(".")[2].upper())


def test_a_small_picture_keeps_its_width():
    assert make_picture(size=(120, 80)).renditions["whole"] == [[120, 80]]


def test_markup():
    picture = make_picture(size=(1700, 850))
    element = drawn(picture, sizes="50vw")

    avif, webp = element.xpath("//source")
    assert (avif.get("type"), webp.get("type")) == ("image/avif", "image/webp")
    widths = [part.split()[1] for part in avif.get("srcset").split(", ")]
    assert (widths, avif.get("sizes")) == (["480w", "960w", "1600w"], "50vw")
    (image,) = element.xpath("//img")
    stored = {picture.file.storage.url(name) for name in renditions.paths(picture)}
    assert image.get("src") in stored
    assert {key: image.get(key) for key in ("alt", "width", "height", "loading", "lang")} == {
        "alt": "City hall",
        "width": "1600",
        "height": "800",
        "loading": "lazy",
        "lang": None,
    }


def test_a_page_reads_neither_disk_nor_database(django_assert_num_queries):
    picture = make_picture()
    for storage, name in media.stored(picture):
        storage.delete(name)

    with django_assert_num_queries(0):
        assert drawn(picture) is not None


@pytest.mark.parametrize(
    "reader, alt, lang, direction",
    [("de", "Rathaus", None, None), ("ar", "City hall", "en", "ltr"), ("ms", "Balai", "id", "ltr")],
)
def test_alternative_text_in_the_readers_language(reader, alt, lang, direction):
    picture = make_picture(alt_de="Rathaus", alt_ind="Balai", alt_en="City hall")

    with override(reader):
        (image,) = drawn(picture).xpath("//img")

    assert (image.get("alt"), image.get("lang"), image.get("dir")) == (alt, lang, direction)


def test_a_decorative_picture_has_an_empty_alternative():
    picture = make_picture(decorative=True, alt_en="Batik")

    assert drawn(picture).xpath("//img")[0].get("alt") == ""


def test_a_private_picture_is_not_shown():
    assert drawn(make_picture(is_public=False)) is None


def two_halves():
    image = Image.new("RGB", (2000, 500), "red")
    image.paste("blue", (1500, 0, 2000, 500))
    target = BytesIO()
    image.save(target, "PNG")
    return sent("halves.png", target.getvalue())


@pytest.mark.parametrize(
    "point, colour", [("100,250", (255, 0, 0)), ("1990,250", (0, 0, 255)), ("", (255, 0, 0))]
)
def test_crops_turn_about_the_focal_point(point, colour):
    picture = media.add(uploads.accept(two_halves()), subject_location=point, decorative=True)
    name = next(n for n in renditions.paths(picture) if "-square-480.webp" in n)

    made = image_of(picture, name).convert("RGB")

    seen = Counter(made.getpixel((x, 240)) for x in range(10, 470, 20)).most_common(1)[0][0]
    assert all(abs(a - b) < 20 for a, b in zip(seen, colour, strict=True))


@pytest.mark.parametrize(
    "ratio, point, box",
    [
        (None, (5, 5), (0, 0, 300, 100)),
        ((1, 1), None, (100, 0, 200, 100)),
        ((1, 1), (0, 0), (0, 0, 100, 100)),
        ((1, 1), (299, 99), (200, 0, 300, 100)),
        ((3, 2), (150, 50), (75, 0, 225, 100)),
        ((6, 1), (150, 90), (0, 50, 300, 100)),
    ],
)
def test_box(ratio, point, box):
    assert renditions.box((300, 100), ratio, point) == box


def files(folder):
    return {path for path in folder.rglob("*") if path.is_file()} if folder.exists() else set()


def test_nothing_is_left_of_a_deleted_picture(settings, django_capture_on_commit_callbacks):
    before = files(settings.MEDIA_ROOT)
    picture = make_picture()
    assert len(files(settings.MEDIA_ROOT) - before) == 1 + len(renditions.paths(picture))

    with django_capture_on_commit_callbacks(execute=True):
        Picture.objects.filter(pk=picture.pk).delete()

    assert files(settings.MEDIA_ROOT) == before


def test_a_picture_made_private_leaves_the_public_folder(
    settings, django_capture_on_commit_callbacks
):
    before = files(settings.MEDIA_ROOT), files(settings.VAR_DIR / "private")
    picture = make_picture()

    with django_capture_on_commit_callbacks(execute=True):
        picture.is_public = False
        picture.save()

    assert files(settings.MEDIA_ROOT) == before[0]
    private = files(settings.VAR_DIR / "private") - before[1]
    assert {storage.path(name) for storage, name in media.stored(picture)} == {
        str(path) for path in private
    }


def test_formats_of_the_original():
    for form, mode in (("PNG", "RGBA"), ("PNG", "L"), ("GIF", "P")):
        colour = (0, 0, 0, 0) if mode == "RGBA" else 1
        data = hostile.picture(form, size=(500, 300), mode=mode, colour=colour)
        picture = media.add(uploads.accept(sent("a", data)))
        name = renditions.paths(picture)[0]
        assert image_of(picture, name).has_transparency_data == (mode == "RGBA")


def test_figure_names_author_and_licence():
    values = {"credit": "Dewi", "licence": "CC-BY-4.0", "caption_en": "A <hall>"}
    text = Template("{% figure image %}").render(Context({"image": make_picture(**values)}))

    caption = html.fromstring(text).xpath("//figcaption")[0].text_content().split()
    assert caption == ["A", "<hall>", "Photo:", "Dewi", "CC", "BY", "4.0"]
