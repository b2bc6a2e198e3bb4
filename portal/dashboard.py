"""What a signed-in editor should look at first, over every content model; nothing fictional.

An app adds a panel of its own by `dashboard_panels` on its AppConfig: functions that take the
user and give a Panel, or None where there is nothing for this user.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.contrib import admin
from django.db.models import CharField, Count, F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext as _

from portal.content import content_models, real
from portal.dates import localdate
from portal.language_gaps import missing
from portal.languages import LANGUAGES, chain
from portal.memo import per_generation
from portal.translating import column

MOST = 8
NOTICE_DAYS = 30


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    note: str
    overdue: bool = False


@dataclass(frozen=True)
class Panel:
    key: str
    title: str
    rows: list
    empty: str = ""


def panels(user):
    """The panels in their order; one query each, however many models there are."""
    models = [model for model in content_models() if _may_change(user, model)]
    found = [my_drafts(models, user), to_review(models, user), review_dates(models, user)]
    found.append(my_changes(models, user))
    for app in apps.get_app_configs():
        found += [panel(user) for panel in getattr(app, "dashboard_panels", ())]
    return [panel for panel in found if panel is not None]


def _may_change(user, model):
    label, name = model._meta.app_label, model._meta.model_name
    return model in admin.site._registry and any(
        user.has_perm(f"{label}.{verb}_{name}") for verb in ("view", "change")
    )


def my_drafts(models, user):
    """Drafts this user was the first to save."""
    rows = _records(
        models, user, lambda m: Q(state="draft", pk__in=_begun_by(m, user)), "-updated_at"
    )
    return Panel("drafts", _("My drafts"), rows, _("You have no drafts."))


def to_review(models, user):
    """Records in review that somebody else was the last to save."""
    rows = _records(models, user, lambda m: _others_review(m, user), "updated_at")
    return Panel("review", _("Awaiting my review"), rows, _("Nothing waits for your review."))


def review_dates(models, user):
    due = timezone.localdate() + timedelta(days=NOTICE_DAYS)
    rows = _records(
        models, user, lambda m: Q(review_by__lte=due) & ~Q(state="archived"), "review_by"
    )
    return Panel("dates", _("Due to be checked"), rows, _("Nothing is due within 30 days."))


def _begun_by(model, user):
    return model.history.filter(history_user=user, history_type="+").values(model._meta.pk.name)


def _others_review(model, user):
    latest = model.history.filter(**{model._meta.pk.name: OuterRef("pk")})
    last = Subquery(latest.order_by("-history_date", "-history_id").values("history_user")[:1])
    saved = model._base_manager.annotate(last_by=last)
    others = saved.filter(Q(last_by__isnull=True) | ~Q(last_by=user.pk))
    return Q(state="review", pk__in=others.values("pk"))


def _records(models, user, condition, order):
    """Up to MOST rows of all models in one query, of the records the user may see."""
    queries = [
        model._default_manager.visible_to(user)
        .filter(condition(model), real(model))
        .order_by()
        .annotate(nth_model=Value(index), heading=_title(model))
        .values("nth_model", "pk", "heading", "review_by", "updated_at")
        for index, model in enumerate(models)
    ]
    if not queries:
        return []
    return [_row(models[row["nth_model"]], row) for row in _first(queries, order)]


def _first(queries, order):
    return queries[0].union(*queries[1:], all=True).order_by(order)[:MOST]


def _title(model):
    """The title in the reader's language or its fallbacks; the slug for want of a short one."""
    field = model._meta.get_field(model.translated_title)
    names = [] if isinstance(field, TextField) else [column(field.name, c) for c in titles_in()]
    texts = [NullIf(Cast(name, CharField()), Value("")) for name in names]
    return Coalesce(*texts, Cast("slug", CharField()), Value(""))


def titles_in():
    return list(dict.fromkeys([*chain(get_language()), *LANGUAGES]))


def _row(model, row):
    kind = capfirst(model._meta.verbose_name)
    day = row["review_by"]
    note = f"{kind} · {localdate(day)}" if day else f"{kind} · {localdate(row['updated_at'])}"
    return Row(
        row["heading"],
        _address(model, row["pk"]),
        note,
        overdue=bool(day and day < timezone.localdate()),
    )


def _address(model, pk):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])


def my_changes(models, user):
    queries = [
        model.history.filter(real(model, model._meta.pk.name), history_user=user)
        .order_by()
        .annotate(nth_model=Value(index), record=F(model._meta.pk.name), heading=_title(model))
        .values("nth_model", "record", "heading", "history_date", "history_type")
        for index, model in enumerate(models)
    ]
    found = _first(queries, "-history_date") if queries else []
    rows = [_change(models[row["nth_model"]], row) for row in found]
    return Panel("changes", _("My latest changes"), rows, _("You have not changed anything yet."))


def _change(model, row):
    url = "" if row["history_type"] == "-" else _address(model, row["record"])
    kind = capfirst(model._meta.verbose_name)
    return Row(row["heading"], url, f"{kind} · {localdate(row['history_date'])}")


@per_generation
def _gap_counts():
    """{model: {language: records with a gap}}; one query for each content model."""
    return {model: _gaps_in(model) for model in content_models()}


def _gaps_in(model):
    """Grouped by a constant, as aggregate() hashes these long conditions: thrice the time."""
    counts = {code.replace("-", "_"): Count("pk", missing(model, code)) for code in LANGUAGES}
    rows = model._base_manager.filter(real(model)).exclude(state="archived").order_by()
    return rows.annotate(every=Value(1)).values("every").annotate(**counts).values(*counts).get()


def gaps(user):
    """(kind, [(language, number of records, address of their list)]) of each model with gaps."""
    found = []
    for model, counts in _gap_counts().items():
        if _may_change(user, model):
            meta = model._meta
            url = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
            cells = [
                (language, counts[code.replace("-", "_")], f"{url}?gaps={code}")
                for code, language in LANGUAGES.items()
            ]
            if any(number for _language, number, _url in cells):
                found.append((capfirst(meta.verbose_name_plural), cells))
    return found
