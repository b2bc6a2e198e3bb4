"""Prints as JSON how many queries each path given takes without a snapshot: after a publish, and
after another page has been rendered since."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from portal.pagecache.writes import move  # noqa: E402

client = Client(headers={"host": "127.0.0.1"})


def count(path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def both(path):
    client.get(path)
    move()
    return [count(path), count(path)]


print(json.dumps({path: both(path) for path in sys.argv[1:]}))
