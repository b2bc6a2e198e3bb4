"""The media library in a bucket, on a server that speaks S3."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from filer.models import File
from PIL import Image

from portal import media, renditions, uploads
from portal.models import Picture
from portal.storage import PREFIX, DiskFull, StorageDown, WholeFiles, all_or_nothing
from tests import hostile
from tests.factories import make_document, make_picture
from tests.hostile import sent
from tests.project.reading import texts

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
YEAR = "public, max-age=31536000, immutable"


def keys(bucket, folder=""):
    """Without the previews django-filer makes for its pages."""
    found = {found.key for found in bucket.objects.filter(Prefix=folder)}
    return {key for key in found if "thumbnails" not in key}


def stored_keys(record):
    return {f"{storage.folder}/{name}" for storage, name in media.stored(record)}


def content(response):
    return b"".join(response.streaming_content)


def test_upload_is_made_anew_and_served_by_the_portal(bucket, client):
    picture = media.add(
        uploads.accept(sent("a.jpg", hostile.picture(size=(1000, 700)) + b"<script>")),
        alt_en="Hall",
    )

    assert keys(bucket) == stored_keys(picture)
    assert len(keys(bucket)) == 1 + len(renditions.paths(picture)) == 11
    for name in [picture.file.name, *renditions.paths(picture)]:
        body = bucket.Object(f"media/{name}").get()["Body"].read()
        response = client.get(picture.file.storage.url(name))
        assert (response.status_code, content(response)) == (200, body)
        assert b"<script>" not in body
        assert response["Content-Length"] == str(len(body))
        assert response["Cache-Control"] == YEAR
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Content-Type"] == media.SHOWN[name[name.rindex(".") :]]


def test_addresses_are_the_portals_own(bucket):
    public, private = make_picture(), make_document(is_public=False)

    assert public.url == f"/media/{public.file.name}"
    assert private.url == f"/private/{private.file.name}"
    assert renditions.rendition(public).url.startswith("/media/filer_public/")
    assert media.default_storage.url("a b/é.jpg") == "/media/a%20b/%C3%A9.jpg"


def test_a_known_file_is_not_fetched_again(bucket, client):
    url = make_document().url
    first = client.get(url)
    content(first)

    again = client.get(url, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", YEAR)


@pytest.mark.parametrize(
    "name", ["nothing.jpg", "../private/x.pdf", "%2e%2e/private/x.pdf", "filer_public", "a\0b", "x"]
)
def test_what_is_no_file_is_not_found(name, bucket, client):
    bucket.put_object(Key="private/x.pdf", Body=b"secret")
    make_document()

    assert client.get(f"/media/{name}").status_code == 404


def test_private_files_are_for_those_who_may_see_them(bucket, client, admin_client):
    document = make_document(is_public=False)
    assert keys(bucket) == {f"private/{document.file.name}"}

    assert client.get(document.url).status_code == 404
    assert client.get(f"/media/{document.file.name}").status_code == 404
    response = admin_client.get(document.url)
    assert response["Cache-Control"].startswith("private, no-store")
    assert content(response) == bucket.Object(f"private/{document.file.name}").get()["Body"].read()


def test_objects_say_nothing_to_the_world(bucket):
    make_picture()
    make_document(is_public=False)

    for found in bucket.objects.all():
        grants = bucket.Object(found.key).Acl().grants
        assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]


def test_a_picture_made_private_moves_with_its_renditions(
    bucket, django_capture_on_commit_callbacks
):
    picture = make_picture()

    with django_capture_on_commit_callbacks(execute=True):
        picture.is_public = False
        picture.save()

    assert keys(bucket) == stored_keys(picture)
    assert keys(bucket, "media/") == set()


def test_nothing_is_left_of_a_deleted_picture(bucket, django_capture_on_commit_callbacks):
    picture = make_picture()
    picture.file.get_thumbnail({"size": (48, 48)})

    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()

    assert list(bucket.objects.all()) == []


def test_previews_of_the_library(bucket, admin_client):
    picture = make_picture(size=(400, 300))

    icon = admin_client.get(reverse("admin:filer_picture_fileicon", args=[picture.pk, 40]))

    assert icon.url.startswith("/media/filer_public_thumbnails/")
    with Image.open(BytesIO(content(admin_client.get(icon.url)))) as shown:
        assert shown.size == (40, 40)


def test_a_name_is_never_written_over(bucket):
    first = media.default_storage.save("x/a.pdf", ContentFile(b"first"))
    second = media.default_storage.save("x/a.pdf", ContentFile(b"second"))

    assert first == "x/a.pdf" != second
    assert bucket.Object(f"media/{first}").get()["Body"].read() == b"first"


def test_objects_are_not_opened_for_writing(bucket):
    with pytest.raises(ValueError, match="^Objects are read or stored whole"):
        media.default_storage.open("a", "wb")


def test_a_broken_block_leaves_nothing(bucket):
    with pytest.raises(ZeroDivisionError), all_or_nothing():
        media.default_storage.save("x/a.pdf", ContentFile(b"1"))
        1 / 0  # noqa: B018

    assert keys(bucket) == set()


@pytest.fixture
def answer_all(store_in):
    """Let every request to the store be answered with a status and an error's code."""
    servers = []

    def use(status, code):
        server = ThreadingHTTPServer(("127.0.0.1", 0), refusing(status, code))
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        store_in(f"s3+http://key:secret@127.0.0.1:{server.server_port}/uploads")

    yield use
    for server in servers:
        server.shutdown()
        server.server_close()


def refusing(status, code):
    """As full and closed stores answer: nothing is there yet, and nothing may be put there."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(status, f"<Error><Code>{code}</Code></Error>".encode())

        def do_GET(self):
            self.answer(status, f"<Error><Code>{code}</Code></Error>".encode())

        def do_HEAD(self):
            self.answer(404, b"")

        def answer(self, status, body):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    return Handler


FULL = [(507, "XMinioStorageFull"), (400, "XMinioAdminBucketQuotaExceeded"), (403, "QuotaExceeded")]


@pytest.mark.parametrize("status, code", FULL)
def test_a_full_bucket_is_a_full_disk(status, code, answer_all):
    answer_all(status, code)

    with pytest.raises(DiskFull, match=code):
        make_document()
    assert File.objects.count() == 0


def test_a_full_bucket_at_the_upload_button(answer_all, admin_client):
    answer_all(*FULL[0])
    url = reverse("admin:filer-ajax_upload")

    response = admin_client.post(url, {"file": sent("a.pdf", hostile.pdf())})

    assert response.status_code == 507
    assert response.json()["error"].startswith("There is no space left for files on the server.")


def test_a_closed_bucket(answer_all):
    answer_all(403, "AccessDenied")

    with pytest.raises(StorageDown, match="AccessDenied"):
        make_document()


@pytest.fixture
def silent(store_in):
    store_in("s3+http://key:secret@127.0.0.1:9/uploads")


def test_a_form_keeps_what_was_typed_while_the_store_is_silent(silent, admin_client):
    url = reverse("admin:portal_picture_add")
    values = dict(admin_client.get(url).context["adminform"].form.initial)
    values |= {"file": sent("a.png", hostile.picture("PNG")), "alt_en": "Hall", "licence": "own"}
    values |= {"opened_as": "0"}

    response = admin_client.post(url, {k: v for k, v in values.items() if v is not None})

    assert response.status_code == 503
    assert response.context["adminform"].form.errors.as_data()["file"][0].code == "no_answer"
    assert response.context["adminform"].form.data["alt_en"] == "Hall"
    assert Picture.objects.count() == 0


def test_a_silent_store_is_no_missing_file(silent, client):
    client.raise_request_exception = False

    response = client.get("/media/x/a.jpg")

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "Cache-Control" not in response or "immutable" not in response["Cache-Control"]
    assert texts(response, "//h1") == ["The portal is not available right now"]


def test_a_record_goes_though_its_files_cannot(
    bucket, store_in, caplog, django_capture_on_commit_callbacks
):
    document = make_document()
    store_in("s3+http://key:secret@127.0.0.1:9/uploads")

    with django_capture_on_commit_callbacks(execute=True):
        File.objects.filter(pk=document.pk).delete()

    assert File.objects.count() == 0
    assert keys(bucket) == {f"media/{document.file.name}"}
    assert "Error calling remove_on_commit" in caplog.text


def test_a_folder_is_copied_to_a_bucket(bucket, client, settings, tmp_path, capsys):
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path
    public, private = WholeFiles(tmp_path / "media"), WholeFiles(tmp_path / "private")
    for storage, name in [(public, "x/a b.jpg"), (public, f"x/{PREFIX}aa"), (private, "y/b.pdf")]:
        storage.save(name, ContentFile(name.encode()))
    bucket.put_object(Key="media/z.jpg", Body=b"here before")
    public.save("z.jpg", ContentFile(b"not taken"))

    call_command("copy_uploads")
    call_command("copy_uploads")

    assert keys(bucket) == {"media/x/a b.jpg", "media/z.jpg", "private/y/b.pdf"}
    assert content(client.get("/media/x/a%20b.jpg")) == b"x/a b.jpg"
    assert content(client.get("/media/z.jpg")) == b"here before"
    assert capsys.readouterr().out == "Copied: 2; there before: 1\nCopied: 0; there before: 3\n"


def test_copying_needs_a_bucket_and_a_folder(settings, tmp_path):
    with pytest.raises(CommandError, match="^STORAGE_URL names no bucket"):
        call_command("copy_uploads")
    settings.BUCKET = {"bucket_name": "uploads"}
    with pytest.raises(CommandError, match="^There is no folder .*/nowhere"):
        call_command("copy_uploads", public=tmp_path / "nowhere")
