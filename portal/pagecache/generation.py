"""The generation of all snapshots: one number, the same for every process of the host.

Eight bytes of mapped memory, so that reading it costs no system call.
"""

import fcntl
import mmap
import os
import threading
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings

from portal.pagecache.cluster import Cluster

SIZE = 8
POLL_SECONDS = 0.25


class Generation:
    def __init__(self, path, redis_url=""):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if os.fstat(self.file).st_size < SIZE:
            os.ftruncate(self.file, SIZE)
        self.memory = memoryview(mmap.mmap(self.file, SIZE)).cast("Q")
        self.cluster = Cluster(redis_url) if redis_url else None
        self.lock = threading.Lock()
        self.follower = None
        self.left = threading.Event()
        os.register_at_fork(after_in_child=self.start_anew)

    @property
    def value(self):
        return self.memory[0]

    @contextmanager
    def exclusive(self):
        # Record locks hold off other processes, forked ones too, but not other threads.
        with self.lock:
            fcntl.lockf(self.file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self.file, fcntl.LOCK_UN)

    def raise_to(self, value, *, at_least=0):
        """Never lower, so that no snapshot's number ever comes back."""
        with self.exclusive():
            self.memory[0] = max(self.memory[0] + at_least, value)

    def bump(self):
        """Drop every snapshot on this host, and on the others if Redis is there to tell them."""
        shared = self.cluster.advance() if self.cluster else None
        self.raise_to(shared or 0, at_least=1)

    def reconcile(self):
        """Take over a higher number of the cluster, or raise the cluster above ours.

        It is lower after Redis was away or lost its memory. Another host may
        have counted to our number meanwhile, hence one more than ours.
        """
        shared = self.cluster.read()
        if shared is None:
            return
        if shared < self.value:
            shared = self.cluster.advance(self.value + 1 - shared) or 0
        self.raise_to(shared)

    def follow(self):
        """Watch the other hosts from a thread, until leave() or the end of this process."""
        if self.cluster and self.follower is None:
            self.follower = threading.Thread(target=self.poll, name="pagecache", daemon=True)
            self.follower.start()

    def poll(self):
        while not self.left.wait(POLL_SECONDS):
            self.reconcile()

    def leave(self):
        self.left.set()
        if self.follower:
            self.follower.join()

    def start_anew(self):
        """A forked process has neither the thread nor whoever held the lock."""
        self.lock = threading.Lock()
        if self.follower:
            self.follower = None
            self.follow()


@cache
def shared_generation():
    return Generation(settings.VAR_DIR / "generation", settings.PAGE_CACHE_REDIS_URL)


def current():
    return shared_generation().value
