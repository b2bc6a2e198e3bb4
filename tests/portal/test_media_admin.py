"""Every way a file comes into the library, and how it leaves it."""

import os
import resource
import signal
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from filer.models import File, Folder
from PIL import Image

from portal import media, uploads
from portal.models import Picture
from tests import hostile
from tests.factories import make_document, make_picture
from tests.project.reading import texts

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
ADD = {"picture": "admin:portal_picture_add", "document": "admin:filer_file_add"}


def everything():
    roots = [media.default_storage.location, media.STORAGES["private"].location]
    return sorted(
        os.path.join(folder, name)
        for root in roots
        for folder, _folders, names in os.walk(root)
        for name in names
    )


def files():
    """Without the previews django-filer makes for its pages."""
    return [path for path in everything() if "thumbnails" not in path]


def previews():
    return [path for path in everything() if "thumbnails" in path]


@pytest.fixture(autouse=True)
def nothing_else_is_stored():
    for path in everything():
        os.unlink(path)


def send(client, name, data, folder=None):
    """As the library's upload button does."""
    kwargs = {"folder_id": folder.pk} if folder else {}
    url = reverse("admin:filer-ajax_upload", kwargs=kwargs)
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


def form(client, page, *args, **values):
    """The page's form as opened, posted with these values."""
    url = reverse(page, args=args)
    shown = client.get(url).context["adminform"].form
    opened = {
        name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()
    }
    given = {name: value for name, value in opened.items() if value not in (None, False)}
    given.pop("file", None)
    return client.post(url, given | values)


def errors(response, field="file"):
    return [error.code for error in response.context["adminform"].form.errors[field].as_data()]


def upload(kind, data=None):
    name, content = hostile.HOSTILE[kind] if data is None else (kind, data)
    return SimpleUploadedFile(name, content, "image/jpeg")


@pytest.mark.parametrize("kind", hostile.HOSTILE)
def test_upload_button_refuses(kind, admin_client):
    response = send(admin_client, *hostile.HOSTILE[kind])

    assert response.status_code == 400
    assert len(response.json()["error"]) > 15
    assert (File.objects.count(), everything()) == (0, [])


@pytest.mark.parametrize("page", ADD)
@pytest.mark.parametrize("kind", hostile.HOSTILE)
def test_form_for_a_new_file_refuses(page, kind, admin_client):
    response = form(admin_client, ADD[page], file=upload(kind), alt_en="Batik")

    assert response.status_code == 200
    assert len(errors(response)) == 1
    assert (File.objects.count(), everything()) == (0, [])


@pytest.mark.parametrize("make", [make_picture, make_document])
@pytest.mark.parametrize("kind", hostile.HOSTILE)
def test_form_that_replaces_a_file_refuses(make, kind, admin_client):
    record = make()
    before = files()
    page = f"admin:{record._meta.app_label}_{record._meta.model_name}_change"

    response = form(admin_client, page, record.pk, file=upload(kind))

    assert response.status_code == 200
    assert len(errors(response)) == 1
    assert files() == before
    assert File.objects.get().sha1 == record.sha1


@pytest.mark.parametrize("kind", hostile.TAMED)
def test_upload_button_tames(kind, admin_client):
    name, data, extension = hostile.TAMED[kind]

    assert send(admin_client, name, data).status_code == 200

    picture = Picture.objects.get()
    stored = files()
    assert len(stored) == 1 + len(media.renditions.paths(picture))
    assert {os.path.dirname(path) for path in stored} == {os.path.dirname(picture.file.path)}
    assert os.path.basename(picture.file.name).split(".")[1:] == [extension]
    with picture.file.storage.open(picture.file.name) as file:
        content = file.read()
    assert [word for word in (b"<script", b"<?php") if word in content] == []


def test_upload_button_puts_into_the_folder(admin_client, admin_user):
    folder = Folder.objects.create(name="Braunschweig")

    answer = send(admin_client, "Taman.jpg", hostile.with_gps(), folder).json()

    picture = Picture.objects.get()
    assert (picture.folder, picture.owner) == (folder, admin_user)
    assert picture.has_all_mandatory_data is False  # its text is still to be written
    assert answer["change_url"] == reverse("admin:portal_picture_change", args=[picture.pk])
    assert answer["label"] == "taman.jpg"


def test_a_name_too_long_for_the_disk(admin_client):
    assert send(admin_client, "x" * 400 + ".jpg", hostile.picture(size=(90, 60))).status_code == 200


def test_new_picture_by_form(admin_client):
    data = upload("Taman Sari.jpg", hostile.with_gps())

    response = form(admin_client, ADD["picture"], file=data, alt_ind="Taman", credit="Dewi")

    assert response.status_code == 302
    picture = Picture.objects.get()
    assert (picture.original_filename, picture.alt_ind) == ("taman-sari.jpg", "Taman")
    assert picture.has_all_mandatory_data is True
    assert len(files()) == 1 + len(media.renditions.paths(picture))
    assert picture.history.count() == 1


@pytest.mark.parametrize("values, status", [({}, 200), ({"decorative": "on"}, 302)])
def test_a_picture_says_what_it_shows_or_that_it_is_decorative(values, status, admin_client):
    data = upload("a.jpg", hostile.picture(size=(90, 60)))

    response = form(admin_client, ADD["picture"], file=data, **values)

    assert response.status_code == status
    if status == 200:
        assert errors(response, "alt_ind") == ["alt_missing"]


def test_another_licence_needs_its_terms(admin_client):
    response = form(admin_client, "admin:portal_picture_change", make_picture().pk, licence="other")

    form_errors = response.context["adminform"].form.non_field_errors()
    assert form_errors == ["Another licence needs its terms."]


def test_a_replaced_file_is_gone(admin_client, django_capture_on_commit_callbacks):
    picture = make_picture(subject_location="5,5")
    old = files()

    with django_capture_on_commit_callbacks(execute=True):
        data = upload("new.png", hostile.picture("PNG", size=(90, 60)))
        response = form(admin_client, "admin:portal_picture_change", picture.pk, file=data)

    assert response.status_code == 302
    picture = Picture.objects.get()
    assert set(files()) & set(old) == set()
    assert set(files()) == {storage.path(name) for storage, name in media.stored(picture)}
    assert previews() == []
    assert (picture.subject_location, picture.original_filename) == ("", "new.png")


def test_a_new_focal_point_makes_new_renditions(admin_client, django_capture_on_commit_callbacks):
    picture = make_picture()
    old = set(media.renditions.paths(picture))

    with django_capture_on_commit_callbacks(execute=True):
        form(admin_client, "admin:portal_picture_change", picture.pk, subject_location="5,5")

    picture = Picture.objects.get()
    new = set(media.renditions.paths(picture))
    assert new & old == set()
    assert set(files()) == {storage.path(name) for storage, name in media.stored(picture)}


@pytest.fixture
def full_disk():
    """The system refuses to write past the limit, as it does when a disk is full."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, handler)


def noisy():
    """A picture whose file is large while its renditions are not."""
    target = BytesIO()
    Image.effect_noise((700, 500), 90).save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize("limit", [0, 4096, 200_000])
def test_full_disk_at_the_upload_button(limit, admin_client, full_disk):
    full_disk(limit)
    response = send(admin_client, "a.png", noisy())

    assert response.status_code == 507
    assert response.json()["error"].startswith("There is no space left for files on the server.")
    assert (File.objects.count(), everything()) == (0, [])


def test_full_disk_at_the_form(admin_client, full_disk):
    full_disk(4096)
    data = upload("a.png", noisy())
    response = form(admin_client, ADD["picture"], file=data, alt_en="Noise")

    assert response.status_code == 507
    assert errors(response) == ["no_space"]
    assert texts(response, "//ul[@class='errorlist'][li]") != []
    assert response.context["adminform"].form.data["alt_en"] == "Noise"
    assert (File.objects.count(), everything()) == (0, [])


def test_full_disk_keeps_the_file_that_was_to_be_replaced(
    admin_client, full_disk, django_capture_on_commit_callbacks
):
    picture = make_picture()
    before = files()
    full_disk(4096)

    with django_capture_on_commit_callbacks(execute=True):
        data = upload("a.png", noisy())
        response = form(admin_client, "admin:portal_picture_change", picture.pk, file=data)

    assert response.status_code == 507
    assert files() == before
    assert Picture.objects.get().sha1 == picture.sha1


def staff(django_user_model, *codenames):
    user = django_user_model.objects.create_user("staff", "s@example.org", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.mark.parametrize("codenames, status", [([], 403), (["add_file"], 200)])
def test_who_may_use_the_upload_button(codenames, status, client, django_user_model):
    client.force_login(staff(django_user_model, *codenames))

    assert send(client, "a.jpg", hostile.picture(size=(9, 9))).status_code == status
    assert File.objects.count() == (status == 200)


@pytest.mark.parametrize("codename", ["view_picture", "change_picture"])
def test_who_may_change_a_picture(codename, client, django_user_model):
    picture = make_picture()
    client.force_login(staff(django_user_model, codename))
    url = reverse("admin:portal_picture_change", args=[picture.pk])

    client.post(url, {"credit": "Nobody", "alt_en": "x"})

    assert client.get(url).context["has_change_permission"] == (codename == "change_picture")
    assert Picture.objects.get().credit == ""


# django-filer leaves the file it has copied to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_copies_have_their_own_files(admin_client):
    folder = Folder.objects.create(name="From")
    target = Folder.objects.create(name="To")
    make_picture(folder=folder)
    url = reverse("admin:filer-directory_listing", args=[folder.pk])
    chosen = {"action": "copy_files_and_folders", "_selected_action": []}
    chosen["_selected_action"] = [f"file-{Picture.objects.get().pk}"]

    admin_client.post(url, chosen | {"post": "yes", "destination": target.pk, "suffix": "b"})

    first, second = Picture.objects.order_by("pk")
    assert (second.folder, second.alt_en) == (target, "City hall")
    names = [{storage.path(name) for storage, name in media.stored(p)} for p in (first, second)]
    assert names[0] & names[1] == set()
    assert sorted(names[0] | names[1]) == files()


def test_a_deleted_folder_takes_its_files_from_the_disk(
    admin_client, django_capture_on_commit_callbacks
):
    folder = Folder.objects.create(name="Old")
    picture = make_picture(folder=folder)
    make_document(folder=folder)
    admin_client.get(reverse("admin:portal_picture_change", args=[picture.pk]))
    assert previews() != []

    with django_capture_on_commit_callbacks(execute=True):
        folder.delete()

    assert (File.objects.count(), everything()) == (0, [])


def test_what_is_too_large_does_not_reach_the_disk(admin_client, settings, monkeypatch):
    settings.UPLOAD_BYTES = 3 * 1024 * 1024
    kept = []
    accept = uploads.accept
    monkeypatch.setattr(uploads, "accept", lambda file: kept.append(file.size) or accept(file))

    response = send(admin_client, "a.jpg", bytes(9 * 1024 * 1024))

    assert response.status_code == 400
    assert "at most" in response.json()["error"]
    assert kept[0] - settings.UPLOAD_BYTES in range(1, 128 * 1024)
    assert (File.objects.count(), files()) == (0, [])
