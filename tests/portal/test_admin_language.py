import pytest
from django.urls import reverse

from portal.languages import LANGUAGES
from tests.project.reading import tree

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
INDEX = "/admin/"


def choose(client, code, **values):
    return client.post(reverse("admin-language"), {"language": code} | values)


@pytest.mark.parametrize("code", LANGUAGES)
def test_choice_is_kept_with_the_user_and_sets_no_cookie(code, admin_client, admin_user):
    before = set(admin_client.cookies)

    response = choose(admin_client, code, next="/admin/portal/office/")

    assert (response.status_code, response.url) == (302, "/admin/portal/office/")
    admin_user.refresh_from_db()
    assert (admin_user.admin_language, set(admin_client.cookies)) == (code, before)
    page = admin_client.get(response.url, headers={"accept-language": "fr"})
    language = LANGUAGES[code]
    assert (tree(page).get("lang"), tree(page).get("dir")) == (code, language.dir)
    assert page["Content-Language"] == language.tag


def test_without_a_choice_the_browser_decides(admin_client):
    page = admin_client.get(INDEX, headers={"accept-language": "id"})
    assert tree(page).get("lang") == "id"


def test_choice_is_for_the_admin_only(admin_client):
    choose(admin_client, "ar")
    assert tree(admin_client.get("/de/")).get("lang") == "de"


def test_next_page_is_one_of_ours(admin_client):
    assert choose(admin_client, "en", next="https://example.org/").url == INDEX


def test_unknown_language_is_refused(admin_client, admin_user):
    assert choose(admin_client, "xx").status_code == 400
    admin_user.refresh_from_db()
    assert admin_user.admin_language == ""


def test_visitor_is_asked_to_sign_in(client):
    assert choose(client, "id").url.startswith("/admin/login/")
