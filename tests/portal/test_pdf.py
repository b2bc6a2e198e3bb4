"""PDFs are tagged, titled and readable by programs in every script; without fonts they say so."""

import re
from io import BytesIO

import pytest
import typst
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils.translation import override
from pypdf import PdfReader

from portal import pdf
from portal.languages import LANGUAGES
from portal.paper import Bullets, Facts, Paper, Paragraph, Run, Table

WORDS = {
    "id": "Kemitraan kota", "en": "City partnership", "de": "Städtepartnerschaft",
    "ko": "도시 협력", "zh-hans": "城市伙伴关系", "ms": "Perkongsian bandar",
    "ja": "都市間協力", "ar": "شراكة المدن",
}  # fmt: skip
NEEDED = {"Noto Sans", "Noto Sans Arabic", "Noto Sans CJK JP"}

needs_fonts = pytest.mark.skipif(
    not set(typst.Fonts().families()) >= NEEDED,
    reason="apt install fonts-noto-core fonts-noto-cjk",
)


def make_paper(words, title="Report"):
    made = Paper(Run(title), "City of Bandung")
    made.add("First", Paragraph(words), Facts([("Label", [words, Run("note", quiet=True)])]))
    made.add("Second", Table("Figures", ["Name", "Number"], [[words, "1,234"]], numbers=(1,)))
    made.add("Third", Bullets([Run("Source", url="https://example.org/?a=1&b=2")]))
    return made


def read(content):
    return PdfReader(BytesIO(content))


def text_of(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def fonts(reader):
    return [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    ]


@needs_fonts
@pytest.mark.parametrize("code", LANGUAGES)
def test_pdf_is_tagged_titled_and_readable(code):
    with override(code):
        reader = read(pdf.made(make_paper(WORDS[code], title=WORDS[code])))

    root = reader.trailer["/Root"]
    assert root["/Lang"] == {"zh-hans": "zh-CN"}.get(code, code)
    assert (root["/MarkInfo"]["/Marked"], "/StructTreeRoot" in root) == (True, True)
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert (reader.metadata.title, reader.metadata.author) == (WORDS[code], "City of Bandung")
    assert b"<pdfuaid:part>1<" in root["/Metadata"].get_object().get_data()
    assert [word for word in WORDS[code].split() if word not in text_of(reader)] == []
    assert fonts(reader) != []
    assert [f for f in fonts(reader) if not {"/FontFile2", "/FontFile3"} & f.keys()] == []


@needs_fonts
def test_same_paper_gives_the_same_bytes():
    assert pdf.made(make_paper("Words")) == pdf.made(make_paper("Words"))


@pytest.mark.parametrize("text", ['#panic("x")', "*bold* _x_ $y$ `z` <a> @b", "= Heading", '"\\u'])
def test_text_is_never_run_as_code(text):
    assert text in text_of(read(pdf.made(make_paper(text))))


def test_links_lead_to_absolute_addresses(settings):
    made = Paper(Run("Links"), "City")
    made.add("Links", Bullets([Run("Here", url="/en/"), Run("There", url="https://example.org/")]))

    found = re.findall(rb"/URI \(([^)]*)\)", _uncompressed(pdf.made(made)))

    assert found == [f"{settings.SITE_URL}/en/".encode(), b"https://example.org/"]


def _uncompressed(content):
    reader = read(content)
    return b"".join(
        b"/URI (%s)" % annotation.get_object()["/A"]["/URI"].encode()
        for page in reader.pages
        for annotation in page.get("/Annots", [])
    )


def test_a_missing_font_is_said_in_words_instead_of_boxes():
    bare = pdf.Press(typst.Fonts(include_system_fonts=False))

    with override("ja"), pytest.raises(pdf.FontMissing) as error:
        pdf.made(make_paper("都市"), by=bare)

    with override("ja"):
        assert "fonts-noto-cjk" in str(error.value)
        assert "「" in str(error.value)


@pytest.mark.django_db
def test_the_reader_gets_a_page_that_names_the_fonts(monkeypatch):
    bare = pdf.Press(typst.Fonts(include_system_fonts=False))
    monkeypatch.setattr(pdf, "press", lambda: bare)
    request = RequestFactory().get("/en/report.pdf")
    request.user = AnonymousUser()

    response = pdf.answer(request, make_paper("都市"), "report")

    assert (response.status_code, response["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert "fonts-noto-cjk" in response.content.decode()
