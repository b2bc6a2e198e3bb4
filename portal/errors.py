"""Error pages in the reader's language; those for 500 and 503 need no database."""

import re
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from portal import cms_fallbacks
from portal.accounts.sessions import is_in_admin
from portal.accounts.views import kept
from portal.redirects import moved_to
from portal.storage import StorageDown, is_full

NOT_TYPED = re.compile(r"^_|^csrf|^opened_as$|password|secret|token|_FORMS$", re.IGNORECASE)


def _page(request, template, status):
    request.robots = "noindex"
    return HttpResponse(render_to_string(template, {}, request), status=status)


def not_found(request, exception=None):
    if target := moved_to(request) or cms_fallbacks.moved_to(request):
        return target
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": "Not Found"}, status=404)
    return _page(request, "404.html", 404)


@requires_csrf_token
def forbidden(request, exception=None):
    """A role may have been taken away while its form was open: what was typed is shown again."""
    if exception is not None and request.method == "POST" and request.user.is_authenticated:
        request.entries = list(entries(request.POST))
    return _page(request, "403.html", 403)


def entries(posted):
    """(name, text) of what somebody typed; no secrets, buttons or hidden counters."""
    for name, values in posted.lists():
        if not NOT_TYPED.search(name):
            yield from ((name, value) for value in values if value.strip())


def bad_request(request, exception=None):
    request.without_database = True
    return _page(request, "400.html", 400)


def server_error(request):
    """A database or bucket that does not answer is no fault of the page: it may soon be back."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError | StorageDown):
        return unavailable(request)
    if is_full(sys.exc_info()[1]):
        return no_space(request)
    request.without_database = True
    return _page(request, "500.html", 500)


def unavailable(request):
    request.without_database = True
    response = _page(request, "503.html", 503)
    response["Retry-After"] = "30"
    return response


def no_space(request):
    request.without_database = True
    return _page(request, "507.html", 507)


def csrf_failure(request, reason=""):
    """Signing in changes the token of forms that are still open: one of ours can be sent again.

    A view whose class says `asks_again` shows its form once more, and saves nothing: it is called
    with `request.is_too_late`.
    """
    is_ours = "HTTP_ORIGIN" in request.META and not reason.startswith("Origin checking failed")
    if is_ours and asks_again(request.resolver_match):
        request.is_too_late = True
        return request.resolver_match.func(request, **request.resolver_match.kwargs)
    return kept(request) if is_ours and is_in_admin(request) else forbidden(request)


def asks_again(match):
    return bool(match and getattr(getattr(match.func, "view_class", None), "asks_again", False))
