"""Which requests have a snapshot at all, and the key of it."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings

LONGEST_PATH = 512
LONGEST_QUERY = 256
MOST_FILTERS = 2
NOT_A_FILTER = {"page", "lang"}
NEVER_KEPT = "q"


@lru_cache(maxsize=1024)
def canonical_query(raw):
    """The query with its parameters in order, or None if such a query is never kept."""
    if len(raw) > LONGEST_QUERY or not raw.isascii():
        return None
    pairs = sorted(parse_qsl(raw, keep_blank_values=True))
    names = [name for name, _value in pairs]
    filters = [name for name in names if name not in NOT_A_FILTER]
    if NEVER_KEPT in names or len(filters) > MOST_FILTERS:
        return None
    return urlencode(pairs)


def exact_hosts():
    """Host names a snapshot may be kept for: no wildcards, which anyone could fill."""
    names = settings.ALLOWED_HOSTS
    if settings.DEBUG and not names:
        names = ["localhost", "127.0.0.1", "[::1]"]
    exact = {name.lower() for name in names if not name.startswith((".", "*"))}
    site = urlsplit(settings.SITE_URL)
    return frozenset(exact | ({site.netloc} if site.hostname in exact else set()))


class Addresses:
    """Reads the settings once; of() is called for every request, key() where that finds nothing."""

    def __init__(self):
        self.hosts = exact_hosts() if settings.PAGE_CACHE_BYTES else frozenset()
        self.files = tuple(
            f"/{url.lstrip('/')}" for url in (settings.STATIC_URL, settings.MEDIA_URL) if url
        )
        cookie = re.escape(settings.SESSION_COOKIE_NAME)
        self.has_session = re.compile(rf"(?:^|[;,])\s*{cookie}\s*=").search
        self.proxy_header, self.proxy_value = settings.SECURE_PROXY_SSL_HEADER or ("", "")

    def of(self, environ):
        """(secure, host, path, query) as they came: a snapshot's key if they are in order."""
        scheme = environ.get(self.proxy_header)
        secure = (
            environ["wsgi.url_scheme"] == "https" if scheme is None else scheme == self.proxy_value
        )
        return (
            secure,
            environ.get("HTTP_HOST"),
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
        )

    def key(self, environ):
        """The key with its query in order, or None if the request cannot have a snapshot."""
        secure, host, path, query = self.of(environ)
        if len(path) > LONGEST_PATH or path.startswith(self.files) or not self.knows(host, environ):
            return None
        if query and (query := canonical_query(query)) is None:
            return None
        return secure, host, path, query

    def knows(self, host, environ):
        """A host of ours, on no other than its own port: each would be the same page once more."""
        name, _, port = (host or "").rpartition(":")
        return host in self.hosts or (name in self.hosts and port == environ.get("SERVER_PORT"))
