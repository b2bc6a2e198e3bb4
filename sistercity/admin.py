from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.admin import PublishedAdmin, TranslatedAdmin
from portal.admin_filters import Country
from sistercity.models import (
    Activity,
    Agreement,
    ContactPerson,
    CooperationField,
    Partner,
    Partnership,
    RepresentativeOffice,
    StageGuide,
    StageRecord,
)


class LinkedInline(admin.TabularInline):
    """Rows to open; they are changed on their own pages, where the lock and the languages are."""

    extra = 0
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return self.fields


class PartnershipInline(LinkedInline):
    model = Partnership
    fields = ["kind", "since", "last_confirmed", "closed"]


class AgreementInline(LinkedInline):
    model = Agreement
    fields = ["type", "signed_on", "expires_on", "state"]


class StageRecordInline(LinkedInline):
    model = StageRecord
    fields = ["round", "stage", "year", "state", "completed_on"]


class ContactInline(LinkedInline):
    model = ContactPerson
    fields = ["side", "office", "public", "valid_to"]


@admin.register(Partner)
class PartnerAdmin(PublishedAdmin):
    list_display = ["__str__", "country", "state"]
    list_filter = ("state", "type", ("country", Country))
    filter_horizontal = ["missions"]
    inlines = [PartnershipInline]


@admin.register(Partnership)
class PartnershipAdmin(TranslatedAdmin):
    list_display = ["partner", "kind", "since", "derived_status", "last_confirmed"]
    list_filter = ["kind", "closed"]
    search_fields = ["partner__slug", "partner__local_name"]
    autocomplete_fields = ["partner", "responsible_office"]
    filter_horizontal = ["fields"]
    inlines = [AgreementInline, StageRecordInline, ContactInline]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("partner").with_progress()

    @admin.display(description=_("status"))
    def derived_status(self, obj):
        return obj.status(timezone.localdate()).label


@admin.register(Agreement)
class AgreementAdmin(PublishedAdmin):
    list_display = ["__str__", "partnership", "signed_on", "expires_on", "state"]
    list_filter = ["state", "type", "term"]
    list_select_related = ["partnership__partner"]
    autocomplete_fields = ["partnership", "replaces"]
    filter_horizontal = ["fields"]


@admin.register(StageRecord)
class StageRecordAdmin(TranslatedAdmin):
    list_display = ["partnership", "round", "stage", "year", "state", "completed_on"]
    list_filter = ["stage", "state"]
    list_select_related = ["partnership__partner"]
    autocomplete_fields = ["partnership", "office"]


@admin.register(Activity)
class ActivityAdmin(PublishedAdmin):
    list_display = ["__str__", "type", "starts_on", "status", "state"]
    list_filter = ["state", "status", "type", "field"]
    autocomplete_fields = ["partnerships", "agreement"]


@admin.register(ContactPerson)
class ContactPersonAdmin(TranslatedAdmin):
    list_display = ["__str__", "partnership", "side", "public", "valid_to"]
    list_filter = ["side", "public"]
    list_select_related = ["partnership__partner"]
    autocomplete_fields = ["partnership"]


@admin.register(RepresentativeOffice)
class RepresentativeOfficeAdmin(PublishedAdmin):
    list_display = ["__str__", "kind", "country", "state"]
    list_filter = ("state", "kind", ("country", Country))


@admin.register(StageGuide)
class StageGuideAdmin(PublishedAdmin):
    filter_horizontal = ["legal_bases"]


@admin.register(CooperationField)
class CooperationFieldAdmin(TranslatedAdmin):
    list_display = ["__str__", "group", "statutory_object"]
    list_filter = ["group"]
    search_fields = ["code"]
