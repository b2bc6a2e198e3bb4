"""The database is away."""

import socket

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.translation import gettext
from lxml import html

from portal import errors
from tests.browser.installation import Portal
from tests.browser.pages import TAGS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def without_database(built, tmp_path_factory):
    installation = built.copy(tmp_path_factory.mktemp("away") / "var")
    with socket.socket() as nobody:
        # Bound and not listening: whoever connects is refused, and nobody else gets the port.
        nobody.bind(("127.0.0.1", 0))
        address = f"postgres://nobody@127.0.0.1:{nobody.getsockname()[1]}/portal"
        with Portal(installation, DATABASE_URL=address) as served:
            yield served


@pytest.mark.parametrize("language", TAGS)
def test_page_says_so_in_the_reader_s_language(without_database, language):
    with translation.override(language):
        expected = gettext("The portal is not available right now")
    for path in (f"/{language}/", f"/{language}/cooperation/", f"/{language}/a/b/"):
        answer = without_database.get(path)
        found = (answer.status, answer.tree.get("lang"), answer.heading)
        assert found == (503, TAGS[language], [expected])
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Set-Cookie"] is None
        for leak in ("Traceback", "OperationalError", "psycopg", "127.0.0.1"):
            assert leak not in answer.text
    assert [sheet.status for sheet in sheets(without_database, answer)] == [200]


def sheets(portal, answer):
    return [portal.get(url) for url in answer.tree.xpath("//link[@rel='stylesheet']/@href")]


@pytest.mark.parametrize("path", ["/api/v1/partners", "/sitemap.xml", "/manifest.webmanifest"])
def test_machines_are_told_too(without_database, path):
    answer = without_database.get(path)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "view, status, heading",
    [
        (errors.server_error, 500, "Something went wrong on our side"),
        (errors.unavailable, 503, "The portal is not available right now"),
        (errors.bad_request, 400, "This request cannot be understood"),
    ],
)
def test_error_pages_need_no_database(rf, view, status, heading, language):
    """Any query would fail here: the test asks for no database."""
    request = rf.get(f"/{language}/")
    request.user = AnonymousUser()
    with translation.override(language):
        response = view(request)
        expected = gettext(heading)
    tree = html.document_fromstring(response.content)
    assert response.status_code == status
    assert (tree.get("lang"), tree.get("dir")) == (language, {"ar": "rtl"}.get(language, "ltr"))
    assert [h1.text_content() for h1 in tree.xpath("//h1")] == [expected]
    title = tree.findtext(".//title")
    assert title == title.strip(" –"), "The city's name is missing after the dash."
