"""What happens to a session whose account changes, and to a form sent without one."""

import pytest
from django.test import Client

from tests.factories import everywhere, make_office
from tests.project.reading import texts, tree

FIELD = "//input[@name='{}']/@value"


@pytest.fixture
def desk(client, staff, settings):
    settings.SECOND_FACTOR_FOR_STAFF = False
    strict = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    strict.force_login(staff)
    return strict


def form_of(client, office):
    root = tree(client.get(f"/admin/portal/office/{office.pk}/change/"))
    (form,) = root.xpath("//form[@id='office_form']")
    return {name: value or "" for name, value in form.form_values()}


def hidden(response):
    (form,) = tree(response).xpath("//main//form")
    return dict(form.form_values())


def test_deactivated_account_is_out_at_once_and_told(client, staff):
    client.force_login(staff)
    type(staff).objects.update(is_active=False)

    page = client.get("/admin/", follow=True)

    assert page.redirect_chain[-1][0] == "/en/account/login/?next=/admin/"
    assert texts(page, "//main//*[@role='status']//p") == [
        "Your account has been deactivated. Ask your administrator."
    ]


def test_lost_role_counts_at_once_and_is_told(desk, staff):
    assert desk.get("/admin/").status_code == 200
    type(staff).objects.update(is_staff=False, is_superuser=False)

    page = desk.get("/admin/", follow=True)

    assert (page.status_code, texts(page, "//h1")) == (403, ["You may not open this page"])


def test_form_sent_without_a_session_is_saved_after_signing_in(desk, staff):
    office = make_office(**everywhere("name", "Office"))
    text = "Ten lines\nof a long text <b>&"
    fields = form_of(desk, office) | {"task_en": text, "_save": "Save"}
    path = f"/admin/portal/office/{office.pk}/change/"
    session = desk.cookies.pop("sessionid")

    kept = desk.post(path, fields)
    assert (kept.status_code, texts(kept, "//h1")) == (403, ["Not saved yet"])
    assert kept["Cache-Control"] == "private, no-store"
    assert session.value not in kept.content.decode()

    desk.force_login(staff)
    desk.cookies["csrftoken"] = "a" * 32  # signing in gives a new one
    again = desk.post(path, hidden(kept))
    assert (again.status_code, texts(again, "//h1")) == (403, ["Not saved yet"])
    saved = desk.post(path, hidden(again))

    assert (saved.status_code, saved.url) == (302, "/admin/portal/office/")
    office.refresh_from_db()
    assert office.task_en.replace("\r\n", "\n") == text


def test_passwords_are_not_written_into_the_page(desk):
    desk.cookies.pop("sessionid")
    desk.cookies["csrftoken"] = "a" * 32
    fields = {"password1": "secret words", "email": "x", "csrfmiddlewaretoken": "a" * 32}

    kept = desk.post("/admin/portal/user/add/", fields)

    assert hidden(kept).keys() == {"csrfmiddlewaretoken", "email"}


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_form_of_another_site_is_not_offered(origin, desk):
    fields = {"email": "x"}

    response = desk.post("/admin/portal/user/add/", fields, headers={"origin": origin})

    assert (response.status_code, texts(response, "//h1")) == (403, ["You may not open this page"])
    assert tree(response).xpath(FIELD.format("email")) == []
