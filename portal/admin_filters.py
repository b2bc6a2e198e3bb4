"""Filters of the admin's lists that every kind of record shares."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.content import real
from portal.countries import country_name
from portal.language_gaps import missing, stale
from portal.languages import LANGUAGES


class LanguageGap(admin.SimpleListFilter):
    """As the dashboard counts them: without fictional records."""

    title = _("language gaps in")
    parameter_name = "gaps"

    def lookups(self, request, model_admin):
        return [(language.code, language.name) for language in LANGUAGES.values()]

    def queryset(self, request, queryset):
        if self.value() in LANGUAGES:
            return queryset.filter(missing(queryset.model, self.value()), real(queryset.model))
        return queryset


class StaleLanguage(LanguageGap):
    title = _("translations older than their source in")
    parameter_name = "stale"

    def queryset(self, request, queryset):
        if self.value() in LANGUAGES:
            return stale(queryset.filter(real(queryset.model)), self.value())
        return queryset


class Country(admin.AllValuesFieldListFilter):
    """Names in the language of the admin, in their order, instead of codes."""

    def choices(self, changelist):
        everything, *countries = super().choices(changelist)
        for choice in countries:
            choice["display"] = country_name(str(choice["display"]))
        yield everything
        yield from sorted(countries, key=lambda choice: choice["display"])


class ReviewDate(admin.SimpleListFilter):
    title = _("review date")
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [
            ("passed", _("Review date passed")),
            ("month", _("Due within 30 days")),
            ("none", _("No review date")),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        chosen = {
            "passed": Q(review_by__lt=today),
            "month": Q(review_by__range=(today, today + timedelta(days=30))),
            "none": Q(review_by__isnull=True),
        }
        return queryset.filter(chosen.get(self.value(), Q()))
