"""Small middlewares: who reads, in which language the frame is, and what a broken database means."""

import logging

from cms.middleware.toolbar import ToolbarMiddleware
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.utils import translation

from portal.errors import unavailable

logger = logging.getLogger(__name__)


def has_session(request):
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def readers_and_staff(get_response):
    """Without a session cookie nobody looks for a session, so that the answer does not vary by it.

    Staff get the one relaxation of the content security policy that the page editor needs.
    """

    def middleware(request):
        request.url_language = translation.get_language()
        if not has_session(request):
            request.user = AnonymousUser()
        response = get_response(request)
        if has_session(request):
            response.headers.setdefault("Cache-Control", "private, no-store")
            if request.user.is_staff:
                response._csp_update = {"style-src": ["'unsafe-inline'"]}
        return response

    def process_template_response(request, response):
        """The CMS activates a fallback language for its texts; the frame stays in the reader's."""
        translation.activate(request.url_language)
        return response

    middleware.process_template_response = process_template_response
    return middleware


def toolbar(get_response):
    """The editor's toolbar, for those who may have signed in only."""
    with_toolbar = ToolbarMiddleware(get_response)

    def middleware(request):
        return with_toolbar(request) if has_session(request) else get_response(request)

    return middleware


def database_errors(get_response):
    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        if isinstance(exception, OperationalError | InterfaceError):
            logger.error("The database does not answer: %s", exception)
            return unavailable(request)
        return None

    middleware.process_exception = process_exception
    return middleware
