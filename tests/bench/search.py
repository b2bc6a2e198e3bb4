"""Search on both databases: how good its answers are, and what they cost as objects grow.

    python -m tests.bench.search [full]

PostgreSQL is measured where it answers on 127.0.0.1, in a database of its own that is dropped
afterwards. `full` takes 20,000 objects, and compares with other ways to search.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from tests.bench.servers import BARE, running

ROOT = Path(__file__).resolve().parents[2]
FEW, MANY, FULL = 200, 1000, 20_000
BARE_REQUESTS = 3000
DATABASE = "portal_bench_search"
POSTGRESQL = "postgres://postgres@127.0.0.1:5432/"
MOST_GROWTH = {"SQLite": 2, "PostgreSQL": 3}
MOST_PAGE, MOST_SUGGESTIONS, MOST_QUERIES, LEAST_RANK = 250, 100, 8, 0.9


def run(*arguments, environment):
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def on_postgresql(statement):
    connection = psycopg2.connect(POSTGRESQL + "postgres", connect_timeout=3)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


@contextmanager
def empty(name):
    """The environment of an empty database, which is dropped afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"VAR_DIR": folder, "SITE_URL": "http://localhost:8000"}
        if name == "SQLite":
            yield environment
            return
        on_postgresql(f"DROP DATABASE IF EXISTS {DATABASE}")
        on_postgresql(f"CREATE DATABASE {DATABASE}")
        try:
            yield environment | {"DATABASE_URL": POSTGRESQL + DATABASE}
        finally:
            on_postgresql(f"DROP DATABASE IF EXISTS {DATABASE}")


def databases():
    try:
        on_postgresql("SELECT 1")
    except psycopg2.OperationalError:
        return ["SQLite"]
    return ["SQLite", "PostgreSQL"]


def answers(name, full):
    with empty(name) as environment:
        for command in ("migrate", "demo"):
            run("manage.py", command, environment=environment)
        return json.loads(run("-m", "tests.bench.answers", *full, environment=environment))


def costs(name, count, full=()):
    with empty(name) as environment:
        printed = run("-m", "tests.bench.costs", str(count), *full, environment=environment)
    return json.loads(printed.splitlines()[-1])


def bare():
    """CPU milliseconds of a bare Django view on the server."""
    with running(BARE, os.environ | {"BENCH_BODY": __file__}) as server:
        server.wait("/")
        return server.cpu_per_request(["/"] * BARE_REQUESTS) * 1000


def report_answers(found):
    names = list(found)
    print(f"\n{'Judged queries, first ten':<30}" + "".join(f"{name:>24}" for name in names))
    print(" " * 30 + f"{'MRR':>14}{'recall':>10}" * len(names))
    for language in found[names[0]]["quality"]:
        pairs = [found[name]["quality"][language] for name in names]
        shown = "".join(f"{rank:>14.3f}{recall:>10.3f}" for rank, recall in pairs)
        print(f"{language:<30}{shown}", flush=True)
    for name in names:
        for rival, quality in found[name].get("rivals", {}).items():
            ranks = "  ".join(f"{code} {rank:.2f}" for code, (rank, _recall) in quality.items())
            print(f"{name}, {rival}, MRR: {ranks}")
    same = len({json.dumps(found[name]["hits"]) for name in names}) == 1
    if len(names) > 1:
        print(f"The same hits on both databases: {'yes' if same else 'NO'}")
    ranks = [rank for name in names for rank, _recall in found[name]["quality"].values()]
    return same and min(ranks) >= LEAST_RANK


def report_costs(name, few, many, count, unit):
    print(f"\n{name:<24}{FEW:>10}{count:>10}{'ratio':>8}{'queries':>9}{'hits':>7}{'page p95':>10}")
    print(f"{'rebuild, s':<24}{few['rebuild']:>10.1f}{many['rebuild']:>10.1f}")
    print(f"{'index, MB':<24}{few['size'] / 2**20:>10.1f}{many['size'] / 2**20:>10.1f}")
    good = True
    for key, (after, queries, total) in many["costs"].items():
        before = few["costs"][key][0]
        line = f"{key + ', CPU ms':<24}{before:>10.1f}{after:>10.1f}{after / before:>8.1f}"
        line += f"{queries:>9}{total:>7}"
        if key in many["pages"]:
            times = many["pages"][key] / unit
            line += f"{times:>10.0f}"
            good &= times <= (MOST_SUGGESTIONS if key == "suggestions" else MOST_PAGE)
            good &= after / before <= MOST_GROWTH[name]
        else:
            good &= queries <= MOST_QUERIES
        print(line)
    for rival, spent in many.get("rivals", {}).items():
        figures = ", ".join(f"{key} {ms:.1f} ms/{hits}" for key, (ms, hits) in spent.items())
        print(f"{rival} (CPU/hits): {figures}")
    return good


def main(*arguments):
    """Whether search keeps within its limits."""
    full = ["full"] * ("full" in arguments)
    count = FULL if full else MANY
    names = databases()
    good = report_answers({name: answers(name, full) for name in names})
    unit = bare()
    print(f"\nBare Django view: {unit:.3f} ms of CPU")
    for name in names:
        few, many = costs(name, FEW), costs(name, count, full)
        good &= report_costs(name, few, many, count, unit)
    print("Within the limits." if good else "NOT within the limits.")
    return good


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:]))
