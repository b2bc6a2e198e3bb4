"""What search costs among so many objects, as JSON: python -m tests.bench.costs OBJECTS

CPU milliseconds of this process and of PostgreSQL's for it, so that what else the machine does
matters little. In a process of its own, with an empty database.
"""

import itertools
import json
import os
import statistics
import sys
import time
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from cms.utils.apphook_reload import reload_urlconf  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402

from portal.demo.pages import load_pages  # noqa: E402
from portal.models import Office, User  # noqa: E402
from portal.search import find, suggest  # noqa: E402
from portal.search.rebuild import rebuild  # noqa: E402
from tests.bench.generated import QUERIES, SUGGESTED, fill  # noqa: E402
from tests.bench.rivals import RIVALS  # noqa: E402

ROUNDS, WARM = 60, 5
NUMBERS = itertools.count()
# Nothing is collected here.
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
TABLES = {
    "sqlite": "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'portal_search%'",
    "postgresql": """SELECT sum(pg_total_relation_size(oid)) FROM pg_class
        WHERE relkind = 'r' AND relname LIKE 'portal_search%'""",
}


def cpu():
    spent = time.process_time()
    if connection.vendor == "postgresql":
        spent += int(Path(f"/proc/{backend()}/schedstat").read_text().split()[0]) / 1e9
    return spent * 1000


def backend():
    connection.ensure_connection()
    return connection.connection.get_backend_pid()


def costs(call):
    """CPU milliseconds of each of some calls."""
    for _round in range(WARM):
        call()
    spent = []
    for _round in range(ROUNDS):
        start = cpu()
        call()
        spent.append(cpu() - start)
    return sorted(spent)


def p95(spent):
    return spent[int(len(spent) * 0.95)]


def size():
    with connection.cursor() as cursor:
        cursor.execute(TABLES[connection.vendor])
        return int(cursor.fetchone()[0])


def page(application, language, **query):
    """A call that asks the whole portal for a page of search."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": f"/{language}/search/",
        "QUERY_STRING": urlencode(query),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
    }

    def call():  # each from another address: one may not ask as often
        own = {"REMOTE_ADDR": f"2001:db8::{next(NUMBERS):x}", "wsgi.input": BytesIO()}
        answer = application(environ | own, check)
        assert b"".join(answer)
        answer.close()

    return call


def check(status, _headers, _error=None):
    assert status.startswith("200 "), status


def queries(call):
    with CaptureQueriesContext(connection) as captured:
        call()
    return captured.captured_queries


def measure(count, *, full):
    override_settings(STORAGES=settings.STORAGES | PLAIN).enable()
    settings.STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where it is missing
    call_command("migrate", verbosity=0)
    load_pages(User.objects.create_superuser("bench", "bench@localhost", None))
    reload_urlconf()
    fill(count)
    start = time.perf_counter()
    list(rebuild())
    found = {"rebuild": time.perf_counter() - start, "size": size(), "costs": {}, "pages": {}}
    application = get_wsgi_application()
    for name, language, text in QUERIES:
        ask = lambda text=text, language=language: find(text, language=language)  # noqa: E731
        spent = costs(ask)
        shown = ask()
        assert bool(shown.hits) == bool(shown.total)
        found["costs"][name] = statistics.median(spent), len(queries(ask)), shown.total
        found["pages"][name] = p95(costs(page(application, language, q=text)))
    name, language, text = SUGGESTED
    ask = lambda: suggest(text, language=language)  # noqa: E731
    found["costs"][name] = statistics.median(costs(ask)), len(queries(ask)), len(ask())
    found["pages"][name] = p95(costs(page(application, language, q=text, suggest="1")))
    office = Office.objects.first()
    ours = sum("portal_search" in query["sql"] for query in queries(office.save))
    found["costs"]["one object saved"] = statistics.median(costs(office.save)), ours, 1
    if full:
        found["rivals"] = {name: rival(make()) for name, make in RIVALS.items()}
    return found


def rival(search):
    """{query: (milliseconds, hits on the first page)} of another way to search."""
    return {
        name: (statistics.median(costs(lambda text=text: search(text, ""))), len(search(text, "")))
        for name, _language, text in QUERIES
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), full="full" in sys.argv)))
