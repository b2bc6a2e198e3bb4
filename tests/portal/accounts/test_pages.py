"""The pages of an account in every language, and in nobody's memory."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.languages import LANGUAGES
from tests.portal.accounts.site import EMAIL, PASSWORD, code, make_staff, set_up_app, sign_in
from tests.project.reading import texts, tree

pytestmark = pytest.mark.any_database

ENTRANCE = [
    "account_login",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
]
MANAGE = [
    "mfa_index",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
]


def address(name, code):
    with override(code):
        return reverse(name)


@pytest.fixture
def reader(client, staff):
    """Signed in with an app's code a moment ago, so that no page asks again."""
    codes = set_up_app(staff)
    client.post(sign_in(client).url, {"code": code(codes)})
    client.post("/en/account/confirm/", {"password": PASSWORD, "next": "/en/account/"})
    return client


def words(root):
    """What stands in the page, but for what is the same in every language."""
    found = {" ".join(text.split()) for text in root.xpath("//main//text()[not(ancestor::code)]")}
    return {
        text
        for text in found
        if any(letter.isalpha() for letter in text) and EMAIL not in text and text != "Elsewhere"
    }


def check(client, name):
    english = words(tree(client.get(address(name, "en"))))
    assert len(english) > 1
    for language in LANGUAGES.values():
        response = client.get(address(name, language.code))
        root = tree(response)
        assert (response.status_code, root.get("lang"), root.get("dir")) == (
            200,
            language.tag,
            language.dir,
        )
        assert len(texts(response, "//h1")) == 1
        assert root.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert response["Cache-Control"].split(", ")[:2] == ["private", "no-store"]
        if language.code != "en":
            assert words(root) & english == set(), language.code


@pytest.mark.parametrize("name", ENTRANCE)
def test_entrance(name, client, db):
    check(client, name)


@pytest.mark.parametrize("name", MANAGE)
def test_manage(name, reader):
    check(reader, name)


@pytest.mark.parametrize("code", LANGUAGES)
def test_mails_are_in_the_reader_s_language(code, client, db, mailoutbox):
    make_staff()
    for n in range(6):
        path = address("account_login", code)
        sign_in(client, password="wrong", path=path, REMOTE_ADDR=f"192.0.2.{n}")
    client.post(address("account_reset_password", code), {"email": EMAIL})

    locked, reset = mailoutbox
    assert f"/{code}/account/password/reset/" in locked.body
    assert f"/{code}/account/password/reset/" in reset.body
    assert (locked.alternatives, reset.alternatives) == ([], [])
    english = "Your account is locked for a while", "A new password for your account"
    if code != "en":
        assert {locked.subject, reset.subject} & set(english) == set()
