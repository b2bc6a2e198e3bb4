import re
import time

import pytest
from django.urls import reverse

from tests.portal.accounts.site import (
    EMAIL,
    LOGIN,
    PASSWORD,
    code,
    make_staff,
    set_up_app,
    sign_in,
)
from tests.project.reading import texts, tree

TOO_MANY = "Too many attempts. Wait a quarter of an hour, then try again."
WRONG = "E-mail address or password is wrong."


def signed_in(client):
    return "_auth_user_id" in client.session


def alerts(response):
    return texts(response, "//*[@role='alert'][not(@hidden)]//p")


def test_signing_in_and_out(client, staff):
    assert sign_in(client).url == "/admin/"
    assert signed_in(client)

    assert client.post("/en/account/logout/").url == "/en/"
    assert not signed_in(client)


def test_signing_in_leads_where_the_reader_wanted_to_go(client, staff):
    asked = client.get("/admin/portal/office/?q=x")
    assert asked.url == "/admin/login/?next=/admin/portal/office/%3Fq%3Dx"
    door = client.get(asked.url)
    assert door.url == f"{LOGIN}?next=/admin/portal/office/%3Fq%3Dx"
    (field,) = tree(client.get(door.url)).xpath("//form[1]//input[@name='next']/@value")

    response = client.post(LOGIN, {"login": EMAIL, "password": PASSWORD, "next": field})

    assert response.url == "/admin/portal/office/?q=x"


def test_nobody_is_led_to_another_site(client, staff):
    door = client.get("/admin/login/?next=https://evil.example/")
    fields = {"login": EMAIL, "password": PASSWORD, "next": "https://evil.example/"}

    assert door.url == f"{LOGIN}?next=/admin/"
    assert client.post(LOGIN, fields).url == "/admin/"


@pytest.mark.parametrize("path", ["/admin/login/", "/en/cms_login/"])
def test_no_other_door_takes_a_password(path, client, staff):
    fields = {"username": EMAIL, "password": PASSWORD}

    assert client.post(path, fields).url == f"{LOGIN}?next=/admin/"
    assert not signed_in(client)


def test_admin_signs_out_to_the_portal(client, staff):
    client.force_login(staff)

    assert client.post("/admin/logout/").url == "/en/"
    assert not signed_in(client)


def test_nobody_can_sign_up(client, db):
    assert client.get("/en/account/signup/").status_code == 404


def test_wrong_password_is_said_and_the_address_stays(client, staff):
    response = sign_in(client, password="wrong")

    assert alerts(response) == [WRONG]
    assert tree(response).xpath("//input[@name='login']/@value") == [EMAIL]
    assert tree(response).xpath("//input[@name='password']/@value") == []


def test_error_stands_at_its_field(client, db):
    root = tree(sign_in(client, email="no address"))

    (field,) = root.xpath("//input[@name='login']")
    (error,) = root.xpath("//p[@class='msg']")
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby").split() == [error.get("id")]
    assert error.text == "Enter a valid email address."


def test_account_is_locked_for_everyone_and_its_owner_told_once(client, staff, mailoutbox):
    tries = [sign_in(client, password="wrong", REMOTE_ADDR=f"192.0.2.{n}") for n in range(7)]

    assert [alerts(response) for response in tries] == [[WRONG]] * 5 + [[TOO_MANY]] * 2
    assert alerts(sign_in(client, REMOTE_ADDR="203.0.113.1")) == [TOO_MANY]
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([EMAIL], "Your account is locked for a while")
    assert "for 15 minutes" in mail.body
    assert "http://testserver/en/account/password/reset/" in mail.body


def test_locked_account_leaves_others_alone(client, staff):
    make_staff(email="other@example.org")
    for n in range(6):
        sign_in(client, password="wrong", REMOTE_ADDR=f"192.0.2.{n}")

    response = sign_in(client, email="other@example.org", REMOTE_ADDR="203.0.113.1")

    assert response.status_code == 302


def test_address_is_locked_for_every_account(client, staff, mailoutbox):
    for n in range(20):
        sign_in(client, email=f"{n}@example.org", password="wrong")

    assert alerts(sign_in(client)) == [TOO_MANY]
    assert sign_in(client, REMOTE_ADDR="203.0.113.1").status_code == 302
    assert mailoutbox == []


def test_lock_ends(client, staff, monkeypatch):
    for _ in range(5):
        sign_in(client, password="wrong")
    assert alerts(sign_in(client)) == [TOO_MANY]

    quarter_of_an_hour_later = time.time() + 15 * 60 + 1
    monkeypatch.setattr(time, "time", lambda: quarter_of_an_hour_later)

    assert sign_in(client).status_code == 302


def test_app_s_code_is_asked_for(client, staff):
    secret = set_up_app(staff)

    asked = sign_in(client)
    assert (asked.url, signed_in(client)) == ("/en/account/login/code/", False)
    wrong = client.post(asked.url, {"code": "000000x"})
    assert texts(wrong, "//p[@class='msg']") == [
        "This code is wrong or has expired. Enter the newest one."
    ]
    assert client.post(asked.url, {"code": code(secret)}).url == "/admin/"
    assert signed_in(client)
    assert client.get("/admin/").status_code == 200


def test_recovery_code_signs_in_once(client, staff):
    set_up_app(staff)
    unused = staff.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()

    assert client.post(sign_in(client).url, {"code": unused[0]}).url == "/admin/"
    client.post("/en/account/logout/")
    again = client.post(sign_in(client).url, {"code": unused[0]})

    assert (again.status_code, signed_in(client)) == (200, False)


def test_setting_up_an_app_shows_recovery_codes(client, staff):
    sign_in(client)
    asked = client.get("/en/account/app/")
    assert asked.url == "/en/account/confirm/?next=%2Fen%2Faccount%2Fapp%2F"
    client.post(asked.url, {"password": PASSWORD, "next": "/en/account/app/"})
    (secret,) = texts(client.get("/en/account/app/"), "//code")

    response = client.post("/en/account/app/", {"code": code(secret)}, follow=True)

    assert response.redirect_chain == [("/en/account/recovery-codes/", 302)]
    assert len(texts(response, "//main//li/code")) == 10
    assert client.get("/admin/").status_code == 200


def test_other_devices_are_signed_out(client, staff, client_elsewhere):
    sign_in(client)
    sign_in(client_elsewhere)
    assert len(texts(client.get("/en/account/sessions/"), "//main//li/h2")) == 2

    client.post("/en/account/sessions/")

    assert (signed_in(client), signed_in(client_elsewhere)) == (True, False)
    assert len(texts(client.get("/en/account/sessions/"), "//main//li/h2")) == 1


def test_password_is_reset_by_mail(client, staff, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": EMAIL})
    (mail,) = mailoutbox
    (path,) = re.findall(r"http://testserver(\S+)", mail.body)
    form = client.get(path)

    short = client.post(form.url, {"password1": "short", "password2": "short"})
    new = "another wind over Bandung"
    done = client.post(form.url, {"password1": new, "password2": new})

    assert len(texts(short, "//p[@class='msg']")) == 1
    assert done.url == "/en/account/password/reset/done/"
    assert sign_in(client, password=new).status_code == 302
    assert texts(client.get(path), "//h1") == ["Set a new password"]


def test_unknown_address_is_not_betrayed(client, staff, mailoutbox):
    answers = [
        client.post("/en/account/password/reset/", {"email": email}).url
        for email in (EMAIL, "unknown@example.org")
    ]

    assert answers == ["/en/account/password/reset/sent/"] * 2
    assert [mail.to for mail in mailoutbox] == [[EMAIL]]


def test_changing_the_password_signs_others_out_with_a_word(client, staff, client_elsewhere):
    sign_in(client)
    sign_in(client_elsewhere)
    new = "another wind over Bandung"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    client.post("/en/account/password/", fields)

    assert signed_in(client)
    page = client_elsewhere.get("/en/account/", follow=True)
    assert page.redirect_chain[0][0] == f"{LOGIN}?next=/en/account/"
    assert texts(page, "//main//*[@role='status']//p") == [
        "You have been signed out, because your password was changed."
    ]
