from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _

from portal import roles, uploads
from portal.dashboard import MOST, Panel, Row
from portal.dates import localdate
from portal.forms import CheckedUpload
from portal.language_names import language_choices
from portal.stored_admin import StoredAdmin, StoredForm
from portal.workflow_admin import RolesAdmin
from sistercity import documents
from sistercity.models import Document

PARTS = ("record", "agreement", "activity")
BUTTON = "_step"


class DocumentForm(StoredForm):
    """`editor` is the user, set by the admin on the class made for the request."""

    editor = None
    file = CheckedUpload(label=_("File"), accept=uploads.accept, help_text=uploads.KINDS)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", "–"), *language_choices()],
    )
    reason = forms.CharField(
        label=_("Why it is declined"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        help_text=_("Only to decline it. Whoever brought the document reads this."),
    )

    @property
    def step(self):
        return self.data.get(BUTTON, "")

    @property
    def changes_document(self):
        return bool(set(self.changed_data) - {"reason", "opened_as"})

    def clean(self):
        super().clean()
        values = {
            name: self.cleaned_data.get(name, getattr(self.instance, name))
            for name in ("partnership", *PARTS)
        }
        for name in documents.strangers(**values):
            text = _("This belongs to another partnership than the document.")
            self.add_error(name if name in self.fields else "partnership", text)
        if self.step:
            self._check_step()

    def _check_step(self):
        reason = self.cleaned_data.get("reason", "")
        try:
            documents.check(
                self.instance,
                self.step,
                by=self.editor,
                changed=self.changes_document,
                reason=reason,
            )
        except documents.DocumentError as error:
            wants_reason = self.step == "decline" and not reason and "reason" in self.fields
            self.add_error("reason" if wants_reason else None, str(error))


class Acceptance(admin.SimpleListFilter):
    title = _("acceptance")
    parameter_name = "acceptance"

    def lookups(self, request, model_admin):
        return [
            ("waiting", _("Awaiting acceptance")),
            ("declined", _("Declined")),
            ("accepted", _("Accepted")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "waiting":
                return queryset.waiting()
            case "declined":
                return queryset.exclude(declined_because="")
            case "accepted":
                return queryset.accepted()
        return queryset


@admin.register(Document)
class DocumentAdmin(StoredAdmin, RolesAdmin):
    """Those who keep documents file them anywhere; an embassy proposes them for a partnership."""

    form = DocumentForm
    change_form_template = "admin/steps_change_form.html"
    list_display = ["__str__", "partnership", "type", "date", "acceptance", "public"]
    list_filter = [Acceptance, "public", "type"]
    search_fields = ["title", "number"]
    list_select_related = ["partnership__partner"]
    autocomplete_fields = ["partnership", "record", "agreement", "activity"]
    readonly_fields = ["stored_file", "declined_because", "uploaded_by", "uploaded_at"]

    def get_queryset(self, request):
        found = super().get_queryset(request)
        beyond = roles.visible(request.user, Document)
        return found.filter(beyond) if beyond is not None else found.none()

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change, **kwargs)
        return type(made.__name__, (made,), {"editor": request.user})

    def get_fields(self, request, obj=None):
        keeps = documents.keeps(request.user)
        asks_why = keeps and obj and obj.awaits_acceptance and not obj.declined_because
        named = ["type", "title", "number", "date", "language"]
        return [
            *(["partnership", *PARTS, "guide"] if keeps else ["partnership", "activity"]),
            *named,
            *(["file"] if self.may_write_all(request, obj) else []),
            *(["stored_file", "uploaded_by", "uploaded_at"] if obj else []),
            *(["public"] if keeps or obj else []),
            *(["declined_because"] if obj and obj.declined_because else []),
            *(["reason"] if asks_why or "reason" in request.POST else []),
            "opened_as",
        ]

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        is_open = documents.keeps(request.user) and not (obj and obj.awaits_acceptance)
        return fixed if is_open or "public" in fixed else [*fixed, "public"]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        waits = obj and obj.awaits_acceptance and not obj.declined_because
        context["steps"] = documents.STEPS if waits and documents.keeps(request.user) else {}
        context["step_state"] = obj and self.acceptance(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if form.changes_document or not change:
            documents.save(document=obj, by=request.user)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.step == "accept":
            documents.accept(document=form.instance, by=request.user)
        elif form.step:
            reason = form.cleaned_data["reason"]
            documents.decline(document=form.instance, by=request.user, reason=reason)

    @admin.display(description=_("stored file"))
    def stored_file(self, obj):
        return format_html(
            '<a href="{}">{}</a><br><small>SHA-256 {}</small>',
            obj.get_absolute_url(),
            obj.file_name,
            obj.sha256,
        )

    @admin.display(description=_("acceptance"))
    def acceptance(self, obj):
        if obj.accepted_at:
            return gettext("Accepted")
        return gettext("Declined") if obj.declined_because else gettext("Awaiting acceptance")


def documents_to_answer(user):
    """For officers what waits for them; for an embassy what was declined and may be corrected."""
    if not user.has_perm("sistercity.view_document"):
        return None
    found = Document.objects.visible_to(user).select_related("partnership__partner")
    if documents.keeps(user):
        rows, title = found.waiting(), gettext("Documents awaiting acceptance")
        empty = gettext("No document waits for acceptance.")
    else:
        rows, title = found.exclude(declined_because=""), gettext("Declined documents")
        empty = gettext("No document was declined.")
    return Panel("documents", title, [_row(d) for d in rows.order_by("uploaded_at")[:MOST]], empty)


def _row(document):
    return Row(
        f"{capfirst(str(document))} ({document.partnership.partner})",
        reverse("admin:sistercity_document_change", args=[document.pk]),
        localdate(document.uploaded_at),
    )
