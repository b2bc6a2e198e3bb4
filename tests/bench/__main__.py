"""Speed as ratios against a bare Django view on the same server, and search: `make bench`.

Absolute numbers are the machine's; ratios are the portal's. `make bench ARGS=full` measures search
among 20,000 objects, and compares it with other ways to search.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.bench import search
from tests.bench.home import weigh
from tests.bench.load import ENCODINGS
from tests.bench.servers import BARE, PORTAL, ROOT, demo_environment, running

HOME = "/en/"
PARTNERS = "/en/cooperation/partners/"
PARTNER = "/en/cooperation/partners/braunschweig/"
RESULTS = "/en/cooperation/results/"
TEXTS = {HOME: "Bandung", PARTNERS: "Braunschweig", PARTNER: "Braunschweig"}
ROUNDS = 5
SECONDS = 2
COLD_REQUESTS = 100
BARE_REQUESTS = 2000
WANTED = 4  # a warm page answers at least so many times as fast as the bare view


def speed(server, path):
    """Requests per second, and per second of the server's CPU."""
    command = [sys.executable, "-m", "tests.bench.load", str(server.port), path, str(SECONDS)]
    before = server.cpu_seconds()
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    rate = float(done.stdout)
    return rate, rate * SECONDS / (server.cpu_seconds() - before)


@contextmanager
def publishing(environment):
    publisher = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.publisher"], cwd=ROOT, env=environment
    )
    try:
        yield
    finally:
        publisher.terminate()
        publisher.wait()


def warm_ratios(bare, portal, environment):
    """Rounds take turns, so that whatever else the machine does meets all of them."""
    rates, efforts, busy = [], [], []
    for _ in range(ROUNDS):
        bare_rate, bare_effort = speed(bare, "/")
        rate, effort = speed(portal, HOME)
        with publishing(environment):
            busy.append(speed(portal, HOME)[0] / bare_rate)
        rates.append(rate / bare_rate)
        efforts.append(effort / bare_effort)
    return rates, efforts, busy


def cold_ratios(bare, portal, path):
    """An undeclared parameter makes every request one that no snapshot answers."""
    cold = [f"{path}?bench={number}" for number in range(COLD_REQUESTS)]
    return [
        portal.cpu_per_request(cold) / bare.cpu_per_request(["/"] * BARE_REQUESTS)
        for _ in range(ROUNDS)
    ]


def count_queries(environment):
    command = [sys.executable, "-m", "tests.bench.queries", HOME, PARTNERS, PARTNER, RESULTS]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def time_reports(environment):
    command = [sys.executable, "-m", "tests.bench.papers"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def check_texts(portal):
    for path, text in TEXTS.items():
        for body in (portal.wait(path), portal.wait(path), portal.wait(f"{path}?bench=0")):
            assert text in body.decode(), f"{path} does not say {text}."
    return portal.get(HOME, **{"Accept-Encoding": ENCODINGS})[1]


def row(title, ratios):
    lowest, middle, highest = min(ratios), statistics.median(ratios), max(ratios)
    print(f"{title:<58}{lowest:>8.2f}{middle:>8.2f}{highest:>8.2f}", flush=True)
    return middle


def main(*arguments):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("Preparing a demo city ...", flush=True)
        environment = demo_environment(folder)
        with running(PORTAL, environment) as portal:
            (folder / "body").write_bytes(check_texts(portal))
            with running(BARE, environment) as bare:
                bare.wait("/")
                fast_enough = report(bare, portal, environment)
    return not (search.main(*arguments) and fast_enough)


def report(bare, portal, environment):
    print(f"{'Bare Django view = 1':<58}{'min':>8}{'median':>8}{'max':>8}")
    rates, efforts, busy = warm_ratios(bare, portal, environment)
    rate = row(f"Requests/s, home page, anonymous (at least {WANTED})", rates)
    row("Requests per second of the server's CPU, the same", efforts)
    row("Requests/s, the same with one publish a second", busy)
    row("CPU per request, partner without snapshot", cold_ratios(bare, portal, PARTNER))
    row("CPU per request, partner list without snapshot", cold_ratios(bare, portal, PARTNERS))
    for path, (first, then) in count_queries(environment).items():
        print(f"Queries without snapshot, {path}: {first} after a publish, then {then}")
    spent = time_reports(environment)
    print(f"Yearly report as PDF, CPU ms by language (at most 100): {spent}")
    requests, size = weigh(portal, HOME)
    print(f"Home page at a first visit: {requests} requests, {size:,} bytes")
    return rate >= WANTED


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
