"""Addresses that editors type: paths of this portal and web addresses."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

WEB = URLValidator(schemes=["http", "https"])
OWN_PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]*")


def is_own_path(value):
    return bool(OWN_PATH.fullmatch(value))


def check_target(value):
    """Refuse what a browser would not open here or on the web: //host, javascript:, data:."""
    if is_own_path(value):
        return
    try:
        WEB(value)
    except ValidationError:
        raise ValidationError(
            _("Enter a path that begins with one slash, or an address with http:// or https://")
        ) from None


def check_path(value):
    if not is_own_path(value) or "?" in value or "#" in value:
        raise ValidationError(
            _("Enter a path that begins with one slash, without a question mark or a number sign.")
        )
