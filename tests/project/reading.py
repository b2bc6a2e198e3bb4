"""What a test reads from an answer."""

import json
from urllib.parse import urlsplit

from lxml import html

PARSER = html.HTMLParser(encoding="utf-8")


def tree(response):
    root = html.document_fromstring(response.content, parser=PARSER)
    for line_break in root.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    return root


def texts(response, xpath):
    """The text of each node found, with its white space evened out."""
    return [" ".join(node.text_content().split()) for node in tree(response).xpath(xpath)]


def main(response):
    """All words below <main>, as a reader gets them."""
    return texts(response, "//main")[0]


def alternates(response):
    """{hreflang: path}."""
    links = tree(response).xpath("//link[@rel='alternate'][@hreflang]")
    return {link.get("hreflang"): urlsplit(link.get("href")).path for link in links}


def canonical(response):
    return [urlsplit(url).path for url in tree(response).xpath("//link[@rel='canonical']/@href")]


def structured(response):
    """The JSON-LD blocks, parsed."""
    blocks = tree(response).xpath("//script[@type='application/ld+json']/text()")
    return [json.loads(block) for block in blocks]
