from collections.abc import Sequence

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from modeltranslation.fields import TranslationField
from simple_history.admin import SimpleHistoryAdmin

from portal import translating
from portal.forms import LockedForm, SourcesField
from portal.languages import LANGUAGES, SOURCE
from portal.models import (
    City,
    ExternalService,
    LegalBasis,
    Office,
    SearchQuery,
    TranslationState,
    User,
)
from portal.search_admin import SearchQueryAdmin

admin.site.site_header = _("City portal")
admin.site.site_title = _("City portal")
admin.site.register(User, UserAdmin)
admin.site.register(SearchQuery, SearchQueryAdmin)


class TranslatedAdmin(SimpleHistoryAdmin):
    """Shows the source and one chosen language (?language=de) side by side, and locks its forms."""

    form = LockedForm
    change_form_template = "admin/translated_change_form.html"
    history_list_display = ["history_change_reason"]

    def chosen_language(self, request):
        code = request.GET.get("language", "")
        return code if code in LANGUAGES else "en"

    def source_language(self, obj):
        return getattr(obj, "source_language", SOURCE)

    def get_fields(self, request, obj=None):
        """Pairs of source and translation, then the model's other fields in their order."""
        languages = dict.fromkeys([self.source_language(obj), self.chosen_language(request)])
        translated = translating.translated_fields(self.model)
        texts = [tuple(translating.column(f, code) for code in languages) for f in translated]
        return [*texts, *self.other_fields(translated), "opened_as"]

    def other_fields(self, translated):
        columns = {translating.column(f, code) for f in translated for code in LANGUAGES}
        fields = [*self.model._meta.fields, *self.model._meta.many_to_many]
        names = [
            f.name for f in fields if f.editable and not f.primary_key and f.name != "opened_as"
        ]
        return [name for name in names if name not in columns and name not in translated]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "sources":
            return SourcesField(label=db_field.verbose_name)
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, TranslationField):
            language = LANGUAGES[db_field.language]
            field.label = f"{db_field.translated_field.verbose_name} ({language.name})"
            field.widget.attrs |= {"lang": language.tag, "dir": language.dir}
        return field

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        chosen = self.chosen_language(request)
        context["languages"] = [
            (language, language.code == chosen)
            for language in LANGUAGES.values()
            if language.code != self.source_language(obj)
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if hasattr(obj, "source_language"):
            self.confirm_translations(request, obj, form.changed_data)

    def confirm_translations(self, request, obj, changed):
        for language in LANGUAGES:
            fields = [
                field
                for field in translating.translated_fields(type(obj))
                if translating.column(field, language) in changed
            ]
            if fields and language != obj.source_language:
                state = TranslationState.State.CURRENT
                by = request.user.get_username()
                translating.confirm(obj, fields=fields, language=language, state=state, by=by)


class PublishedAdmin(TranslatedAdmin):
    list_display = ["__str__", "state", "published_at", "languages_complete"]
    list_filter: Sequence = ["state"]
    search_fields = ["slug"]
    date_hierarchy = "updated_at"

    @admin.display(description=_("languages"))
    def languages_complete(self, obj):
        own = translating.own_languages(obj)
        return format_html("{} / {}", len(own), len(LANGUAGES))

    def get_search_fields(self, request):
        field = self.model.translated_title
        return [*self.search_fields, *(translating.column(field, code) for code in LANGUAGES)]


@admin.register(Office)
class OfficeAdmin(PublishedAdmin):
    autocomplete_fields = ["parent"]


@admin.register(ExternalService)
class ExternalServiceAdmin(PublishedAdmin):
    list_filter = ["state", "category"]


@admin.register(City)
class CityAdmin(TranslatedAdmin):
    autocomplete_fields = ["contact"]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not City.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(LegalBasis)
class LegalBasisAdmin(TranslatedAdmin):
    list_display = ["__str__", "title", "article", "in_force"]
    list_filter = ["kind"]
    search_fields = ["number", "year"]

    @admin.display(boolean=True, description=_("in force"))
    def in_force(self, obj):
        return obj.in_force


@admin.register(TranslationState)
class TranslationStateAdmin(admin.ModelAdmin):
    list_display = ["content", "field", "language", "state", "updated_at"]
    list_filter = ["state", "language", "content_type"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("content")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
