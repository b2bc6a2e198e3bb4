from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelChoiceField

from portal import roles, translating
from portal.admin import named_by_language
from portal.forms import CHANGED_MEANWHILE, LockedForm
from portal.languages import SOURCE


class LinkedInline(admin.TabularInline):
    """Rows to open; they are changed on their own pages, where the lock and the languages are."""

    extra = 0
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return self.fields


class LockedFormSet(BaseInlineFormSet):
    """A row that somebody else has changed is not deleted either."""

    def clean(self):
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk and form.changed_meanwhile():
                raise ValidationError(CHANGED_MEANWHILE, code="changed_meanwhile")


class EditedInline(admin.StackedInline):
    """Rows changed on the page of their record, each with a lock of its own.

    Who only translates does so on the row's own page.
    """

    form, formset = LockedForm, LockedFormSet
    extra = 0
    show_change_link = True

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        translates = roles.assignments(request.user) and not roles.may(
            request.user, "change", self.model
        )
        return allowed and not translates

    def get_fields(self, request, obj=None):
        """`fields`, the translated ones as pairs of the source and the chosen language."""
        owner = self.admin_site.get_model_admin(self.parent_model)
        languages = dict.fromkeys([SOURCE, owner.chosen_language(request)])
        names = translating.translated_fields(self.model)
        pairs = {name: tuple(translating.column(name, c) for c in languages) for name in names}
        return [*(pairs.get(name, name) for name in self.fields), "opened_as"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The choices of a field are read once for all rows."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, ModelChoiceField) and db_field.name not in self.autocomplete_fields:
            field.choices = list(field.choices)
        return named_by_language(field, db_field)
