"""Pages of every kind the layer must tell apart, through the portal's own middleware."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from portal.models import Office
from portal.pagecache import keep


def offices(request):
    shown = Office.objects.visible_to(request.user).order_by("pk")
    keep(request, {"page": request.GET.get("page") if "page" in request.GET else None})
    return HttpResponse(", ".join(office.slug for office in shown), content_type="text/plain")


def form(request):
    return HttpResponse(f"<input name=csrfmiddlewaretoken value={get_token(request)}>")


def session(request):
    request.session["seen"] = True
    return HttpResponse("seen")


def language(request):
    return HttpResponse(get_language())


def api(request):
    keep(request, {"lang": request.GET.get("lang")})
    return JsonResponse({"lang": request.GET.get("lang", "en")})


@never_cache
def health(request):
    return HttpResponse("ok")


def stream(request):
    return StreamingHttpResponse(["a", "b"])


urlpatterns = [
    path("language", language),
    path("api", api),
    path("healthz", health),
    *i18n_patterns(
        path("offices/", offices),
        path("form/", form),
        path("session/", session),
        path("stream/", stream),
    ),
]
