"""The roles and the workflow in the admin: what a form shows, takes and offers."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from portal import roles, translating, workflow
from portal.forms import LockedForm
from portal.models import Published
from portal.record_admin import RecordAdmin

MOMENTS = ["published_at", "unpublish_at"]
BUTTON = "_transition"


class RolesAdmin(RecordAdmin):
    """Asks portal.roles of each record; who may only translate gets that language's fields."""

    def _may(self, request, action, obj=None):
        codename = f"{action}_{self.opts.model_name}"
        return request.user.has_perm(f"{self.opts.app_label}.{codename}", obj)

    def has_view_permission(self, request, obj=None):
        known = self._may(request, "view", obj) or self.has_change_permission(request, obj)
        return known or self._is_looked_up(request)

    def _is_looked_up(self, request):
        """Editors of any section choose among the public records of all, as for an office."""
        looks_up = request.resolver_match.view_name == "admin:autocomplete"
        return looks_up and issubclass(self.model, Published) and roles.assignments(request.user)

    def has_change_permission(self, request, obj=None):
        return self._may(request, "change", obj)

    def has_delete_permission(self, request, obj=None):
        if isinstance(obj, Published) and not roles.never_published(obj):
            return False
        return self._may(request, "delete", obj)

    def may_write_all(self, request, obj):
        """Whether every field is open, not only the texts of one's own languages."""
        action = "change" if obj else "add"
        named = f"{self.opts.app_label}.{action}_{self.opts.model_name}"
        return roles.may(request.user, action, self.model, obj) or (
            request.user.has_perm(named, obj) and not roles.assignments(request.user)
        )

    def get_readonly_fields(self, request, obj=None):
        fixed = [*super().get_readonly_fields(request, obj)]
        if self.may_write_all(request, obj):
            return fixed
        codes = roles.languages(request.user, self.model)
        fields = translating.translated_fields(self.model) if codes else []
        own = {translating.column(f, code) for f in fields for code in codes} | {"opened_as"}
        shown = self.flatten(self.get_fields(request, obj))
        return [*fixed, *(name for name in shown if name not in own and name not in fixed)]

    def flatten(self, fields):
        return [
            name
            for entry in fields
            for name in (entry if isinstance(entry, list | tuple) else [entry])
        ]

    def get_prepopulated_fields(self, request, obj=None):
        return super().get_prepopulated_fields(request, obj) if not obj else {}

    def get_ordering(self, request):
        """What is looked up page by page needs an order too, as the lists have."""
        return super().get_ordering(request) or self.opts.ordering or ["-pk"]

    def get_queryset(self, request):
        found = super().get_queryset(request)
        if self.bound_to(request) is not None:  # what is public elsewhere would not open
            return found.filter(roles.visible(request.user, self.model))
        return found.visible_to(request.user) if issubclass(self.model, Published) else found

    def get_autocomplete_fields(self, request):
        """Those bound to countries choose from what is theirs, not from all there is."""
        return (
            [] if self.bound_to(request) is not None else super().get_autocomplete_fields(request)
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        rows, bound = db_field.remote_field.model._default_manager, self.bound_to(request)
        if bound is not None and self.names_country(db_field):
            kwargs |= {
                "queryset": rows.filter(self.in_countries(bound)),
                "widget": forms.CheckboxSelectMultiple,
            }
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        rows, bound = db_field.remote_field.model._default_manager, self.bound_to(request)
        if bound is not None and self.names_country(db_field):
            kwargs |= {"queryset": rows.filter(self.in_countries(bound)), "required": True}
        elif bound is not None and issubclass(rows.model, Published):
            found = rows.visible_to(request.user)
            if path := getattr(rows.model, "proposed_for", ""):
                found = found.filter(**{f"{path}__in": bound}).distinct()
            kwargs.setdefault("queryset", found)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def bound_to(self, request):
        """The countries of those who propose for some only; None for all others."""
        return roles.countries(request.user, self.model)

    def names_country(self, db_field):
        """Whether it is by this field that a record belongs to a country."""
        return db_field.name == getattr(self.model, "proposed_for", "").partition("__")[0]

    def in_countries(self, bound):
        path = self.model.proposed_for.partition("__")[2]
        return Q(**{f"{path}__in": bound})

    def may_revert(self, request, obj):
        """An old version brings back all fields at once, so it is a publisher's to bring back."""
        return roles.may(request.user, "publish", self.model, obj)


class PublishedForm(LockedForm):
    """Refuses a step of the workflow together with the rest of the form, so that nothing is lost.

    `editor` is the user, set by the admin on the class made for the request.
    """

    editor = None

    @property
    def step(self):
        return self.data.get(BUTTON, "")

    @property
    def changes_texts(self):
        return bool(set(self.changed_data) - {*MOMENTS, "opened_as"})

    @property
    def brings_more_than_the_step(self):
        """Approving and scheduling set the moments themselves."""
        step = workflow.TRANSITIONS[self.step]
        return self.changes_texts or bool(self.changed_data and not step.four_eyes)

    def clean(self):
        super().clean()
        moments = [self.cleaned_data.get(f, getattr(self.instance, f)) for f in MOMENTS]
        if self.step or set(MOMENTS) & set(self.changed_data):
            for field, sentence in workflow.check_period(
                *moments, scheduling=self.step == "schedule"
            ):
                self.add_error(field if field in self.fields else None, sentence)
        if self.step:
            self._check_step()

    def _check_step(self):
        try:
            workflow.check(self.instance, self.step, by=self.editor, changed=self.changes_texts)
        except workflow.WorkflowError as error:
            self.add_error(None, str(error))


class WorkflowAdmin(RolesAdmin):
    """Buttons for the steps instead of a free choice of the state."""

    form = PublishedForm

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change, **kwargs)
        return type(made.__name__, (made,), {"editor": request.user})

    def get_readonly_fields(self, request, obj=None):
        fixed = [*super().get_readonly_fields(request, obj)]
        closed = ["state"]
        if not roles.may(request.user, "publish", self.model, obj):
            closed += MOMENTS
        return [*fixed, *(name for name in closed if name not in fixed)]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["transitions"] = workflow.offered(obj or self.model(), request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        """A step alone leaves one row in the history; with changes, they come first."""
        if change:
            self._keep_state(request, obj)
        if not (change and form.step) or form.brings_more_than_the_step:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.step:  # not sooner: what is related may decide who may take the step
            self._take(request, form.instance, form.step)

    def _keep_state(self, request, obj):
        """An old version brought back does not bring back its state."""
        fields = ["state"]
        if not roles.may(request.user, "publish", self.model, obj):
            fields += MOMENTS
        for name, value in type(obj)._base_manager.values(*fields).get(pk=obj.pk).items():
            setattr(obj, name, value)

    def _take(self, request, obj, name):
        step = workflow.TRANSITIONS[name]
        moments = {"at": obj.published_at, "until": obj.unpublish_at} if step.four_eyes else {}
        workflow.STEPS[name](record=obj, by=request.user, **moments)
        self.message_user(request, _("Done: %(step)s.") % {"step": step.label})
