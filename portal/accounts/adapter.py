"""How django-allauth behaves here: accounts made by administrators, words that say what to do."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import RATE_LIMITS
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext, gettext_lazy as _

from portal.frame import home_city

logger = logging.getLogger(__name__)
LOCKED_MINUTES = 15
TOO_MANY = _("Too many attempts. Wait a quarter of an hour, then try again.")
CHANGES = {
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_reset": _("Your password was changed."),
    "account/email/password_set": _("Your password was changed."),
    "mfa/email/totp_activated": _("An app that shows codes was set up as a second factor."),
    "mfa/email/totp_deactivated": _("The app that shows codes was removed."),
    "mfa/email/recovery_codes_generated": _(
        "New recovery codes were made. Earlier ones no longer work."
    ),
    "mfa/email/webauthn_added": _("A passkey was added."),
    "mfa/email/webauthn_removed": _("A passkey was removed."),
    "second_factors_removed": _("An administrator removed your second factors."),
}
WRONG_CODE = _("This code is wrong or has expired. Enter the newest one.")


def cache_key(key, prefix, version):
    """Rate limits are kept under a salted hash: the cache never holds a reader's address."""
    if key.startswith("allauth:rl:"):
        key = f"limit:{salted_hmac('portal.accounts', key, algorithm='sha256').hexdigest()}"
    return f"{prefix}:{version}:{key}"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account has been deactivated. Ask your administrator."),
        "email_password_mismatch": _("E-mail address or password is wrong."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("This is not your current password."),
        "invalid_login": _("E-mail address or password is wrong."),
        "invalid_password_reset": _("This link is no longer valid. Ask for a new one."),
        "rate_limited": TOO_MANY,
        "too_many_login_attempts": TOO_MANY,
    }

    def is_open_for_signup(self, request):
        return False

    def get_login_redirect_url(self, request):
        return reverse("admin:index" if request.user.is_staff else "mfa_index")

    def get_logout_redirect_url(self, request):
        return f"/{get_language()}/"

    def get_reauthentication_methods(self, user):
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words[method["id"]]} for method in methods]

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            if self.is_locked(request, credentials):
                self.tell_owner(credentials["email"])
            raise

    def is_locked(self, request, credentials):
        """Whether this very account is locked, not only the address that asks."""
        rates = RATE_LIMITS["login_failed"].split(",")
        rate = next(rate for rate in rates if rate.endswith("/key"))
        return "email" in credentials and not ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed",
            config={"login_failed": rate},
            key=self._get_login_attempts_cache_key(request, **credentials),
            dry_run=True,
        )

    def tell_owner(self, email):
        """One mail for each lock-out, and only to an account that exists."""
        digest = salted_hmac("portal.accounts", email, algorithm="sha256").hexdigest()
        users = filter_users_by_email(email, is_active=True, prefer_verified=True)
        if users and cache.add(f"locked:{digest}", True, LOCKED_MINUTES * 60):
            context = {"minutes": LOCKED_MINUTES, "address": self.reset_address()}
            self.send_mail("account/email/locked", users[0].email, context)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """One mail for all changes; one that cannot be sent does not undo what it tells of."""
        context = {"change": CHANGES[template_prefix], "address": self.reset_address()}
        try:
            self.send_mail("account/email/changed", email or user.email, context)
        except OSError:
            logger.exception("A notice of a changed account was not sent.")

    def reset_address(self):
        return self.request.build_absolute_uri(reverse("account_reset_password"))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
    }

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def _get_site_name(self):
        city = home_city()
        return city.name if city else gettext("City portal")
