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
    """Reads the settings once; key() is called for every request."""

    def __init__(self):
        self.hosts = exact_hosts() if settings.PAGE_CACHE_BYTES else frozenset()
        self.files = tuple(
            f"/{url.lstrip('/')}" for url in (settings.STATIC_URL, settings.MEDIA_URL) if url
        )
        cookie = re.escape(settings.SESSION_COOKIE_NAME)
        self.has_session = re.compile(rf"(?:^|[;,])\s*{cookie}\s*=").search
        self.proxy_header, self.proxy_value = settings.SECURE_PROXY_SSL_HEADER or ("", "")

    def key(self, environ):
        """(secure, host, path, query) of the snapshot, or None if the request cannot have one."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        host = environ.get("HTTP_HOST", "")
        path = environ["PATH_INFO"]
        if host not in self.hosts and not self.is_own_port(host, environ):
            return None
        if len(path) > LONGEST_PATH or path.startswith(self.files):
            return None
        query = environ.get("QUERY_STRING", "")
        if query and (query := canonical_query(query)) is None:
            return None
        return self.is_secure(environ), host, path, query

    def is_own_port(self, host, environ):
        """Any other port would be one more snapshot of the same page."""
        name, _, port = host.rpartition(":")
        return name in self.hosts and port == environ.get("SERVER_PORT")

    def is_secure(self, environ):
        if self.proxy_header in environ:
            return environ[self.proxy_header] == self.proxy_value
        return environ.get("wsgi.url_scheme") == "https"
