"""Accounts in the admin: made by e-mail address, and helped when a telephone is lost."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from portal.models import User
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

ADD = {"usable_password": "true", "password1": "kebun-teh-1955", "password2": "kebun-teh-1955"}


def test_an_account_is_made_by_its_address(admin_client):
    url = reverse("admin:portal_user_add")
    answer = admin_client.post(url, ADD | {"email": "Rina@Example.org"})

    made = User.objects.get(email="rina@example.org")
    assert answer.url == reverse("admin:portal_user_change", args=[made.pk])
    assert (made.username, made.check_password(ADD["password1"]), made.is_staff) == (
        "rina@example.org", True, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "email, sentence",
    [
        ("TAKEN@example.org", "An account with this e-mail address exists already."),
        ("a" * 140 + "@example.org", "Ensure this value has at most 150 characters (it has 152)."),
        ("", "This field is required."),
    ],
)
def test_an_address_is_refused_at_its_field(email, sentence, admin_client):
    User.objects.create_user("taken", "taken@example.org")

    answer = admin_client.post(reverse("admin:portal_user_add"), ADD | {"email": email})

    assert answer.context["adminform"].form.errors["email"] == [sentence]


def removing(client, *users):
    data = {"action": "remove_second_factors", "_selected_action": [user.pk for user in users]}
    client.post(reverse("admin:portal_user_changelist"), data)
    return set(Authenticator.objects.values_list("user", flat=True))


def test_an_administrator_removes_lost_second_factors_but_not_a_superuser_s(client, admin_user):
    lost, other = make_staff(), make_staff()
    for user in (lost, other, admin_user):
        Authenticator.objects.create(user=user, type="totp", data={})
    client.force_login(make_staff(("administrator", "")))

    assert removing(client, lost, admin_user) == {other.pk, admin_user.pk}


def test_nobody_else_removes_second_factors(client):
    lost = make_staff()
    Authenticator.objects.create(user=lost, type="totp", data={})
    client.force_login(make_staff(("publisher", "portal")))

    assert removing(client, lost) == {lost.pk}
