"""Small middlewares: the language of a request, and who reads."""

from cms.cache.page import set_page_cache
from cms.middleware.toolbar import ToolbarMiddleware
from cms.utils.apphook_reload import reload_urlconf
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import translation

from portal import editing, navigation
from portal.languages import LANGUAGES


def has_session(request):
    return settings.SESSION_COOKIE_NAME in request.COOKIES


class Middleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)


class Language(Middleware):
    """The language of the address, else the reader's first; never from a cookie.

    Unlike Django's own, it does not redirect /fr/ to /en/fr/: an unknown language is not found.
    """

    def __call__(self, request):
        prefix = request.path_info.split("/", 2)[1] if request.path_info.startswith("/") else ""
        known = prefix in LANGUAGES
        code = prefix if known else translation.get_language_from_request(request)
        translation.activate(code)
        request.LANGUAGE_CODE = request.url_language = code
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", LANGUAGES[code].tag)
        return response

    def process_template_response(self, request, response):
        """The frame stays in the reader's language; the CMS finds its texts in their fallback's."""
        editing.show_as_read(request)
        translation.activate(request.url_language)
        if node := navigation.node_of(request.path_info):
            request._cms_language = node.content_language(request.url_language)
        return response


class Readers(Middleware):
    """Without a session cookie nobody looks for a session, so that answers do not vary by it.

    Staff get the one relaxation of the content security policy that the page editor needs.
    """

    def __call__(self, request):
        if not has_session(request):
            request.user = AnonymousUser()
            return self.get_response(request)
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        if request.user.is_staff:
            response._csp_update = {"style-src": ["'unsafe-inline'"]}
        return response

    def process_template_response(self, request, response):
        """The CMS forbids to keep what its own cache does not; the snapshots do keep it."""
        if not has_session(request):
            callbacks = response._post_render_callbacks
            response._post_render_callbacks = [c for c in callbacks if c is not set_page_cache]
        return response


class FormerStaff(Middleware):
    """Who loses the last role with a form open is told so, instead of asked to sign in again."""

    def process_view(self, request, view, args, kwargs):
        inside = request.resolver_match.app_name == "admin" and request.method == "POST"
        leaves = request.resolver_match.url_name in ("login", "logout")
        if inside and not leaves and request.user.is_authenticated and not request.user.is_staff:
            raise PermissionDenied


class Apphooks(Middleware):
    """Takes over apphooks that another process has attached since this one started."""

    revision = None

    def __call__(self, request):
        revision = navigation.tree().revision
        if self.revision not in (None, revision):
            reload_urlconf(new_revision=revision)
        self.revision = revision
        return self.get_response(request)


class Toolbar(Middleware):
    """The editor's toolbar, only for those who may have signed in."""

    def __init__(self, get_response):
        super().__init__(get_response)
        self.with_toolbar = ToolbarMiddleware(get_response)

    def __call__(self, request):
        respond = self.with_toolbar if has_session(request) else self.get_response
        return respond(request)
