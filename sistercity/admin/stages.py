from django.contrib import admin

from portal.admin import PublishedAdmin, TranslatedAdmin
from sistercity.models import StageGuide, StageRecord


@admin.register(StageRecord)
class StageRecordAdmin(TranslatedAdmin):
    list_display = ["partnership", "round", "stage", "year", "state", "completed_on"]
    list_filter = ["stage", "state"]
    search_fields = ["partnership__partner__slug", "stage"]
    list_select_related = ["partnership__partner"]
    autocomplete_fields = ["partnership", "office"]


@admin.register(StageGuide)
class StageGuideAdmin(PublishedAdmin):
    filter_horizontal = ["legal_bases"]
