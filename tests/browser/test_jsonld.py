"""Structured data, as a search engine's reader extracts it from the pages that are served."""

import extruct
import pytest

from tests.browser import pages, schemaorg

pytestmark = pytest.mark.browser


def described(portal, path):
    html = portal.get(path).body
    return extruct.extract(html, portal.url + path, syntaxes=["json-ld"])["json-ld"]


def test_every_page_type_uses_schema_org_s_vocabulary(portal):
    found = {
        (kind, path): described(portal, path)
        for kind, _, path in pages.addresses(portal, ["en", "ar"])
    }

    wrong = {
        path: list(schemaorg.problems(node)) for (_, path), nodes in found.items() for node in nodes
    }
    assert {path: said for path, said in wrong.items() if said} == {}
    assert {kind for (kind, _), nodes in found.items() if nodes} == {
        kind
        for kind, _ in found
        if kind in {"home", "agreement", "representatives"} or kind.startswith("partner-")
    }


@pytest.mark.parametrize(
    ("node", "sentences"),
    [
        ({"@type": "Town"}, ["no type Town"]),
        ({"@type": "City", "isbn": "1"}, ["City has no isbn"]),
        ({"@type": "City", "geo": "12"}, ["City.geo cannot be '12'"]),
        ({"@type": "WebPage", "dateModified": "soon"}, ["WebPage.dateModified cannot be 'soon'"]),
        (
            {"@type": "WebPage", "about": {"@type": "City", "geo": {"@type": "City"}}},
            ["City.geo cannot be {'@type': 'City'}"],
        ),
    ],
)
def test_the_reader_sees_mistakes(node, sentences):
    assert list(schemaorg.problems(node)) == sentences
