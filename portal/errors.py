"""Error pages in the reader's language; those for 500 and 503 need no database."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from portal.redirects import moved_to


def _page(request, template, status):
    request.robots = "noindex"
    return HttpResponse(render_to_string(template, {}, request), status=status)


def not_found(request, exception=None):
    if target := moved_to(request):
        return target
    return _page(request, "404.html", 404)


@requires_csrf_token
def forbidden(request, exception=None):
    return _page(request, "403.html", 403)


def bad_request(request, exception=None):
    request.without_database = True
    return _page(request, "400.html", 400)


def server_error(request):
    """A database that does not answer is no fault of the page: it may be back in a moment."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    request.without_database = True
    return _page(request, "500.html", 500)


def unavailable(request):
    request.without_database = True
    response = _page(request, "503.html", 503)
    response["Retry-After"] = "30"
    return response


def csrf_failure(request, reason=""):
    return forbidden(request)
