"""The officer's board: partnerships by their ten stages, with what is late and who is awaited."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from portal import roles
from portal.countries import country_name
from portal.dashboard import MOST, Panel, Row as PanelRow
from portal.filters import FilterForm, collation_key
from portal.memo import per_generation
from sistercity import programmes
from sistercity.models import Partnership, StageRecord
from sistercity.stages import WAITING, Stage, StageState, latest_records, renewal
from sistercity.warnings import Kind, warnings

SYMBOLS = {
    StageState.NOT_STARTED: "○",
    StageState.IN_PROGRESS: "●",
    StageState.WAITING_PARTNER: "…",
    StageState.WAITING_GOVERNMENT: "…",
    StageState.WAITING_COUNCIL: "…",
    StageState.COMPLETED: "✓",
    StageState.SKIPPED: "↷",
    StageState.DATE_UNKNOWN: "✓?",
    StageState.HISTORIC: "—",
}


@per_generation
def ties(training):
    """What the board is made from; nobody may change it."""
    rows = Partnership.objects.filter(partner__training=training)
    return programmes.load(rows.exclude(partner__state="archived").for_board(training))


def rows(training=False, today=None):
    today = today or timezone.localdate()
    found = [Row(tie, today) for tie in ties(training)]
    return sorted(found, key=lambda row: (collation_key(str(row.tie.partner)), row.tie.pk))


@dataclass
class Row:
    tie: Partnership
    today: object

    @cached_property
    def status(self):
        return self.tie.status(self.today)

    @cached_property
    def stage(self):
        return self.tie.stage(self.today)

    @cached_property
    def renewal(self):
        return renewal(self.tie)

    @cached_property
    def warnings(self):
        return warnings(self.tie, self.today)

    @cached_property
    def records(self):
        return latest_records(self.tie)

    @cached_property
    def now(self):
        """The record at which work goes on: of a renewal under way, else of the stage reached."""
        return self.renewal or (self.records.get(self.stage) if self.stage else None)

    @cached_property
    def states(self):
        return {record.state for record in self.records.values()}

    @property
    def is_waiting(self):
        return bool(self.states & WAITING)

    @property
    def is_overdue(self):
        return any(warning.kind == Kind.OVERDUE for warning in self.warnings)

    def cells(self):
        return [self._cell(stage) for stage in Stage]

    def _cell(self, stage):
        record = self.records.get(stage)
        return {
            "stage": stage,
            "record": record,
            "symbol": SYMBOLS[record.state] if record else "",
            "is_now": stage == self.stage,
            "overdue": bool(record and record.is_overdue(self.today)),
        }


class BoardFilter(FilterForm):
    """Choices are what the rows have; a state is looked for at the chosen stage, if one is."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    office = forms.ChoiceField(label=_("Responsible office"), required=False)
    stage = forms.ChoiceField(label=_("Stands at stage"), required=False)
    state = forms.ChoiceField(label=_("State of a stage"), required=False)
    warning = forms.ChoiceField(label=_("Warning"), required=False)

    def __init__(self, data, rows):
        super().__init__(data)
        countries = {row.tie.partner.country.code for row in rows}
        offices = {row.tie.responsible_office for row in rows} - {None}
        states = {state for row in rows for state in row.states}
        kinds = {warning.kind for row in rows for warning in row.warnings}
        self.choose("country", _("All countries"), [(c, country_name(c)) for c in countries])
        self.choose("office", _("All offices"), [(str(o.pk), str(o)) for o in offices])
        stages = [(s.slug, f"{s.number}. {s.label}") for s in Stage]
        self.choose("stage", _("Any stage"), stages, in_order=True)
        chosen = [choice for choice in StageState.choices if choice[0] in states]
        self.choose("state", _("Any state"), chosen, in_order=True)
        chosen = [choice for choice in Kind.choices if choice[0] in kinds]
        self.choose("warning", _("With and without warnings"), chosen, in_order=True)


def matches(row, chosen):
    tests = {
        "country": lambda value: row.tie.partner.country.code == value,
        "office": lambda value: str(row.tie.responsible_office_id) == value,
        "stage": lambda value: row.stage is not None and row.stage.slug == value,
        "state": lambda value: value in _states(row, chosen.get("stage")),
        "warning": lambda value: any(warning.kind == value for warning in row.warnings),
    }
    return all(tests[name](value) for name, value in chosen.items())


def _states(row, slug):
    if not slug:
        return row.states
    return {record.state for stage, record in row.records.items() if Stage(stage).slug == slug}


def totals(rows):
    """How many there are, how many stand at each stage, wait, or are late."""
    standing = Counter(row.stage for row in rows)
    return {
        "all": len(rows),
        "stages": [(stage, standing[stage]) for stage in Stage],
        "unknown": standing[None],
        "waiting": sum(row.is_waiting for row in rows),
        "overdue": sum(row.is_overdue for row in rows),
        "warned": sum(bool(row.warnings) for row in rows),
    }


def panel(user):
    """The most urgent warnings on the dashboard of those who run the stages."""
    if not roles.may(user, "change", StageRecord):
        return None
    order = list(Kind)
    found = [(warning, row) for row in rows() for warning in row.warnings]
    found.sort(key=lambda pair: order.index(pair[0].kind))
    shown = [_panel_row(warning, row) for warning, row in found[:MOST]]
    if len(found) > MOST:
        board = reverse("admin:sistercity_partnership_board")
        note = gettext("%(count)s warnings in all") % {"count": len(found)}
        shown.append(PanelRow(gettext("Board of the ten stages"), board, note))
    return Panel("warnings", gettext("Cooperation: warnings"), shown, gettext("No warnings."))


def _panel_row(warning, row):
    url = reverse("admin:sistercity_partnership_work", args=[row.tie.pk])
    note = f"{warning.kind.label} · {warning}"
    return PanelRow(str(row.tie.partner), url, note, overdue=warning.kind == Kind.OVERDUE)
