from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.generic import DetailView, ListView

from portal import navigation, translating
from portal.frame import home_city
from portal.languages import DEFAULT, LANGUAGES
from portal.models import ExternalService, Office
from portal.pagecache import keep


class PublishedMixin:
    """`trail` gives the crumbs below the CMS page: a list of (title, url), the last is current."""

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        trail = self.trail(context)
        return {"crumbs": navigation.crumbs(self.request.path_info, trail)} | context

    def trail(self, context):
        return []


class PublishedList(PublishedMixin, ListView):
    """A list with an optional GET form of filters, answered as one page with or without htmx.

    A filter value that does not exist is shown at its field with status 400 and filters nothing.
    """

    paginate_by: int | None = 24
    filter_form: Any = None

    def get(self, request, *args, **kwargs):
        self.filters = self.filter_form(request.GET or None) if self.filter_form else None
        response = super().get(request, *args, **kwargs)
        if self.filters is not None and self.filters.errors:
            response.status_code = 400
        elif request.GET:
            keep(request, self.chosen())
        return response

    def chosen(self):
        """The valid part of the query, as it stands in the address of this very page."""
        values = self.filters.chosen() if self.filters else {}
        page = self.request.GET.get(self.page_kwarg, "")
        return values | ({self.page_kwarg: page} if page.isdecimal() and page != "1" else {})

    def get_context_data(self, **kwargs):
        query = urlencode(self.filters.chosen(), doseq=True) if self.filters else ""
        return super().get_context_data(filters=self.filters, query=query, **kwargs)


class PublishedDetail(PublishedMixin, DetailView):
    """A record's page: its notice on translation, its languages, and a draft's tag for editors."""

    def find(self):
        return super().get_object()

    def get_object(self, queryset=None):
        found = self.find()
        if hasattr(found, "translated_title"):
            self.request.own_languages = translating.own_languages(found)
        if not found.is_public:
            self.request.robots = "noindex"
        return found

    def get_context_data(self, **kwargs):
        notice = translating.notice(self.object, get_language())
        return super().get_context_data(notice=notice, **kwargs)

    def trail(self, context):
        return [(str(self.object), self.object.get_absolute_url())]


class OfficeList(PublishedList):
    queryset = Office.objects.select_related("parent").order_by("slug")
    template_name = "portal/office_list.html"


class OfficeDetail(PublishedDetail):
    queryset = Office.objects.select_related("parent").order_by("slug")
    template_name = "portal/office_detail.html"

    def get_context_data(self, **kwargs):
        children = self.object.children.visible_to(self.request.user)
        return super().get_context_data(children=children, **kwargs)


class ServiceList(PublishedList):
    queryset = ExternalService.objects.exclude(category="apparatus").order_by("category", "slug")
    template_name = "portal/service_list.html"
    paginate_by = None

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        services = list(context["object_list"])
        categories = [
            {
                "key": category.value,
                "label": category.label,
                "services": [service for service in services if service.category == category],
            }
            for category in ExternalService.Category
        ]
        return context | {"categories": [found for found in categories if found["services"]]}


def root(request):
    """Negotiate the language once by Accept-Language; without a match English."""
    language = translation.get_language_from_request(request)
    response = HttpResponseRedirect(f"/{language if language in LANGUAGES else DEFAULT}/")
    response["Vary"] = "Accept-Language"
    response["Cache-Control"] = "no-cache"
    return response


def robots(request):
    keep(request)
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /api/", "Disallow: /*/feedback/", ""]
    lines += [f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def manifest(request):
    keep(request)
    translation.activate(DEFAULT)
    city = home_city()
    name = city.name if city else gettext("City portal")
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    return JsonResponse(
        {
            "name": name,
            "short_name": name,
            "start_url": "/",
            "display": "browser",
            "background_color": "#ffffff",
            "theme_color": "#11261f",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )
