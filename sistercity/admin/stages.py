from functools import partial, update_wrapper

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import path
from django.utils.translation import gettext_lazy as _

from portal.admin import PublishedAdmin, TranslatedAdmin
from portal.forms import LockedForm
from sistercity.admin.board import board_view
from sistercity.admin.workspace import partnership_step_view, step_view, workspace_view
from sistercity.models import StageGuide, StageRecord
from sistercity.stage_forms import OF_PARTNERSHIP

BY_STEPS = [
    "partnership", "round", "stage", "year", "state", "started_on", "completed_on", "reason",
    "sources",
]  # fmt: skip


def stage_urls(partnerships):
    """The board, and each partnership's workspace with its steps, in PartnershipAdmin."""

    def view(function, **values):
        bound = update_wrapper(partial(function, partnerships, **values), function)
        return partnerships.admin_site.admin_view(bound)

    work, step = "<int:pk>/stages/", "<int:round>/<slug:stage>/<int:year>/<slug:step>/"
    return [
        path("board/", view(board_view), name="sistercity_partnership_board"),
        path(work, view(workspace_view), name="sistercity_partnership_work"),
        path(work + step, view(step_view), name="sistercity_partnership_step"),
        *[
            path(
                f"{work}{name}/",
                view(partnership_step_view, step=name),
                name=f"sistercity_partnership_{name.replace('-', '_')}",
            )
            for name in OF_PARTNERSHIP
        ],
    ]


class StageRecordForm(LockedForm):
    def clean(self):
        super().clean()
        if not self.instance.pk and not self.cleaned_data.get("sources"):
            raise ValidationError(
                {
                    "sources": _(
                        "Name the source. Only what a source reports is entered here; the "
                        "stages of the city’s own work are taken in the workspace."
                    )
                }
            )


@admin.register(StageRecord)
class StageRecordAdmin(TranslatedAdmin):
    """Notes and dates due of every record; the rest only of those that come from a source."""

    form = StageRecordForm
    list_display = ["partnership", "round", "stage", "year", "state", "completed_on"]
    list_filter = ["stage", "state"]
    search_fields = ["partnership__partner__slug", "stage"]
    list_select_related = ["partnership__partner"]
    autocomplete_fields = ["partnership", "office"]

    def get_readonly_fields(self, request, obj=None):
        fixed = [*super().get_readonly_fields(request, obj)]
        if obj is None or obj.is_imported:
            return fixed
        return [*fixed, *(name for name in BY_STEPS if name not in fixed)]


@admin.register(StageGuide)
class StageGuideAdmin(PublishedAdmin):
    filter_horizontal = ["legal_bases"]
