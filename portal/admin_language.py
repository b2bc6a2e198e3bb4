"""The language of the admin: the one its user chose, else the first the browser asks for."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from portal.languages import LANGUAGES
from portal.middleware import Middleware, has_session


class AdminLanguage(Middleware):
    def __call__(self, request):
        code = self.chosen(request) if request.path_info.startswith("/admin/") else ""
        if code not in LANGUAGES:
            return self.get_response(request)
        translation.activate(code)
        request.LANGUAGE_CODE = request.url_language = code
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", LANGUAGES[code].tag)
        return response

    def chosen(self, request):
        return getattr(request.user, "admin_language", "") if has_session(request) else ""


@require_POST
@login_required(login_url="admin:login")
def choose(request):
    code = request.POST.get("language", "")
    if code not in LANGUAGES:
        return HttpResponseBadRequest()
    request.user.admin_language = code
    request.user.save(update_fields=["admin_language"])
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(target if safe else reverse("admin:index"))
