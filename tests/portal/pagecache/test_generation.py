"""One number for all processes of a host, and for all hosts if Redis is there."""

import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
import redis

from portal.pagecache import PageCache
from portal.pagecache.cluster import KEY, Cluster
from portal.pagecache.generation import Generation
from tests.portal.pagecache.site import PAGE, Site, ask

MOVE = """
import sys
from portal.pagecache.generation import Generation
generation = Generation(sys.argv[1])
for _ in range(int(sys.argv[2])):
    generation.bump()
"""


def start_mover(path, times):
    return subprocess.Popen([sys.executable, "-c", MOVE, str(path), str(times)])


def test_another_process_drops_the_snapshots(own_generation, settings):
    site = Site()
    cache = PageCache(site)
    ask(cache)
    site.body = b"changed"
    assert ask(cache).body == PAGE

    assert start_mover(settings.VAR_DIR / "generation", 1).wait() == 0

    assert ask(cache).body == b"changed"


def test_no_move_is_lost_among_processes_and_threads(tmp_path):
    generation = Generation(tmp_path / "generation")
    movers = [start_mover(tmp_path / "generation", 50_000) for _ in range(3)]
    threads = [
        threading.Thread(target=lambda: [generation.bump() for _ in range(500)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [mover.wait() for mover in movers] == [0, 0, 0]
    assert generation.value == 3 * 50_000 + 4 * 500


FORK = """
import os, sys
from portal.pagecache.generation import Generation
generation = Generation(sys.argv[1])
with generation.lock:  # as if another thread were just writing
    child = os.fork()
    if child == 0:
        generation.bump()
        os._exit(0)
assert os.waitpid(child, 0) == (child, 0)
generation.bump()
"""


def test_a_forked_process_moves_it_too(tmp_path):
    path = tmp_path / "generation"

    assert subprocess.run([sys.executable, "-c", FORK, str(path)], timeout=60).returncode == 0
    assert Generation(path).value == 2


def test_the_number_outlives_the_process(tmp_path):
    Generation(tmp_path / "var" / "generation").bump()

    assert Generation(tmp_path / "var" / "generation").value == 1
    assert (tmp_path / "var" / "generation").stat().st_size == 8


class RedisServer:
    """A server of our own, to be stopped and started."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process = None

    def start(self):
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL)
        client = redis.Redis.from_url(self.url)
        until(lambda: answers(client))
        client.close()

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        if how != signal.SIGSTOP:
            self.process.wait()


def answers(client):
    try:
        return client.ping()
    except redis.RedisError:
        return False


def until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def server(tmp_path):
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    server = RedisServer(tmp_path)
    server.start()
    yield server
    if server.process.poll() is None:
        server.process.kill()
        server.process.wait()


@pytest.fixture
def hosts(tmp_path, server):
    hosts = [Generation(tmp_path / name, server.url) for name in ("a", "b")]
    yield hosts
    for host in hosts:
        host.leave()
        host.cluster.redis.close()


def retry_now(*hosts):
    for host in hosts:
        host.cluster.away_until = 0


def test_a_move_reaches_the_other_hosts(hosts):
    here, there = hosts
    here.bump()
    there.reconcile()
    assert (here.value, there.value) == (1, 1)

    there.bump()
    here.reconcile()
    assert (here.value, there.value) == (2, 2)


def test_a_host_follows_by_itself(hosts):
    here, there = hosts
    there.follow()
    here.bump()

    until(lambda: there.value == 1)


def test_without_news_nothing_moves(hosts):
    here, there = hosts
    here.bump()
    for _ in range(3):
        here.reconcile()
        there.reconcile()

    assert (here.value, there.value) == (1, 1)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGSTOP], ids=["gone", "hanging"])
def test_without_redis_the_host_goes_on_alone(hosts, server, how, caplog):
    here, there = hosts
    here.bump()
    there.reconcile()
    server.stop(how)
    for _ in range(3):
        retry_now(here)
        here.bump()
        here.reconcile()

    assert (here.value, there.value) == (4, 1)
    assert caplog.text.count("lost Redis") == 1


def test_moves_made_while_redis_was_away_arrive_afterwards(hosts, server):
    here, there = hosts
    server.stop()
    here.bump()
    there.bump()
    assert (here.value, there.value) == (1, 1)
    server.start()
    retry_now(here, there)

    here.reconcile()
    there.reconcile()
    here.reconcile()

    # Each had counted to 1 for a reason of its own: both have to move once more.
    assert here.value == there.value > 1


def test_redis_without_its_memory_does_not_stop_the_moves(hosts, server):
    here, there = hosts
    for _ in range(5):
        here.bump()
    there.reconcile()
    here.cluster.redis.delete(KEY)
    before = there.value

    here.bump()
    here.reconcile()
    there.reconcile()

    assert here.value > before
    assert there.value > before


def test_snapshots_are_served_and_dropped_without_redis(own_generation, settings, tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{closed.getsockname()[1]}/0"
    site = Site()
    cache = PageCache(site)
    cache.generation = Generation(tmp_path / "alone", url)
    ask(cache)
    assert ask(cache).body == PAGE
    site.body = b"changed"
    cache.generation.bump()

    assert ask(cache).body == b"changed"
    assert len(site.rendered) == 2


def test_redis_speaking_nonsense_is_redis_away(hosts):
    here, _there = hosts
    here.cluster.redis.set(KEY, "nonsense")
    here.bump()
    here.reconcile()

    assert here.value == 1
    assert isinstance(here.cluster, Cluster) and here.cluster.is_away
