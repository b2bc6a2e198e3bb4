"""The admin of what moves daily: news, alerts, redirects and the inbox of feedback."""

from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _

from portal.admin import PublishedAdmin
from portal.dashboard import MOST, Panel, Row
from portal.dates import localdate
from portal.forms import LockedForm
from portal.models import AlertBanner, NewsItem, PageFeedback, Redirect
from portal.sections import section_labels
from portal.sitemaps import entries
from portal.workflow_admin import PublishedForm, RolesAdmin


@admin.register(NewsItem)
class NewsItemAdmin(PublishedAdmin):
    list_display = ["__str__", "category", "date", "state"]
    list_filter = ["state", "category"]


class AlertForm(PublishedForm):
    sections = forms.MultipleChoiceField(
        label=_("sections"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("On every page where none is chosen."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("sections"):
            field.choices = list(section_labels().items())


@admin.register(AlertBanner)
class AlertBannerAdmin(PublishedAdmin):
    form = AlertForm
    list_display = ["__str__", "level", "state", "published_at", "unpublish_at"]
    list_filter = ["state", "level"]


@admin.register(Redirect)
class RedirectAdmin(RolesAdmin):
    form = LockedForm
    fields = ["old_path", "target", "permanent", "opened_as"]
    list_display = ["old_path", "target", "permanent"]
    list_filter = ["permanent"]
    search_fields = ["old_path", "target"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if any(obj.old_path in paths.values() for _changed, paths in entries()):
            messages.warning(
                request,
                _("A page of this portal answers at %(path)s: the redirect waits until it is gone.")
                % {"path": obj.old_path},
            )


@admin.register(PageFeedback)
class PageFeedbackAdmin(RolesAdmin):
    form = LockedForm
    list_display = ["created_at", "kind", "rating", "page", "language", "office", "state"]
    list_filter = ["state", ("office", admin.RelatedOnlyFieldListFilter), "kind", "language"]
    list_select_related = ["office"]
    search_fields = ["page", "text"]
    autocomplete_fields = ["office"]
    readonly_fields = ["page", "language", "kind", "rating", "reason", "text", "created_at"]
    fields = [*readonly_fields, "office", "state", "opened_as"]

    def has_add_permission(self, request):
        return False


def open_feedback(user):
    """The dashboard's panel for those who may read the inbox."""
    if not user.has_perm("portal.view_pagefeedback"):
        return None
    new = PageFeedback.objects.filter(state=PageFeedback.State.NEW).order_by("-created_at")
    rows = [
        Row(
            str(said),
            reverse("admin:portal_pagefeedback_change", args=[said.pk]),
            localdate(said.created_at),
        )
        for said in new[:MOST]
    ]
    return Panel("feedback", gettext("Feedback from readers"), rows, gettext("No new feedback."))
