"""What readers look for and what they do not find, for editors."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.languages import LANGUAGES
from portal.models import SearchQuery

PERIODS = {"7": _("Last 7 days"), "30": _("Last 30 days"), "365": _("Last 12 months")}
USUAL = "30"


def chosen_period(request):
    days = request.GET.get("days")
    return days if days in PERIODS else USUAL


def asked_since(day):
    """Each query once, as it was asked last, with `times`: how often it was asked since then."""
    same = SearchQuery.objects.filter(
        day__gte=day, query=OuterRef("query"), language=OuterRef("language")
    )
    newest = same.order_by("-day").values("pk")[:1]
    times = same.order_by().values("query").annotate(sum=Sum("count")).values("sum")
    rows = SearchQuery.objects.filter(day__gte=day, pk=Subquery(newest))
    return rows.annotate(times=Subquery(times))


class Period(admin.SimpleListFilter):
    """Offers what SearchQueryAdmin.get_queryset() does: the sums depend on it."""

    title = _("period")
    parameter_name = "days"

    def __init__(self, request, *args):
        super().__init__(request, *args)
        self.used_parameters["days"] = chosen_period(request)

    def lookups(self, request, model_admin):
        return PERIODS.items()

    def choices(self, changelist):
        return list(super().choices(changelist))[1:]

    def queryset(self, request, queryset):
        return queryset


class Found(admin.SimpleListFilter):
    title = _("hits")
    parameter_name = "found"

    def lookups(self, request, model_admin):
        return [("no", _("Nothing found")), ("yes", _("Something found"))]

    def queryset(self, request, queryset):
        wanted = {"no": {"total": 0}, "yes": {"total__gt": 0}}
        return queryset.filter(**wanted.get(self.value(), {}))


class InLanguage(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request, model_admin):
        return [(language.code, language.name) for language in LANGUAGES.values()]

    def queryset(self, request, queryset):
        return queryset.filter(language=self.value()) if self.value() else queryset


class SearchQueryAdmin(admin.ModelAdmin):
    list_display = ["query", "language", "times", "total", "day"]
    list_display_links = None
    list_filter = [Period, Found, InLanguage]
    search_fields = ["query"]

    def get_ordering(self, request):
        return ["-times", "query", "language"]

    def get_queryset(self, request):
        since = timezone.localdate() - timedelta(days=int(chosen_period(request)) - 1)
        return asked_since(since)

    @admin.display(description=_("times"), ordering="times")
    def times(self, query):
        return query.times

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
