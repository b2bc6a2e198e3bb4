"""A partnership's page for officers, and the forms of the steps they take with its stages."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy

from portal import roles
from sistercity import programmes
from sistercity.models import (
    Activity,
    Agreement,
    Benefit,
    Commitment,
    ContactPerson,
    Document,
    Evaluation,
    Partner,
    Partnership,
    Proposal,
    StageRecord,
)
from sistercity.stage_forms import OF_PARTNERSHIP, OF_RECORD
from sistercity.stages import Stage, renewal
from sistercity.warnings import warnings
from sistercity.workspace import Workspace

MOST_ROWS = 6
MOST_HISTORY = 20
STEPS = {
    "start": gettext_lazy("Started"),
    "wait": gettext_lazy("Waiting"),
    "complete": gettext_lazy("Completed"),
    "skip": gettext_lazy("Skipped"),
    "renew": gettext_lazy("Renewal begun"),
    "open_year": gettext_lazy("Year opened"),
    "lay_out": gettext_lazy("Laid out"),
}
# model -> the path to the partnership
LINKED = {
    Agreement: "partnership",
    Activity: "partnerships",
    Commitment: "agreement__partnership",
    Benefit: "partnership",
    Evaluation: "partnership",
    ContactPerson: "partnership",
    Proposal: "partnership",
    Document: "partnership",
}


def workspace_view(admin, request, pk):
    tie = found(admin, request, pk)
    today = timezone.localdate()
    space = Workspace(tie, today)
    context = page(admin, request, tie, str(tie)) | {
        "space": space,
        "stages": space.stages(),
        "next": space.next(),
        "earlier": space.earlier(),
        "status": tie.status(today),
        "current": tie.stage(today),
        "renewal": renewal(tie),
        "warnings": warnings(tie, today),
        "may_work": may_work(request.user),
        "may_renew": space.dossier.is_signed,
        "lists": [
            linked(request, model, path, tie)
            for model, path in LINKED.items()
            if may_see(request, model)
        ],
        "history": history(tie),
    }
    return TemplateResponse(request, "admin/sistercity/workspace.html", context)


def step_view(admin, request, pk, round, stage, year, step):
    """Start, wait, complete, skip or go on with one stage."""
    tie = found(admin, request, pk, work=True)
    space = Workspace(tie, timezone.localdate())
    at = next((s for s in Stage if s.slug == stage), None)
    record = at and space.find(at, round, year or None)
    if record is None or step not in OF_RECORD:
        raise Http404
    work = space.work(record)
    title = f"{at.number}. {at.label}"
    return answer(admin, request, tie, OF_RECORD[step], record, title=title, work=work, step=step)


def partnership_step_view(admin, request, pk, step):
    """Renew, or open a year."""
    tie = found(admin, request, pk, work=True)
    form = OF_PARTNERSHIP[step]
    return answer(admin, request, tie, form, tie, title=form.label, step=step)


def answer(admin, request, tie, form_class, target, *, title, **context):
    form = form_class(request.POST if request.method == "POST" else None, target=target)
    if request.method == "POST" and form.is_taken(request.user):
        done = _("Done: %(step)s.") % {"step": f"{title} – {form.label}"}
        admin.message_user(request, done, messages.SUCCESS)
        return HttpResponseRedirect(address("work", tie.pk))
    context |= page(admin, request, tie, title) | {"form": form}
    return TemplateResponse(request, "admin/sistercity/step.html", context)


def found(admin, request, pk, work=False):
    """The partnership as the board loads it, for those who may see it or work with it."""
    allowed = may_work(request.user) if work else admin.has_view_permission(request)
    if not allowed:
        raise PermissionDenied
    training = get_object_or_404(Partner.objects.values("training"), partnerships=pk)["training"]
    return programmes.load(Partnership.objects.for_board(training).filter(pk=pk))[0]


def may_work(user):
    """Officers, and publishers of the section; not who only translates a note."""
    return roles.may(user, "change", StageRecord)


def may_see(request, model):
    return request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")


def page(admin, request, tie, title):
    common = admin.admin_site.each_context(request)
    return common | {"opts": admin.opts, "original": tie, "title": title, "tie": tie}


def address(word, *args):
    return reverse(f"admin:sistercity_partnership_{word}", args=args)


def linked(request, model, path, tie):
    """The newest records of a kind that belong to the partnership, with links to all and to add."""
    opts = model._meta
    name = f"admin:{opts.app_label}_{opts.model_name}"
    rows = list(model._default_manager.filter(**{path: tie}).order_by("-pk")[: MOST_ROWS + 1])
    if path == "partnership":
        for row in rows:
            row.partnership = tie
    one_step = "__" not in path
    adds = request.user.has_perm(f"{opts.app_label}.add_{opts.model_name}") and one_step
    return {
        "key": opts.model_name,
        "title": capfirst(opts.verbose_name_plural),
        "rows": [
            (row, reverse(f"{name}_change", args=[row.pk]), note(row)) for row in rows[:MOST_ROWS]
        ],
        "all": f"{reverse(f'{name}_changelist')}?{urlencode({f'{path}__id__exact': tie.pk})}"
        if one_step and len(rows) > MOST_ROWS
        else "",
        "add": f"{reverse(f'{name}_add')}?{urlencode({path: tie.pk})}"
        if adds and model is not Proposal
        else "",
    }


def note(row):
    """What tells records of one kind apart at a glance."""
    if isinstance(row, Agreement):
        return row.signed_on or row.get_state_display()
    if isinstance(row, Activity):
        return row.starts_on or row.get_status_display()
    shown = getattr(row, "get_state_display", None)
    return shown() if shown else getattr(row, "year", "")


def history(tie):
    """The latest steps: moment, who, stage, what was done, and its note."""
    rows = StageRecord.history.filter(partnership_id=tie.pk).select_related("history_user")
    latest = rows.order_by("-history_date", "-history_id")[:MOST_HISTORY]
    return [event(row) for row in latest]


def event(row):
    step, _colon, words = (row.history_change_reason or "").partition(": ")
    return {
        "row": row,
        "stage": Stage(row.stage),
        "done": STEPS.get(step) or row.get_state_display(),
        "note": words if step in STEPS else row.history_change_reason or "",
    }
