"""A server that speaks S3, for the tests of the media library in a bucket."""

import socket
import subprocess
import sys
import time
from itertools import count

import boto3
import pytest
from django.utils.module_loading import import_string
from filer.fields.multistorage_file import STORAGES, THUMBNAIL_STORAGES

from portal.storage_url import backends, read_storage

number = count(1)


@pytest.fixture(scope="session")
def s3_server():
    """Its host and port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet) as server:
        try:
            wait_for(server, port)
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_for(server, port):
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
    pytest.fail("The S3 server did not start.")


@pytest.fixture
def store_in(settings, monkeypatch):
    """Let an address such as STORAGE_URL's be where all uploads go."""

    def use(url):
        settings.BUCKET = read_storage(url)
        public, private, internal = backends(settings.BUCKET)
        settings.STORAGES = settings.STORAGES | {
            "default": {"BACKEND": public},
            "internal": {"BACKEND": internal},
        }
        for kind, path in (("public", public), ("private", private)):
            for storages in (STORAGES, THUMBNAIL_STORAGES):
                monkeypatch.setitem(storages, kind, import_string(path)())
        return settings.BUCKET

    return use


@pytest.fixture
def bucket(s3_server, store_in):
    """A new bucket, as boto3 sees it without the portal; all uploads go there."""
    options = store_in(f"s3+http://key:se%2Fcret@{s3_server}/uploads-{next(number)}")
    connection = boto3.resource(
        "s3",
        endpoint_url=options["endpoint_url"],
        aws_access_key_id="key",
        aws_secret_access_key="se/cret",
        region_name="us-east-1",
    )
    made = connection.Bucket(options["bucket_name"])
    made.create()
    return made
