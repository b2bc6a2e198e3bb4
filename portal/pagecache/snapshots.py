"""Finished answers in bounded memory."""

import math
import threading
from hashlib import blake2b

from portal.pagecache.encodings import packed, preferred

REPLACED = {
    "age", "cache-control", "content-length", "etag", "expires", "last-modified", "pragma",
    "vary", "x-accel-expires",
}  # fmt: skip
SHARED = "public, max-age=0, s-maxage=60"
BOOKKEEPING = 2048  # bytes a snapshot takes besides its bodies, about
ROOM_TO_MAKE = 8  # one eighth is freed at a time, so that not every storing sorts


class Variant:
    """One coding of the answer, with its headers ready to send."""

    __slots__ = ("body", "etag", "headers", "headers_304")

    def __init__(self, coding, body, etag, common, validators):
        self.body = body
        self.etag = etag if coding == "identity" else f"{etag}-{coding}"
        self.headers_304 = [*validators, ("ETag", f'"{self.etag}"')]
        self.headers = [*common, *self.headers_304, ("Content-Length", str(len(body)))]
        if coding != "identity":
            self.headers.append(("Content-Encoding", coding))

    def matches(self, if_none_match):
        tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
        return "*" in tags or f'"{self.etag}"' in tags


class Snapshot:
    """An answer with the generation and the moment it is good for.

    `fresh_at` is when it was last known to be right: the proof that a stale
    one is less than a second old, and the age by which memory is freed.
    After `ends` it is shown in no case.
    `retry_at` is set while rendering its successor fails.
    """

    __slots__ = ("ends", "expires", "fresh_at", "generation", "retry_at", "variants")

    def __init__(self, headers, body, *, generation, expires, now, stale=True, ends=math.inf):
        self.generation = generation
        self.expires = expires
        self.ends = ends
        self.fresh_at = now
        self.retry_at = 0.0
        self.variants = make_variants(headers, body, sharing(stale, ends))

    @property
    def size(self):
        return BOOKKEEPING + sum(len(variant.body) for variant in self.variants.values())

    def answer(self, environ, start_response):
        coding = preferred(environ.get("HTTP_ACCEPT_ENCODING", ""))
        variant = self.variants.get(coding) or self.variants["identity"]
        asked = environ.get("HTTP_IF_NONE_MATCH")
        # Servers may add to the list they are given: each gets its own.
        if asked and variant.matches(asked):
            start_response("304 Not Modified", variant.headers_304.copy())
            return []
        start_response("200 OK", variant.headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]


def sharing(stale, ends):
    """What proxies may do with it; nothing that has a firm end is theirs to show when we fail."""
    words = [SHARED]
    if ends == math.inf:
        words.append("stale-if-error=86400")
    if stale:
        words.append("stale-while-revalidate=60")
    return ", ".join(words)


def make_variants(headers, body, cache_control):
    etag = blake2b(body, digest_size=12).hexdigest()
    common = [(name, value) for name, value in headers if name.lower() not in REPLACED]
    validators = [
        ("Cache-Control", cache_control),
        ("X-Accel-Expires", "1"),
        ("Vary", "Accept-Encoding"),
    ]
    content_type = next((value for name, value in headers if name.lower() == "content-type"), "")
    return {
        coding: Variant(coding, data, etag, common, validators)
        for coding, data in packed(body, content_type).items()
    }


class Store:
    """Snapshots by key, the longest unread leaving first when `limit` bytes are reached.

    Reading takes no lock: get is the dictionary's own.
    """

    def __init__(self, limit):
        self.limit = limit
        self.size = 0
        self.snapshots = {}
        self.get = self.snapshots.get
        self.lock = threading.Lock()

    def put(self, key, snapshot):
        """False if the snapshot would take too much of the memory."""
        if snapshot.size * ROOM_TO_MAKE > self.limit:
            return False
        with self.lock:
            self.remove(key)
            self.snapshots[key] = snapshot
            self.size += snapshot.size
            if self.size > self.limit:
                self.make_room(keep=key)
        return True

    def drop(self, key):
        with self.lock:
            self.remove(key)

    def remove(self, key):
        if (old := self.snapshots.pop(key, None)) is not None:
            self.size -= old.size

    def make_room(self, keep):
        target = self.limit - self.limit // ROOM_TO_MAKE
        by_age = sorted(self.snapshots, key=lambda key: self.snapshots[key].fresh_at)
        for key in by_age:
            if self.size <= target:
                break
            if key != keep:
                self.remove(key)
