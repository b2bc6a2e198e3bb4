"""Papers as tagged PDF (PDF/UA-1) by typst, which needs the system's fonts."""

import json
import threading
from functools import cache
from pathlib import Path

import typst
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from portal.languages import LANGUAGES
from portal.paper import typesetting

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "pdf" / "paper.typ"
LATIN = ["Noto Sans"]
OTHERWISE = [
    "DejaVu Sans",
    "Arial",
    "Helvetica Neue",
    "Libertinus Serif",
]  # the last is typst's own
ARABIC = ["Noto Sans Arabic", "Noto Naskh Arabic", "Geeza Pro"]
# One character has other forms in each of these languages: its own font comes first.
EAST_ASIAN = {
    "ja": ["Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic"],
    "ko": ["Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic"],
    "zh-hans": ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei"],
}


class FontMissing(Exception):
    """No font here has a character of the text; str(error) is a translated sentence."""


class Press:
    """A compiler with the fonts it has found: a quarter of a second and more to make."""

    def __init__(self, fonts):
        self.families = set(fonts.families())
        self.lock = threading.Lock()
        self.compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts)

    def fonts(self, code):
        east = EAST_ASIAN.get(code, []) + [name for names in EAST_ASIAN.values() for name in names]
        wanted = dict.fromkeys([*LATIN, *ARABIC, *east, *OTHERWISE])
        return [name for name in wanted if name in self.families]

    def pressed(self, data):
        inputs = {"paper": json.dumps(data, ensure_ascii=False)}
        with self.lock:
            return self.compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])


@cache
def press():
    return Press(typst.Fonts())


def made(paper, *, foot="", by=None):
    """The paper in the reader's language, as bytes; raises FontMissing instead of printing boxes.

    Equal papers give equal bytes.
    """
    language, by = LANGUAGES[get_language()], by or press()
    lang, region = typesetting(language)
    look = {"lang": lang, "region": region, "foot": foot, "fonts": by.fonts(language.code)}
    try:
        return by.pressed(paper.data() | look)
    except typst.TypstError as error:
        if "could not be displayed with font" in error.message:
            raise FontMissing(_advice(error, language)) from error
        raise


def _advice(error, language):
    return gettext(
        "The server has no font for “%(text)s” in %(language)s. Its keepers can install "
        "fonts-noto-core and fonts-noto-cjk; until then, print the page itself."
    ) % {"text": error.message.split('"')[1], "language": language.name}


def answer(request, paper, name):
    """The PDF as an answer that can be kept under its address, or a page saying why there is none.

    `name` is the file's, without its ending.
    """
    foot = f"{paper.author} · {settings.SITE_URL}{request.path}"
    try:
        content = made(paper, foot=foot)
    except FontMissing as error:
        request.robots = "noindex"
        return render(request, "portal/pdf_missing.html", {"text": str(error)}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{get_language()}.pdf"'
    return response
