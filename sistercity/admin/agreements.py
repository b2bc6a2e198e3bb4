from django.contrib import admin

from portal.admin import PublishedAdmin, TranslatedAdmin
from portal.forms import LockedForm
from portal.workflow_admin import RolesAdmin
from sistercity.models import Activity, Agreement, Attendance, Commitment, Signatory


@admin.register(Agreement)
class AgreementAdmin(PublishedAdmin):
    list_display = ["__str__", "partnership", "signed_on", "expires_on", "state"]
    list_filter = ["state", "type", "term"]
    list_select_related = ["partnership__partner"]
    autocomplete_fields = ["partnership", "replaces"]
    filter_horizontal = ["fields"]


@admin.register(Activity)
class ActivityAdmin(PublishedAdmin):
    list_display = ["__str__", "type", "starts_on", "status", "state"]
    list_filter = ["state", "status", "type", "field"]
    autocomplete_fields = ["partnerships", "agreement"]


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


@admin.register(Attendance)
class AttendanceAdmin(RolesAdmin):
    form = LockedForm
    fields = ["activity", "partnership", "state", "participants", "opened_as"]
    list_display = ["activity", "partnership", "state", "participants"]
    list_filter = ["state"]
    list_select_related = ["activity", "partnership__partner"]
