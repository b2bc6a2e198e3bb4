"""Documents that published pages offer are found by their texts; private ones never."""

import pytest
from cms.api import add_plugin, create_page
from django.core.files.uploadedfile import SimpleUploadedFile
from djangocms_versioning.models import Version
from filer.models import File

from portal import media, uploads
from portal.models import DocumentText, Download, SearchEntry
from portal.search import find
from portal.search.rebuild import rebuild
from tests import hostile
from tests.factories import make_picture

pytestmark = pytest.mark.django_db


def pdf(text):
    """A file of one page with a line of text."""
    drawn = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % text.encode()
    data = hostile.pdf(
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 595 842] /Contents 6 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        streams=[(b"", drawn)],
    )
    return data.replace(b"/Pages 2 0 R", b"/Pages 3 0 R")


def make_document(text="Cassava harvest", **values):
    upload = SimpleUploadedFile("report.pdf", pdf(text))
    return media.add(uploads.accept(upload), **values)


def offer(document, user, *, language="en", title="Yearly report"):
    """The version of a new page on which the document stands; not published yet."""
    page = create_page("Reports", "cms/page.html", language, created_by=user)
    content = page.pagecontent_set(manager="admin_manager").get(language=language)
    placeholder, _created = content.placeholders.get_or_create(slot="body")
    plugin = add_plugin(placeholder, "FilesPlugin", language)
    Download.objects.create(plugin=plugin, file=document, title=title)
    return Version.objects.get_for_content(content)


def link(document, user, *, language="en", text="Yearly <b>report</b>", host=""):
    """The version of a new page whose running text leads to the document."""
    page = create_page("Reports", "cms/page.html", language, created_by=user)
    content = page.pagecontent_set(manager="admin_manager").get(language=language)
    placeholder, _created = content.placeholders.get_or_create(slot="body")
    body = f'<p>See the <a class="x" href="{host}{document.url}">{text}</a>.</p>'
    add_plugin(placeholder, "TextPlugin", language, body=body)
    return Version.objects.get_for_content(content)


def found(text="cassava"):
    return [(hit.title, hit.kind_label, hit.url) for hit in find(text, language="en").hits]


def test_a_document_is_found_by_its_text_while_a_published_page_offers_it(admin_user):
    document = make_document()
    version = offer(document, admin_user)
    assert found() == []

    version.publish(admin_user)
    assert found() == [("Yearly report", "Document", document.url)]
    assert "Cassava" in find("cassava", language="en").hits[0].snippet

    version.unpublish(admin_user)
    assert found() == []


def test_a_document_is_found_while_a_published_text_links_to_it(admin_user):
    document = make_document()
    version = link(document, admin_user)
    assert found() == []

    version.publish(admin_user)
    assert found() == [("Yearly report", "Document", document.url)]

    version.unpublish(admin_user)
    assert found() == []


def test_a_private_or_deleted_document_is_not_found_by_a_link(admin_user):
    document = make_document()
    link(document, admin_user, host="http://testserver").publish(admin_user)
    assert [title for title, *_rest in found()] == ["Yearly report"]

    document.is_public = False
    document.save()
    assert (found(), DocumentText.objects.count()) == ([], 0)

    other = make_document("Plantain yield")
    link(other, admin_user).publish(admin_user)
    assert len(found("plantain")) == 1
    File.objects.filter(pk=other.pk).delete()
    assert found("plantain") == []


def test_a_list_names_a_document_before_a_text_does(admin_user):
    document = make_document()
    link(document, admin_user, text="this file").publish(admin_user)
    offer(document, admin_user).publish(admin_user)

    assert [title for title, *_rest in found()] == ["Yearly report"]


def test_a_picture_behind_a_link_is_no_document(admin_user):
    picture = make_picture("cassava.jpg")
    link(picture, admin_user, text="Cassava").publish(admin_user)

    assert SearchEntry.objects.filter(kind="filer.file").count() == 0


def test_a_private_document_is_not_found_and_its_text_not_kept(admin_user):
    document = make_document()
    offer(document, admin_user).publish(admin_user)

    document.is_public = False
    document.save()
    assert (found(), DocumentText.objects.count()) == ([], 0)

    document.is_public = True
    document.save()
    assert [title for title, *_rest in found()] == ["Yearly report"]


def test_a_document_uploaded_as_private_is_not_read(admin_user):
    offer(make_document(is_public=False), admin_user).publish(admin_user)

    assert (found(), DocumentText.objects.count()) == ([], 0)


def test_the_text_is_read_once_for_each_content(admin_user):
    document = make_document()
    offer(document, admin_user).publish(admin_user)
    DocumentText.objects.update(text="Kept plantain")

    document.description = "Changed"
    document.save()

    assert [title for title, *_rest in found("plantain")] == ["Yearly report"]


def test_another_content_replaces_the_text(admin_user):
    document = make_document()
    offer(document, admin_user).publish(admin_user)

    document.file = uploads.accept(SimpleUploadedFile("new.pdf", pdf("Plantain yield"))).content
    document.save()

    assert (found(), [title for title, *_rest in found("plantain")]) == ([], ["Yearly report"])


def test_deleting_page_or_document_takes_the_entry_along(admin_user):
    document = make_document()
    version = offer(document, admin_user)
    version.publish(admin_user)

    version.content.page.delete()
    assert found() == []
    assert SearchEntry.objects.filter(kind="filer.file").count() == 0

    sha1 = document.sha1
    File.objects.filter(pk=document.pk).delete()
    assert DocumentText.objects.filter(sha1=sha1).count() == 0


def test_a_file_that_cannot_be_read_is_found_by_its_title(admin_user, caplog):
    upload = SimpleUploadedFile("empty.pdf", hostile.pdf(b"<< /Type /Pages >>"))
    document = media.add(uploads.accept(upload))
    offer(document, admin_user, title="Cassava tables").publish(admin_user)

    assert [title for title, *_rest in found()] == ["<mark>Cassava</mark> tables"]


def test_rebuilding_finds_the_same(admin_user):
    offer(make_document(), admin_user).publish(admin_user)
    link(make_document("Cassava yield"), admin_user).publish(admin_user)
    before = sorted(found())
    SearchEntry.objects.filter(kind="filer.file").delete()

    list(rebuild())

    assert (sorted(found()), len(before)) == (before, 2)
