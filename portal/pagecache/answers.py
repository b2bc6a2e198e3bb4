"""What Django answered to a request made anonymous, and whether everyone may have it."""

from portal.languages import LANGUAGES
from portal.pagecache.wishes import ENVIRON, Wish

CONDITIONS = (
    "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE", "HTTP_IF_RANGE",
)  # fmt: skip
NOT_SHARED = ("private", "no-store", "no-cache")


class Answer:
    """Asks for the whole page, whatever the reader asked of it: HEAD and 304 are made later."""

    def __init__(self, application, environ):
        self.environ = {k: value for k, value in environ.items() if k not in CONDITIONS}
        self.environ["REQUEST_METHOD"] = "GET"
        self.environ[ENVIRON] = self.wish = Wish()
        self.body = application(self.environ, self.start)

    def start(self, status, headers, exc_info=None):
        self.status, self.headers = status, headers
        self.has_failed = status.startswith("5")

    def named(self, name):
        return ", ".join(value for key, value in self.headers if key.lower() == name).lower()

    def may_be_kept(self, query):
        return (
            self.status.startswith("200")
            and query == self.wish.canonical_query
            and self.is_complete
            and self.is_for_everyone
            and self.is_in_one_language
        )

    @property
    def is_complete(self):
        return isinstance(self.body, list) or getattr(self.body, "streaming", True) is False

    @property
    def is_for_everyone(self):
        shared = not any(word in self.named("cache-control") for word in NOT_SHARED)
        return (
            shared
            and not self.varies
            and not self.named("set-cookie")
            and not self.named("content-encoding")
            and "'nonce-" not in self.named("content-security-policy")
            # Django sets it, and leaves it, whenever a form's token was asked for.
            and "CSRF_COOKIE_NEEDS_UPDATE" not in self.environ
        )

    @property
    def is_in_one_language(self):
        """Outside the language prefixes the reader's own may decide, unless the view says not."""
        prefix = self.environ["PATH_INFO"].strip("/").partition("/")[0]
        return prefix in LANGUAGES or self.wish.query is not None

    @property
    def varies(self):
        """Whether another reader of the same address might get something else."""
        known = {"", "accept-encoding"}
        if self.wish.query is not None:
            known.add("accept-language")
        return bool({name.strip() for name in self.named("vary").split(",")} - known)

    def read(self):
        body = b"".join(self.body)
        self.close()
        return body

    def answer(self, environ, start_response):
        start_response(self.status, self.headers)
        if environ["REQUEST_METHOD"] != "HEAD":
            return self.body
        self.close()
        return []

    def close(self):
        if hasattr(self.body, "close"):
            self.body.close()
