"""What the tests of accounts share: a member of staff, their codes, and forms as browsers send."""

import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value

from portal.models import User

EMAIL, PASSWORD = "staff@example.org", "four winds over Bandung"
LOGIN = "/en/account/login/"


def make_staff(email=EMAIL, **values):
    user = User(username=email, email=email, is_staff=True, is_superuser=True, **values)
    user.set_password(PASSWORD)
    user.save()
    return user


def code(secret):
    return f"{hotp_value(secret, int(time.time()) // 30):06}"


def set_up_app(user):
    """The secret of an app of codes, set up for this account together with recovery codes."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def sign_in(client, password=PASSWORD, email=EMAIL, path=LOGIN, **headers):
    return client.post(path, {"login": email, "password": password}, **headers)
