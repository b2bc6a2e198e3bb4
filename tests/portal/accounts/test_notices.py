"""Whoever owns an account hears of every change of its keys, in the language of the page."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.test import RequestFactory
from django.utils.translation import override

from portal.accounts.adapter import CHANGES
from portal.languages import LANGUAGES
from tests.portal.accounts.site import EMAIL, PASSWORD, code, set_up_app, sign_in
from tests.project.reading import texts

NEW = "another wind over Bandung"


def told(mailoutbox):
    """The first line of each mail."""
    assert {tuple(mail.to) for mail in mailoutbox} <= {(EMAIL,)}
    return [mail.body.splitlines()[0] for mail in mailoutbox]


def test_changed_password(client, staff, mailoutbox):
    sign_in(client)
    client.post(
        "/en/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )

    assert told(mailoutbox) == ["Your password was changed."]
    assert "http://testserver/en/account/password/reset/" in mailoutbox[0].body


def test_app_set_up_and_removed(client, staff, mailoutbox, django_capture_on_commit_callbacks):
    sign_in(client)
    client.post("/en/account/confirm/", {"password": PASSWORD, "next": "/en/account/app/"})
    (secret,) = texts(client.get("/en/account/app/"), "//code")
    for path, fields in [("app/", {"code": code(secret)}), ("recovery-codes/new/", {})]:
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"/en/account/{path}", fields)
    client.post("/en/account/app/remove/")

    assert told(mailoutbox) == [
        "An app that shows codes was set up as a second factor.",
        "New recovery codes were made. Earlier ones no longer work.",
        "The app that shows codes was removed.",
    ]


def test_wrong_password_changes_nothing_and_tells_nobody(client, staff, mailoutbox):
    sign_in(client)
    client.post("/en/account/password/", {"oldpassword": "x", "password1": NEW, "password2": NEW})

    assert mailoutbox == []


@pytest.mark.parametrize("name", CHANGES)
def test_notices_are_in_every_language(name, staff, mailoutbox):
    request = RequestFactory().get("/", headers={"host": "testserver"})
    for language in LANGUAGES:
        with override(language), context.request_context(request):
            get_adapter(request).send_notification_mail(name, staff)

    assert len({mail.subject for mail in mailoutbox}) == 8
    assert len({text for mail in mailoutbox for text in mail.body.splitlines() if text}) == 16


def test_owner_hears_of_factors_an_administrator_removed(client, staff, mailoutbox, settings):
    settings.SECOND_FACTOR_FOR_STAFF = False
    set_up_app(staff)
    type(staff).objects.filter(pk=staff.pk).update(admin_language="id")
    administrator = type(staff).objects.create_superuser("other", "other@example.org", "secret")
    client.force_login(administrator)

    client.post(
        "/admin/portal/user/", {"action": "remove_second_factors", "_selected_action": [staff.pk]}
    )

    with override("id"):
        assert told(mailoutbox) == [str(CHANGES["second_factors_removed"])]
    assert not Authenticator.objects.filter(user=staff).exists()


def test_mail_server_that_is_down_undoes_nothing(client, staff, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    sign_in(client)
    answer = client.post(
        "/en/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )

    assert answer.status_code == 302
    staff.refresh_from_db()
    assert staff.check_password(NEW)
    assert "A notice of a changed account was not sent." in caplog.text
