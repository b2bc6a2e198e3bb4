from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy as _

from portal.admin import PublishedAdmin, TranslatedAdmin
from portal.admin_filters import Country
from sistercity.admin.inlines import LinkedInline
from sistercity.admin.stages import stage_urls
from sistercity.models import (
    Agreement,
    ContactPerson,
    CooperationField,
    JointCommittee,
    NetworkMembership,
    Partner,
    Partnership,
    ReciprocityCheck,
    RepresentativeOffice,
    YearlyGoal,
)


class PartnershipInline(LinkedInline):
    model = Partnership
    fields = ["kind", "since", "last_confirmed", "closed"]


class AgreementInline(LinkedInline):
    model = Agreement
    fields = ["type", "signed_on", "expires_on", "state"]


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
    list_display = ["partner", "kind", "since", "derived_status", "last_confirmed", "evaluated"]
    list_filter = ["kind", "closed"]
    search_fields = ["partner__slug", "partner__local_name"]
    autocomplete_fields = ["partner", "responsible_office"]
    filter_horizontal = ["fields"]
    inlines = [AgreementInline, ContactInline]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("partner").with_progress()

    change_list_template = "admin/sistercity/partnership_list.html"
    change_form_template = "admin/sistercity/partnership_form.html"

    def get_urls(self):
        return [*stage_urls(self), *super().get_urls()]

    @admin.display(description=_("status"))
    def derived_status(self, obj):
        return obj.status(timezone.localdate()).label

    @admin.display(description=_("evaluations"))
    def evaluated(self, obj):
        address = reverse("admin:sistercity_evaluation_changelist")
        link = '<a href="{}?partnership__id__exact={}">{}</a>'
        return format_html(link, address, obj.pk, gettext("Evaluations"))


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


@admin.register(CooperationField)
class CooperationFieldAdmin(TranslatedAdmin):
    list_display = ["__str__", "group", "statutory_object"]
    list_filter = ["group"]
    search_fields = ["code"]


@admin.register(NetworkMembership)
class NetworkMembershipAdmin(PublishedAdmin):
    list_display = ["__str__", "since", "checked_on", "state"]


@admin.register(ReciprocityCheck)
class ReciprocityCheckAdmin(TranslatedAdmin):
    list_display = ["partner", "checked_on", "has_page", "url"]
    list_filter = ["has_page"]
    list_select_related = ["partner"]


class YearlyGoalInline(LinkedInline):
    model = YearlyGoal
    fields = ["year", "text", "reached"]


@admin.register(JointCommittee)
class JointCommitteeAdmin(TranslatedAdmin):
    list_display = ["__str__", "partnership", "since"]
    list_select_related = ["partnership__partner"]
    filter_horizontal = ["offices"]
    autocomplete_fields = ["meetings"]
    inlines = [YearlyGoalInline]


@admin.register(YearlyGoal)
class YearlyGoalAdmin(TranslatedAdmin):
    list_display = ["__str__", "committee", "year", "reached"]
    list_filter = ["year", "reached"]
    list_select_related = ["committee"]
