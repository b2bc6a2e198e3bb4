"""What packages say on the pages of an account is there in every language, as our own words are."""

import pytest
from allauth.account.forms import PasswordVerificationMixin
from django import forms
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import override

from portal.accounts.adapter import AccountAdapter, SecondFactorAdapter
from portal.languages import LANGUAGES
from portal.models import User

OTHERS = [code for code in LANGUAGES if code != "en"]
SHOWN = [
    "account_inactive",
    "email_password_mismatch",
    "enter_current_password",
    "incorrect_code",
    "incorrect_password",
    "invalid_login",
    "invalid_password_reset",
    "rate_limited",
    "too_many_login_attempts",
]


class Twice(PasswordVerificationMixin, forms.Form):
    password1 = forms.CharField()
    password2 = forms.CharField()


def refusals():
    user = User(email="staff@example.org", username="staff@example.org")
    for validator in get_default_password_validators():
        for password in ("a", "password1234", "staff@example.org"):
            try:
                validator.validate(password, user)
            except ValidationError as error:
                yield from error.messages


def messages(language):
    with override(language):
        twice = Twice({"password1": "a", "password2": "b"})
        said = {str(AccountAdapter.error_messages[name]) for name in SHOWN}
        said |= {str(SecondFactorAdapter.error_messages["cannot_generate_recovery_codes"])}
        said |= {str(forms.Field.default_error_messages["required"])}
        said |= {str(EmailValidator.message)} | set(refusals())
        return said | set(twice.errors["password2"])


@pytest.mark.parametrize("language", OTHERS)
def test_messages_are_translated(language):
    assert len(messages("en")) == 13
    assert messages("en") & messages(language) == set()
