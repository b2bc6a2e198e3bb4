from django.contrib import admin

from portal.admin import PublishedAdmin, TranslatedAdmin
from sistercity.models import Benefit, Evaluation


@admin.register(Benefit)
class BenefitAdmin(PublishedAdmin):
    list_display = ["__str__", "partnership", "year", "measure", "quantity", "state"]
    list_filter = ["state", "measure", "direction", "year"]
    list_select_related = ["partnership__partner"]
    autocomplete_fields = ["partnership", "activity", "evidence"]


@admin.register(Evaluation)
class EvaluationAdmin(TranslatedAdmin):
    list_display = ["partnership", "year", "field", "recommendation", "public"]
    list_filter = ["year", "recommendation", "public"]
    list_select_related = ["partnership__partner", "field"]
