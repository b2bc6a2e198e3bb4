"""Servers on this machine only, with a copy of the demo city, stopped by their process ids."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from portal.management.commands.serve import granian

ROOT = Path(__file__).resolve().parents[2]
PORTAL = "portal.wsgi:application"
BARE = "tests.bench.bare:application"
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    def __init__(self, application, environment):
        self.port = free_port()
        command = [application if part == PORTAL else part for part in granian(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )

    def get(self, path, **headers):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        return response, body

    def cpu_per_request(self, paths):
        """CPU seconds of the server for each of the paths, asked one after the other."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        before = self.cpu_seconds()
        for path in paths:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            assert response.status == 200, f"{path} answers {response.status}."
        connection.close()
        return (self.cpu_seconds() - before) / len(paths)

    def wait(self, path):
        deadline = time.monotonic() + 60
        while True:
            try:
                response, body = self.get(path)
            except OSError:
                assert self.process.poll() is None, "The server did not start."
                assert time.monotonic() < deadline, "The server does not answer."
                time.sleep(0.1)
                continue
            assert response.status == 200, f"{path} answers {response.status}."
            return body

    def cpu_seconds(self):
        return sum(cpu_seconds(pid) for pid in [self.process.pid, *children(self.process.pid)])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def children(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def running(application, environment):
    server = Server(application, environment)
    try:
        yield server
    finally:
        server.stop()


def demo_environment(folder):
    """The embedded default in a folder of its own, its demo city loaded."""
    plain = {name: value for name, value in os.environ.items() if name in {"HOME", "PATH", "LANG"}}
    environment = plain | {
        "VAR_DIR": str(folder),
        "SITE_URL": "http://127.0.0.1:8000",
        "PYTHONDONTWRITEBYTECODE": "1",
        "BENCH_BODY": str(folder / "body"),
    }
    for command in ("migrate", "demo", "collectstatic"):
        options = ["--noinput"] if command != "demo" else []
        subprocess.run(
            [sys.executable, "manage.py", command, *options],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return environment
