"""What packages say on the pages of an account is there in every language, as our own words are."""

import ast
import re
from pathlib import Path

import pytest
from allauth.account.forms import PasswordVerificationMixin
from django import forms
from django.apps import apps
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import override, trans_real

from portal.accounts.adapter import AccountAdapter, SecondFactorAdapter
from portal.languages import LANGUAGES
from portal.models import User

EDITOR = ["cms", "djangocms_text", "djangocms_versioning", "filer"]
# Of pages' own permissions, which are off here, and of words that are the same in Indonesian.
NOT_SHOWN = re.compile("permission|Can edit|Grants|restricted pages|^Open |^json$|^Format$")
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


def marked_in(package):
    """What the modules and templates of a package mark for translation, word for word."""
    folder = Path(apps.get_app_config(package).path)
    for path in folder.rglob("*.py"):
        if not {"migrations", "tests", "test_utils"} & set(path.parts):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "gettext"}:
                    yield from (a.value for a in node.args[:1] if isinstance(a, ast.Constant))
    for path in folder.rglob("*.html"):
        yield from re.findall(r'{%\s*trans(?:late)?\s+"([^"]+)"\s*%}', path.read_text())


@pytest.mark.parametrize("package", EDITOR)
def test_editor_is_complete_in_indonesian(package):
    with override("id"):
        known = trans_real.translation("id")._catalog
    missing = {text for text in marked_in(package) if text and text not in known}

    assert {text for text in missing if not NOT_SHOWN.search(text)} == set()


def test_versions_of_pages_have_a_name():
    model = apps.get_model("djangocms_versioning.PageContentVersion")
    with override("id"):
        assert model._meta.verbose_name_plural == "versi halaman"
