"""What the admin offers beside every record's form: versions, uses, and a preview for guests."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from simple_history.admin import SimpleHistoryAdmin

from portal import comparing, previews, where_used
from portal.exports import export_csv, export_xlsx
from portal.forms import fingerprint

NEWEST_VERSIONS = 200


class RecordAdmin(SimpleHistoryAdmin):
    actions = [export_csv, export_xlsx]
    delete_confirmation_template = "admin/record_delete.html"

    def get_urls(self):
        views = {
            "compare": self.compare_view,
            "revert": require_POST(self.revert_view),
            "used": self.used_view,
            "guest": self.preview_view,
        }
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path(f"<path:object_id>/{word}/", wrap(view), name=f"{name}_{word}")
            for word, view in views.items()
        ] + super().get_urls()

    def address(self, word, obj):
        name = f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_{word}"
        return reverse(name, args=[obj.pk])

    def found(self, request, object_id):
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return obj

    def page(self, request, obj, template, title, **context):
        common = self.admin_site.each_context(request)
        context = common | {"opts": self.model._meta, "original": obj, "title": title} | context
        return TemplateResponse(request, template, context)

    def may_revert(self, request, obj):
        return self.has_change_permission(request, obj)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """simple_history's own form knows no lock and not all languages: ours takes its place."""
        obj = self.found(request, object_id)
        query = urlencode({"old": version_id})
        return HttpResponseRedirect(f"{self.address('compare', obj)}?{query}")

    def compare_view(self, request, object_id):
        obj = self.found(request, object_id)
        rows = obj.history.select_related("history_user").order_by("-history_date", "-history_id")
        versions = list(rows[:NEWEST_VERSIONS])
        old = chosen(versions, request.GET.get("old"), 1)
        new = chosen(versions, request.GET.get("new"), 0)
        return self.page(
            request,
            obj,
            "admin/compare.html",
            _("Compare versions"),
            versions=versions,
            old=old,
            new=new,
            changes=comparing.changes(self.model, old, new) if old and new else [],
            may_revert=bool(old) and self.may_revert(request, obj),
            opened_as=fingerprint(obj),
            revert_url=self.address("revert", obj),
        )

    def revert_view(self, request, object_id):
        obj = self.found(request, object_id)
        if not self.may_revert(request, obj):
            raise PermissionDenied
        try:
            with transaction.atomic():
                self.revert(request, obj)
        except ValidationError as error:
            for sentence in error.messages:
                self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(self.address("compare", obj))
        self.message_user(request, _("The record has its earlier contents again."))
        return HttpResponseRedirect(self.address("change", obj))

    def revert(self, request, obj):
        record = self.model._base_manager.select_for_update().get(pk=obj.pk)
        if fingerprint(record) != request.POST.get("opened_as"):
            raise ValidationError(
                _("Somebody else has saved this record since you opened it. Compare again.")
            )
        wanted = request.POST.get("version", "")
        version = get_object_or_404(obj.history, history_id=wanted if wanted.isdecimal() else 0)
        moment = version.history_date.strftime("%Y-%m-%d %H:%M")
        comparing.revert(record, version=version, reason=_("Back to %s") % moment)
        self.log_change(request, record, _("Back to %s") % moment)

    def used_view(self, request, object_id):
        obj = self.found(request, object_id)
        uses = where_used.uses(obj, request.user)
        return self.page(request, obj, "admin/used.html", _("Where it is used"), uses=uses)

    def preview_view(self, request, object_id):
        obj = self.found(request, object_id)
        if not self.can_preview(obj):
            raise Http404
        url, until = previews.link(obj, request.user)
        title = _("Preview link (7 days)")
        return self.page(request, obj, "admin/preview_link.html", title, url=url, until=until)

    def can_preview(self, obj):
        return hasattr(obj, "state") and previews.can_preview(obj) and not obj.is_public

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["used_in"] = where_used.counts(obj)
            context["can_preview"] = self.can_preview(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def delete_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, unquote(object_id))
        uses = where_used.uses(obj, request.user) if obj and request.method == "GET" else []
        return super().delete_view(request, object_id, (extra_context or {}) | {"uses": uses})


def chosen(versions, history_id, default):
    """The version of that number, or the one at a place of the list, newest first."""
    found = [version for version in versions if str(version.history_id) == history_id]
    return (found or versions[default : default + 1] or [None])[0]
