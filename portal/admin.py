from collections.abc import Sequence

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _
from modeltranslation.fields import TranslationField

from portal import dates, roles, roles_admin, translating  # noqa: F401 (accounts register themselves)
from portal.admin_filters import LanguageGap, ReviewDate, StaleLanguage
from portal.forms import LockedForm, SourcesField
from portal.help_texts import HELP
from portal.languages import LANGUAGES, SOURCE
from portal.models import (
    City,
    CityFact,
    ExternalService,
    LegalBasis,
    Office,
    SearchQuery,
    TranslationState,
)
from portal.search_admin import SearchQueryAdmin
from portal.workflow_admin import RolesAdmin, WorkflowAdmin

admin.site.site_header = _("City portal")
admin.site.site_title = _("City portal")
admin.site.register(SearchQuery, SearchQueryAdmin)


class TranslatedAdmin(RolesAdmin):
    """Shows the source and one chosen language (?language=de) side by side, and locks its forms."""

    form = LockedForm
    change_form_template = "admin/translated_change_form.html"
    history_list_display = ["history_change_reason"]

    def chosen_language(self, request):
        code = request.GET.get("language", "")
        if code in LANGUAGES:
            return code
        return next(iter(roles.languages(request.user, self.model)), "en")

    def source_language(self, obj):
        return translating.source_language(obj) if obj else SOURCE

    def get_list_display(self, request):
        return with_these(super().get_list_display(request), ["language_gaps"])

    def get_list_filter(self, request):
        return with_these(super().get_list_filter(request), [LanguageGap, StaleLanguage])

    def get_changelist_instance(self, request):
        """Reads the translation states of all rows shown at once."""
        changelist = super().get_changelist_instance(request)
        found = translating.states_of(changelist.result_list)
        for record in changelist.result_list:
            record.language_states = translating.by_language(found[record.pk])
        return changelist

    @admin.display(description=_("language gaps"))
    def language_gaps(self, obj):
        gaps = [
            (state, LANGUAGES[code].name, state.label, code)
            for code, state in obj.language_states.items()
            if state in translating.GAPS
        ]
        chip = '<abbr class="chip {}" title="{}: {}">{}</abbr>'
        return format_html_join(" ", chip, gaps) or gettext("none")

    def get_autocomplete_fields(self, request):
        """Every reference to records that can be searched, without naming it."""
        fields = [f for f in self.model._meta.fields if isinstance(f, models.ForeignKey)]
        searched = [
            field.name
            for field in fields
            if getattr(self.admin_site._registry.get(field.related_model), "search_fields", ())
        ]
        return [*dict.fromkeys([*super().get_autocomplete_fields(request), *searched])]

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
        if db_field.name in ("sources", "profile_sources"):
            return SourcesField(label=db_field.verbose_name)
        if db_field.name == "source_language":
            return source_language_field(db_field)
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and not field.help_text:
            field.help_text = HELP.get(db_field.name, "")
        if field and isinstance(field.widget, AdminSplitDateTime):
            name_parts(field)
        return named_by_language(field, db_field)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["languages"] = self.language_chips(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def language_chips(self, request, obj):
        """(language, its most urgent state, whether it is the source or the chosen one)."""
        original, chosen = self.source_language(obj), self.chosen_language(request)
        found = translating.by_language(translating.states(obj)) if obj else {}
        return [
            (language, found.get(code), {original: "source", chosen: "chosen"}.get(code, ""))
            for code, language in LANGUAGES.items()
        ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        self.confirm_translations(request, obj, form.changed_data)

    def save_formset(self, request, form, formset, change):
        """Translations typed in rows are confirmed like those of the record itself."""
        super().save_formset(request, form, formset, change)
        for row in formset.forms:
            kept = row.instance.pk and row.has_changed() and row not in formset.deleted_forms
            if kept and roles.is_translated(formset.model):
                self.confirm_translations(request, row.instance, row.changed_data)

    def confirm_translations(self, request, obj, changed):
        original = translating.source_language(obj)
        pairs = [
            (field, language)
            for language in LANGUAGES
            for field in translating.translated_fields(type(obj))
            if translating.column(field, language) in changed and language != original
        ]
        if pairs:
            state, by = TranslationState.State.CURRENT, request.user.get_username()
            translating.confirm_all(obj, pairs=pairs, state=state, by=by)


def name_parts(field):
    """Django's label belongs to neither the date nor the time."""
    for part, word in zip(field.widget.widgets, (gettext("Date:"), gettext("Time:")), strict=True):
        part.attrs["aria-label"] = f"{capfirst(str(field.label))} – {word.rstrip(':')}"


def named_by_language(field, db_field):
    """The form field of a translated column says which language it is in."""
    if field and isinstance(db_field, TranslationField):
        language = LANGUAGES[db_field.language]
        label = capfirst(str(db_field.translated_field.verbose_name))
        field.label = f"{label} ({language.name})"
        field.widget.attrs |= {"lang": language.tag, "dir": language.dir}
    return field


def source_language_field(db_field):
    return forms.ChoiceField(
        label=capfirst(db_field.verbose_name),
        choices=[(language.code, language.name) for language in LANGUAGES.values()],
        initial=SOURCE,
        help_text=HELP["source_language"],
    )


def with_these(names, wanted):
    return [*names, *(name for name in wanted if name not in names)]


class PublishedAdmin(WorkflowAdmin, TranslatedAdmin):
    list_display = ["__str__", "state", "published_at"]
    list_filter: Sequence = ["state"]
    search_fields = ["slug"]
    date_hierarchy = "updated_at"

    def get_list_display(self, request):
        return with_these(super().get_list_display(request), ["state", "review_date"])

    def get_list_filter(self, request):
        return with_these(super().get_list_filter(request), [ReviewDate])

    @admin.display(description=_("review by"), ordering="review_by")
    def review_date(self, obj):
        if obj.review_by is None:
            return None
        day = dates.localdate(obj.review_by)
        if obj.review_by >= timezone.localdate():
            return day
        return format_html('<strong class="overdue">{} – {}</strong>', day, gettext("overdue"))

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


@admin.register(CityFact)
class CityFactAdmin(TranslatedAdmin):
    list_display = ["__str__", "value", "as_of", "position"]


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


from portal import media_admin, newsdesk  # noqa: E402, F401 (they build on the classes above)
