"""What a browser fetches for one page at its first visit."""

from html.parser import HTMLParser

RELATIONS = {"stylesheet", "icon", "preload", "modulepreload"}


class Resources(HTMLParser):
    """Addresses of the same site that the page makes a browser load, each once."""

    def __init__(self, html):
        super().__init__()
        self.found = {}
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        relations = set((values.get("rel") or "").split())
        if tag in {"script", "img", "source", "iframe"}:
            self.add(values.get("src"))
        elif tag == "use" or (tag == "link" and relations & RELATIONS):
            self.add(values.get("href"))

    def add(self, url):
        if url and url.startswith("/"):
            self.found[url.partition("#")[0]] = None


def weigh(server, path):
    """(requests, bytes sent for them, packed as browsers accept them)."""
    accepted = {"Accept-Encoding": "br, gzip"}
    _response, html = server.get(path)
    urls = [path, *Resources(html.decode()).found]
    return len(urls), sum(len(server.get(url, **accepted)[1]) for url in urls)
