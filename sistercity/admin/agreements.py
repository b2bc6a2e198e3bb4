from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from portal.admin import PublishedAdmin, TranslatedAdmin
from portal.forms import LockedForm
from portal.templatetags.portal import language_in_words
from portal.workflow_admin import RolesAdmin
from sistercity.admin.inlines import EditedInline, LockedFormSet
from sistercity.agreements import TimeLeft
from sistercity.models import Activity, Agreement, Attendance, Commitment, Signatory

STRANGER = _("This is no partnership of the activity.")


class TimeLeftFilter(admin.SimpleListFilter):
    """How soon agreements end that may still bind, the most urgent first, each with its number."""

    title, parameter_name = _("time left"), "left"

    def lookups(self, request, model_admin):
        today = timezone.localdate()
        self.found = {}
        for agreement in Agreement.objects.real().with_siblings().exclude(state="archived"):
            self.found.setdefault(agreement.time_left(today), []).append(agreement.pk)
        return [
            (left.value, f"{left.label} ({len(self.found[left])})")
            for left in TimeLeft
            if left in self.found
        ]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(pk__in=self.found.get(self.value(), [])).order_by("expires_on", "pk")


class CodesField(forms.CharField):
    """Codes of languages, apart by commas; kept as a list."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        codes = [code.strip() for code in (value or "").split(",") if code.strip()]
        for code in codes:
            if language_in_words(code) == code:
                raise ValidationError(
                    gettext("“%(code)s” is no code of a language. Write for example: id, en, de.")
                    % {"code": code}
                )
        return codes

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "").strip()


class SignatoryInline(EditedInline):
    model = Signatory
    fields = ["side", "name", "position"]


class CommitmentInline(EditedInline):
    model = Commitment
    fields = ["text", "field", "due_on", "state", "activities"]
    autocomplete_fields = ["activities"]


@admin.register(Agreement)
class AgreementAdmin(PublishedAdmin):
    list_display = ["__str__", "partner", "signed_on", "expires_on", "left", "office", "notice"]
    list_filter = [TimeLeftFilter, "state", "type", "term"]
    autocomplete_fields = ["partnership", "replaces"]
    filter_horizontal = ["fields"]
    inlines = [SignatoryInline, CommitmentInline]

    def get_queryset(self, request):
        found = super().get_queryset(request).with_siblings()
        return found.select_related("partnership__responsible_office")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "authentic_languages":
            return CodesField(
                label=_("Authentic languages"),
                required=False,
                help_text=_("Codes of languages, apart by commas: id, en, de."),
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("partner"), ordering="partnership__partner__slug")
    def partner(self, obj):
        return obj.partner()

    @admin.display(description=_("time left"), ordering="expires_on")
    def left(self, obj):
        left = obj.time_left(timezone.localdate())
        if left == TimeLeft.OVERDUE:
            return format_html('<strong class="overdue">{}</strong>', left.label)
        return left and left.label

    @admin.display(description=_("responsible office"))
    def office(self, obj):
        return obj.partnership.responsible_office

    @admin.display(description=pgettext_lazy("period", "notice"))
    def notice(self, obj):
        return obj.notice


class AttendanceFormSet(LockedFormSet):
    """Who takes part is one of the activity's partners, as they stand in the same form."""

    def clean(self):
        super().clean()
        chosen = set(self.data.getlist("partnerships"))
        for form in self.forms:
            tie = form.cleaned_data.get("partnership") if form.is_valid() else None
            if tie and form not in self.deleted_forms and str(tie.pk) not in chosen:
                form.add_error("partnership", STRANGER)


class AttendanceInline(EditedInline):
    model = Attendance
    formset = AttendanceFormSet
    fields = ["partnership", "state", "participants"]
    autocomplete_fields = ["partnership"]


@admin.register(Activity)
class ActivityAdmin(PublishedAdmin):
    list_display = ["__str__", "type", "starts_on", "status", "state"]
    list_filter = ["state", "status", "type", "field"]
    autocomplete_fields = ["partnerships", "agreement"]
    inlines = [AttendanceInline]


@admin.register(Signatory)
class SignatoryAdmin(TranslatedAdmin):
    list_display = ["name", "agreement", "side"]
    list_filter = ["side"]
    list_select_related = ["agreement"]


@admin.register(Commitment)
class CommitmentAdmin(TranslatedAdmin):
    list_display = ["__str__", "agreement", "field", "due_on", "state"]
    list_filter = ["state", "field"]
    list_select_related = ["agreement", "field"]
    autocomplete_fields = ["activities"]


class AttendanceForm(LockedForm):
    def clean(self):
        super().clean()
        activity, tie = (self.cleaned_data.get(name) for name in ("activity", "partnership"))
        if activity and tie and not activity.partnerships.filter(pk=tie.pk).exists():
            self.add_error("partnership", STRANGER)


@admin.register(Attendance)
class AttendanceAdmin(RolesAdmin):
    form = AttendanceForm
    fields = ["activity", "partnership", "state", "participants", "opened_as"]
    list_display = ["activity", "partnership", "state", "participants"]
    list_filter = ["state"]
    list_select_related = ["activity", "partnership__partner"]
