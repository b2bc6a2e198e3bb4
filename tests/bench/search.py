"""Search on both databases, with few objects and with many: python -m tests.bench.search [OBJECTS]

Milliseconds are the machine's; what counts is how little they grow with the objects. PostgreSQL
is measured where it answers on 127.0.0.1, in a database of its own that is dropped afterwards.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
FEW, MANY = 200, 2000
ROUNDS = 15
LANGUAGES = ["id", "en", "de", "ko", "zh-hans", "ms", "ja", "ar"]
DATABASE = "portal_bench_search"
POSTGRESQL = "postgres://postgres@127.0.0.1:5432/"
QUERIES = [
    ("on every page", "en", "city"),
    ("on every page, CJK", "zh-hans", "城市"),
    ("two words", "de", "Stadt Zusammenarbeit"),
    ("one object", "en", "object7"),
    ("part of a word", "de", "zusammen"),
    ("synonym", "id", "kota kembar"),
    ("misspelt", "en", "coperration zzyzx"),
]
SENTENCES = {
    "id": "Kota ini bekerja sama dengan kota kembar di luar negeri dalam pendidikan dan budaya",
    "en": "The city works together with its sister city abroad in education trade and culture",
    "de": "Die Stadt pflegt die Zusammenarbeit mit der Partnerstadt in Bildung Handel und Kultur",
    "ko": "도시는 자매도시와 교육 무역 문화 분야에서 협력합니다",
    "zh-hans": "这座城市与姐妹城市在教育贸易和文化方面合作",
    "ms": "Bandar raya ini bekerjasama dengan bandar kembar dalam pendidikan dan kebudayaan",
    "ja": "この都市は姉妹都市と教育や貿易や文化で協力しています",
    "ar": "تتعاون المدينة مع المدينة التوأم في التعليم والتجارة والثقافة",
}


def fill(count):
    from django.utils import timezone

    from portal.models import Office
    from portal.translating import column

    chance = random.Random(1)
    offices = []
    for number in range(count):
        texts = {}
        for language in LANGUAGES:
            words = SENTENCES[language].split()
            some = " ".join(chance.choices(words, k=60)) + f" word{chance.randrange(5000)}"
            texts[column("name", language)] = f"{words[number % len(words)]} object{number}"
            texts[column("task", language)] = f"{SENTENCES[language]}. {some}"
        offices.append(
            Office(slug=f"o{number}", state="published", published_at=timezone.now(), **texts)
        )
    Office.objects.bulk_create(offices, batch_size=100)


def size():
    from django.db import connection

    tables = {
        "sqlite": "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'portal_search%'",
        "postgresql": """SELECT sum(pg_total_relation_size(oid)) FROM pg_class
            WHERE relkind = 'r' AND relname LIKE 'portal_search%'""",
    }
    with connection.cursor() as cursor:
        try:
            cursor.execute(tables[connection.vendor])
        except Exception:  # this SQLite was built without dbstat
            return os.path.getsize(connection.settings_dict["NAME"])
        return int(cursor.fetchone()[0])


def timed(call):
    spent = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        call()
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def measure(count):
    """Run in a process of its own, with DATABASE_URL set: {name: milliseconds and counts}."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from portal.models import Office
    from portal.search import find, suggest
    from portal.search.rebuild import rebuild

    call_command("migrate", verbosity=0)
    fill(count)
    start = time.perf_counter()
    list(rebuild())
    found = {"rebuild": time.perf_counter() - start, "size": size()}
    for name, language, text in QUERIES:
        find(text, language=language)
        with CaptureQueriesContext(connection) as queries:
            total = find(text, language=language).total
        spent = timed(lambda text=text, language=language: find(text, language=language))
        found[name] = spent, len(queries), total
    with CaptureQueriesContext(connection) as queries:
        suggest("obj", language="en")
    found["suggestions"] = timed(lambda: suggest("obj", language="en")), len(queries), 8
    office = Office.objects.first()
    with CaptureQueriesContext(connection) as queries:
        office.save()
    ours = sum("portal_search" in query["sql"] for query in queries)
    found["one object saved"] = timed(office.save), ours, 1
    return found


def measured(url, count):
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"VAR_DIR": folder}
        environment |= {"DATABASE_URL": url} if url else {}
        command = [sys.executable, "-m", "tests.bench.search", "--measure", str(count)]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
    return json.loads(done.stdout.splitlines()[-1])


def postgresql(*, again=True):
    """Drop the database, and make it anew; whether there is a server to make it on."""
    try:
        connection = psycopg2.connect(POSTGRESQL + "postgres", connect_timeout=3)
    except psycopg2.OperationalError:
        return False
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        if again:
            cursor.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()
    return True


def report(name, few, many, count):
    print(f"\n{name:<24}{FEW:>10}{count:>10}{'ratio':>8}{'queries':>9}{'hits':>7}")
    print(f"{'rebuild, s':<24}{few['rebuild']:>10.1f}{many['rebuild']:>10.1f}")
    print(f"{'index, MB':<24}{few['size'] / 2**20:>10.1f}{many['size'] / 2**20:>10.1f}")
    for key in [name for name, *_query in QUERIES] + ["suggestions", "one object saved"]:
        (before, *_rest), (after, queries, total) = few[key], many[key]
        line = f"{key + ', ms':<24}{before:>10.1f}{after:>10.1f}{after / before:>8.1f}"
        print(f"{line}{queries:>9}{total:>7}")


def main(count):
    report("SQLite", measured("", FEW), measured("", count), count)
    if postgresql():
        few = measured(POSTGRESQL + DATABASE, FEW)
        postgresql()
        many = measured(POSTGRESQL + DATABASE, count)
        postgresql(again=False)
        report("PostgreSQL", few, many, count)


if __name__ == "__main__":
    if "--measure" in sys.argv:
        print(json.dumps(measure(int(sys.argv[-1]))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)
