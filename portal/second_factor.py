"""Staff edit only with a second factor; demo accounts, which never leave this machine, may skip."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from portal.accounts.sessions import is_in_admin
from portal.middleware import Middleware

DEMO_DOMAIN = "@localhost"
NEEDED = _("Set up a second factor before you edit: an app that shows codes, or a passkey.")


def is_optional(user):
    return settings.DEMO and user.email.endswith(DEMO_DOMAIN)


def is_missing(user):
    return (
        settings.SECOND_FACTOR_FOR_STAFF
        and user.is_staff
        and not is_optional(user)
        and not is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
    )


def opens_editor(request):
    url_name = request.resolver_match.url_name or ""
    return is_in_admin(request) or url_name.startswith("cms_wizard")


class SecondFactor(Middleware):
    def process_view(self, request, view, args, kwargs):
        if opens_editor(request) and is_missing(request.user):
            messages.warning(request, NEEDED)
            return redirect("mfa_index")
        return None
