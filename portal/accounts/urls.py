"""The pages of django-allauth this portal has: no sign-up, no addresses to manage."""

from functools import wraps

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.usersessions import views as sessions
from django.urls import path, re_path


def private(view):
    @wraps(view)
    def answer(request, *args, **kwargs):
        request.robots = "noindex"
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


def page(route, view, name):
    return path(route, private(view), name=name)


urlpatterns = [
    page("", factors.index, "mfa_index"),
    page("login/", account.login, "account_login"),
    page("login/code/", factors.authenticate, "mfa_authenticate"),
    page("login/passkey/", keys.login_webauthn, "mfa_login_webauthn"),
    page("logout/", account.logout, "account_logout"),
    page("inactive/", account.account_inactive, "account_inactive"),
    page("confirm/", account.reauthenticate, "account_reauthenticate"),
    page("confirm/code/", factors.reauthenticate, "mfa_reauthenticate"),
    page("confirm/passkey/", keys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    page("password/", account.password_change, "account_change_password"),
    page("password/set/", account.password_set, "account_set_password"),
    page("password/reset/", account.password_reset, "account_reset_password"),
    page("password/reset/sent/", account.password_reset_done, "account_reset_password_done"),
    page(
        "password/reset/done/",
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        private(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    page("app/", totp.activate_totp, "mfa_activate_totp"),
    page("app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    page("recovery-codes/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    page("recovery-codes/new/", codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    page("recovery-codes/file/", codes.download_recovery_codes, "mfa_download_recovery_codes"),
    page("passkeys/", keys.list_webauthn, "mfa_list_webauthn"),
    page("passkeys/add/", keys.add_webauthn, "mfa_add_webauthn"),
    page("passkeys/<int:pk>/", keys.edit_webauthn, "mfa_edit_webauthn"),
    page("passkeys/<int:pk>/remove/", keys.remove_webauthn, "mfa_remove_webauthn"),
    page("sessions/", sessions.list_usersessions, "usersessions_list"),
]
