import pytest
from cms.api import add_plugin
from cms.models import PageContent
from cms.toolbar.utils import get_object_edit_url
from django.apps import apps
from django.db import connection, models
from django.urls import reverse
from filer.models import File, Folder

from portal.media_use import Use, uses
from portal.models import Picture
from tests.factories import make_document, make_picture
from tests.project.reading import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def poster():
    """A record of the portal with a picture and a document, as any app may have."""

    class Poster(models.Model):
        picture = models.ForeignKey(Picture, models.PROTECT, related_name="+")
        document = models.ForeignKey(File, models.PROTECT)

        class Meta:
            app_label = "portal"
            verbose_name = "poster"

        def __str__(self):
            return "Festival 2027"

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE portal_poster (id integer PRIMARY KEY,"
            " picture_id integer NOT NULL, document_id integer NOT NULL)"
        )
    yield Poster
    del apps.all_models["portal"]["poster"]
    apps.clear_cache()


@pytest.fixture
def used(poster):
    picture, document = make_picture(), make_document()
    poster(pk=1, picture=picture, document=document).save(force_insert=True)
    return picture, document


def page_content():
    return PageContent.admin_manager.filter(language="en").latest_content().first()


def test_records_that_refer_to_a_file(used):
    make_picture()

    assert [uses(record) for record in used] == [[Use("poster", "Festival 2027", "")]] * 2


def test_an_unused_file(poster):
    assert (uses(make_picture()), uses(make_document())) == ([], [])


def test_text_on_a_page_that_names_the_file():
    content, document = page_content(), make_document()
    placeholder = content.get_placeholders()[0] if content.get_placeholders() else None
    placeholder = placeholder or content.rescan_placeholders().popitem()[1]
    add_plugin(placeholder, "TextPlugin", "en", body=f'<a href="{document.url}">Report</a>')
    add_plugin(placeholder, "TextPlugin", "en", body=f'<a href="{document.url}">Again</a>')

    (use,) = uses(document)

    assert (use.title, use.url) == (str(content), get_object_edit_url(content))


def test_the_files_page_lists_its_uses(used, admin_client):
    picture, document = used
    for page, record in (("portal_picture", picture), ("filer_file", document)):
        shown = admin_client.get(reverse(f"admin:{page}_change", args=[record.pk]))

        assert texts(shown, "//div[contains(@class, 'field-used_in')]//li") == [
            "Festival 2027 (poster)"
        ]


def test_a_used_file_is_not_deleted(used, admin_client):
    for page, record in zip(("portal_picture", "filer_file"), used, strict=True):
        url = reverse(f"admin:{page}_delete", args=[record.pk])

        shown = admin_client.get(url)

        assert shown.context["protected"] != []
        assert texts(shown, "//form//input[@type='submit']") == []
        admin_client.post(url, {"post": "yes"})
        assert File.objects.filter(pk=record.pk).exists()


@pytest.mark.parametrize("chosen", ["folder-{folder}", "file-{picture}"])
def test_the_librarys_action_does_not_delete_it_either(chosen, used, admin_client):
    folder = Folder.objects.create(name="Posters")
    inner = Folder.objects.create(name="2027", parent=folder)
    picture = used[0]
    picture.folder = inner if "folder" in chosen else folder
    picture.save()
    url = reverse("admin:filer-directory_listing", args=[folder.pk])
    if "folder" in chosen:
        url = reverse("admin:filer-directory_listing-root")
    values = {
        "action": "delete_files_or_folders",
        "_selected_action": [chosen.format(folder=folder.pk, picture=picture.pk)],
        "post": "yes",
    }

    response = admin_client.post(url, values, follow=True)

    assert File.objects.count() == 2
    assert texts(response, "//ul[@class='messagelist']//li//li") == [
        f"{picture}: Festival 2027 (poster)"
    ]


def test_a_folder_with_a_used_file_is_not_deleted(used, admin_client):
    picture = used[0]
    picture.folder = Folder.objects.create(name="Posters")
    picture.save()
    url = reverse("admin:filer_folder_delete", args=[picture.folder.pk])

    admin_client.post(url, {"post": "yes"})

    assert (Folder.objects.count(), File.objects.count()) == (1, 2)


def test_an_unused_file_is_deleted(admin_client):
    picture = make_picture()

    admin_client.post(reverse("admin:portal_picture_delete", args=[picture.pk]), {"post": "yes"})

    assert File.objects.count() == 0
