import pytest

from tests.portal.accounts.site import PASSWORD, make_staff, set_up_app, sign_in
from tests.project.reading import texts

SECOND_FACTOR = "/en/account/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def second_factor(settings):
    settings.SECOND_FACTOR_FOR_STAFF = True


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/portal/office/add/", "/en/cms_wizard/create/", "/admin/jsi18n/"]
)
def test_staff_without_one_are_led_to_set_it_up(path, client):
    client.force_login(make_staff())

    response = client.get(path, follow=True)

    assert response.redirect_chain == [(SECOND_FACTOR, 302)]
    assert texts(response, "//main//*[@role='status']//p") == [
        "Set up a second factor before you edit: an app that shows codes, or a passkey."
    ]


def test_nothing_is_saved_without_one(client):
    user = make_staff()
    client.force_login(user)

    client.post(f"/admin/portal/user/{user.pk}/delete/", {"post": "yes"})

    user.refresh_from_db()
    assert user.is_active


def test_staff_with_one_edit(client):
    user = make_staff()
    set_up_app(user)
    client.force_login(user)

    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_do_not_count(client):
    user = make_staff()
    set_up_app(user)
    user.authenticator_set.get(type="totp").delete()
    client.force_login(user)

    assert client.get("/admin/").url == SECOND_FACTOR


@pytest.mark.parametrize(
    "demo, email, edits",
    [
        (True, "admin@localhost", True),
        (False, "admin@localhost", False),
        (True, "admin@example.org", False),
    ],
)
def test_only_a_demo_account_may_skip(demo, email, edits, client, settings):
    settings.DEMO = demo
    make_staff(email=email)
    sign_in(client, PASSWORD, email)

    assert (client.get("/admin/").status_code == 200) is edits


def test_readers_with_an_account_need_none(client):
    user = make_staff()
    type(user).objects.update(is_staff=False)
    client.force_login(user)

    assert client.get("/en/").status_code == 200
