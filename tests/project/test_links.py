"""No link in the texts of the CMS pages is broken, in any language."""

from urllib.parse import urlsplit

import pytest

from portal import navigation
from portal.languages import LANGUAGES
from tests.factories import make_partner
from tests.project.reading import tree

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def links(client, path):
    return tree(client.get(path)).xpath("//main//div[contains(@class, 'prose')]//a/@href")


@pytest.mark.parametrize("language", LANGUAGES)
def test_internal_links_of_cms_pages(language, client):
    make_partner()
    paths = [node.path(language) for node in navigation.nodes().values()]
    internal = {
        (path, link)
        for path in paths
        for link in links(client, path)
        if link.startswith(("/", "#"))
    }

    broken, foreign = [], []
    for path, link in sorted(internal):
        address = urlsplit(link)
        answer = client.get(address.path or path)
        if (
            answer.status_code != 200
            or address.fragment
            and not tree(answer).xpath("//*[@id=$id]", id=address.fragment)
        ):
            broken.append(f"{path} → {link}")
        if address.path and address.path.split("/")[1] != language:
            foreign.append(f"{path} → {link}")

    assert internal != set()
    assert (broken, foreign) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_links_of_cms_pages_are_addresses(language, client):
    found = {
        link
        for node in navigation.nodes().values()
        for link in links(client, node.path(language))
        if not link.startswith(("/", "#"))
    }

    assert sorted(link for link in found if not link.startswith(("https://", "mailto:"))) == []


def test_every_language_links_the_same_pages(client):
    counts = {
        node.titles["en"]: {len(links(client, node.path(language))) for language in LANGUAGES}
        for node in navigation.nodes().values()
    }

    assert {title: found for title, found in counts.items() if len(found) != 1} == {}
