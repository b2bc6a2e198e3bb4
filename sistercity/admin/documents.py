from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.forms import LockedForm
from portal.workflow_admin import RolesAdmin
from sistercity.models import Document, Proposal


@admin.register(Document)
class DocumentAdmin(RolesAdmin):
    form = LockedForm
    fields = [
        "partnership", "record", "agreement", "activity", "guide",
        "type", "title", "number", "date", "language", "file", "public", "opened_as",
    ]  # fmt: skip
    list_display = ["__str__", "partnership", "type", "date", "public"]
    list_filter = ["public", "type"]
    search_fields = ["title", "number"]
    list_select_related = ["partnership__partner"]


@admin.register(Proposal)
class ProposalAdmin(RolesAdmin):
    form = LockedForm
    readonly_fields = [
        "reference", "purpose", "name", "office", "email", "city", "country", "fields_named",
        "message", "attachment", "language", "created_at", "keep_until",
    ]  # fmt: skip
    fields = [*readonly_fields, "state", "internal_note", "opened_as"]
    list_display = ["reference", "purpose", "city", "country", "state", "created_at"]
    list_filter = ["state", "purpose"]

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("fields of cooperation"))
    def fields_named(self, obj):
        return ", ".join(str(field) for field in obj.fields.all())
