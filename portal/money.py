"""Currencies by ISO 4217, as CLDR knows them, those of the past too."""

from babel.numbers import is_currency
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NOT_MONEY = {"XXX", "XTS"}  # "no currency" and "for tests"


def check_currency(code):
    if not is_currency(code) or code in NOT_MONEY:
        raise ValidationError(
            _("There is no currency “%(code)s”. Write the code of ISO 4217, such as IDR or EUR."),
            code="currency",
            params={"code": code},
        )
