"""A session that is over says why, and loses nothing that was written."""

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.utils.translation import gettext_lazy as _

from portal.accounts.views import kept
from portal.middleware import Middleware, has_session

DEACTIVATED = _("Your account has been deactivated. Ask your administrator.")
SIGNED_OUT = _("You have been signed out, because your password was changed.")


def is_in_admin(request):
    return request.resolver_match is not None and "admin" in request.resolver_match.app_names


class Sessions(Middleware):
    def __call__(self, request):
        if has_session(request):
            self.end(request)
        return self.get_response(request)

    def end(self, request):
        """Finding the user empties the session if the password is another by now."""
        if SESSION_KEY in request.session and request.user.is_anonymous:
            message = DEACTIVATED if SESSION_KEY in request.session else SIGNED_OUT
            request.session.flush()
            messages.warning(request, message)

    def process_view(self, request, view, args, kwargs):
        """Behind the check of the form's token: nobody else's form is offered for sending."""
        posted = request.method == "POST" and is_in_admin(request)
        return kept(request) if posted and request.user.is_anonymous else None
