"""A page in Chromium, and what it complained about."""

from contextlib import contextmanager
from urllib.parse import urlsplit


class Reader:
    """One tab; `trouble` collects errors of scripts, refusals of the CSP, foreign requests."""

    def __init__(self, portal, page):
        self.portal, self.page, self.trouble = portal, page, []
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.trouble.append(f"{page.url}: {error}"))
        page.on("request", self.watch)
        page.on("requestfailed", self.miss)

    def hear(self, message):
        # Chromium reports the status of the page itself when it is 400 or 404.
        own = message.location["url"] == self.page.url and "status of 40" in message.text
        if message.type in {"error", "warning"} and not own:
            self.trouble.append(f"{self.page.url}: {message.text}")

    def watch(self, request):
        address = urlsplit(request.url)
        if address.scheme != "data" and address.netloc != self.portal.host:
            self.trouble.append(f"{self.page.url} asks {request.url}")

    def miss(self, request):
        # Going on to the next page ends what the last one was still loading, its icon as a rule.
        if request.failure != "net::ERR_ABORTED":
            self.trouble.append(f"{self.page.url} misses {request.url}: {request.failure}")

    def open(self, path):
        self.page.goto(self.portal.url + path, wait_until="load")
        return self.page

    def resize(self, width, height=900):
        self.page.set_viewport_size({"width": width, "height": height})


@contextmanager
def reader(browser, portal, width=1440, **options):
    viewport = {"width": width, "height": 900}
    context = browser.new_context(viewport=viewport, **options)
    try:
        yield Reader(portal, context.new_page())
    finally:
        context.close()
