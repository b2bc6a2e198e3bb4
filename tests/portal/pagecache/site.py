"""A site of one page that counts its renderings, and a reader without a browser."""

import io
import threading
from dataclasses import dataclass, field

from portal.pagecache.wishes import ENVIRON

PAGE = b"<h1>Bandung</h1>" * 60


class Site:
    """A WSGI application in Django's place; set its attributes to change what it answers."""

    def __init__(self, body=PAGE, status="200 OK", headers=()):
        self.body = body
        self.status = status
        self.headers = [("Content-Type", "text/html; charset=utf-8"), *headers]
        self.rendered = []
        self.declared = None
        self.wish = {}
        self.before = lambda: None
        self.marks = {}
        self.asked = {}
        self.lock = threading.Lock()

    def __call__(self, environ, start_response):
        with self.lock:
            self.rendered.append(environ["PATH_INFO"] + environ["QUERY_STRING"])
        self.before()
        self.asked = dict(environ)
        environ |= self.marks
        if ENVIRON in environ:
            environ[ENVIRON].query = self.declared
            for name, value in self.wish.items():
                setattr(environ[ENVIRON], name, value)
        start_response(self.status, self.headers)
        return [self.body]


@dataclass
class Reply:
    status: int
    body: bytes
    headers: dict = field(default_factory=dict)


def ask(application, path="/en/", query="", *, method="GET", host="testserver", **headers):
    """One request; `headers` in WSGI's spelling without HTTP_."""
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    environ |= {f"HTTP_{name}": value for name, value in headers.items()}
    started = []
    body = application(environ, lambda status, found, *_: started.append((status, found)))
    content = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    status, found = started[0]
    names = [name for name, _value in found]
    assert len(set(names) - {"Set-Cookie"}) == len([n for n in names if n != "Set-Cookie"])
    return Reply(int(status[:3]), content, dict(found))
