from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from sistercity import board
from sistercity.board import SYMBOLS
from sistercity.stages import WAITING, StageState

PER_PAGE = 50


def board_view(admin, request):
    """Real partnerships, or with ?training=1 the fictional ones; never both."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    training = request.GET.get("training") == "1"
    everything = board.rows(training)
    filters = board.BoardFilter(request.GET if request.GET else None, everything)
    chosen = filters.chosen()
    found = [row for row in everything if board.matches(row, chosen)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = admin.admin_site.each_context(request) | {
        "opts": admin.opts,
        "title": _("Board of the ten stages"),
        "training": training,
        "filters": filters,
        "chosen": chosen,
        "page": page,
        "totals": board.totals(found),
        "legend": list(legend()),
    }
    return TemplateResponse(request, "admin/sistercity/board.html", context)


def legend():
    """Every symbol once; what waits for whom shares one."""
    for state, symbol in SYMBOLS.items():
        if state not in WAITING:
            yield state, symbol, state.label
    yield StageState.WAITING_PARTNER, SYMBOLS[StageState.WAITING_PARTNER], _("Waiting for somebody")
