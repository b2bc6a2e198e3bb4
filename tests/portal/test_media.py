"""How stored files are served, and to whom."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile

from portal import media, renditions
from portal.storage import PREFIX
from tests.factories import make_document, make_picture

pytestmark = pytest.mark.django_db
YEAR = "public, max-age=31536000, immutable"


def headers(response, *names):
    return {name: response.headers.get(name) for name in names}


def test_pictures_are_shown_and_kept_for_a_year(client):
    picture = make_picture()
    for name in [picture.file.name, *renditions.paths(picture)]:
        response = client.get(f"/media/{name}")

        assert response.status_code == 200
        with picture.file.storage.open(name) as file:
            assert b"".join(response.streaming_content) == file.read()
        assert headers(response, "Cache-Control", "X-Content-Type-Options", "Vary") == {
            "Cache-Control": YEAR,
            "X-Content-Type-Options": "nosniff",
            "Vary": None,
        }
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Content-Type"] == media.SHOWN[name[name.rindex(".") :]]
        assert response["Content-Disposition"].startswith("inline")
        assert not response.cookies


def test_documents_are_downloads(client):
    response = client.get(make_document().url)

    b"".join(response.streaming_content)
    assert headers(response, "Content-Type", "Content-Disposition") == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="laporan.pdf"',
    }


def test_what_got_there_otherwise_is_no_page_either(client):
    name = media.default_storage.save("x/page.html", ContentFile(b"<script>1</script>"))
    response = client.get(f"/media/{name}")

    b"".join(response.streaming_content)
    assert response["Content-Disposition"] == 'attachment; filename="page.html"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_known_file_is_not_sent_again(client):
    url = make_picture().url
    first = client.get(url)
    b"".join(first.streaming_content)

    again = client.get(url, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", YEAR)


@pytest.mark.parametrize(
    "name", ["nothing.jpg", "", "../portal.sqlite3", "%2e%2e/secret-key", "filer_public", "a\0b"]
)
def test_what_is_no_file_is_not_found(name, client):
    make_picture()

    assert client.get(f"/media/{name}").status_code == 404


def test_half_a_file_is_not_served(client):
    name = media.default_storage.save("x/a.jpg", ContentFile(b"1234"))
    root = media.default_storage.path("x")
    with open(f"{root}/{PREFIX}aa", "wb") as part:
        part.write(b"12")

    assert client.get(f"/media/x/{PREFIX}aa").status_code == 404
    response = client.get(f"/media/{name}")
    assert b"".join(response.streaming_content) == b"1234"


@pytest.mark.parametrize(
    "is_staff, codenames, status",
    [
        (None, [], 404),
        (False, ["view_file"], 404),
        (True, [], 404),
        (True, ["view_picture"], 404),
        (True, ["view_file"], 200),
    ],
)
def test_who_may_read_private_files(is_staff, codenames, status, client, django_user_model):
    document = make_document(is_public=False)
    if is_staff is not None:
        user = django_user_model.objects.create_user("u", "u@example.org", is_staff=is_staff)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)

    response = client.get(document.url)

    assert response.status_code == status
    assert client.get(f"/media/{document.file.name}").status_code == 404
    if status == 200:
        assert response["Cache-Control"].startswith("private, no-store")
        assert b"".join(response.streaming_content).startswith(b"%PDF-")


def test_private_files_lie_outside_the_public_folder(settings):
    path = make_document(is_public=False).file.path

    assert path.startswith(f"{settings.VAR_DIR / 'private'}/")
    assert not path.startswith(str(settings.MEDIA_ROOT))
