"""The steps an officer takes with a stage; each locks the record and leaves its name in history.

A record carries the version it was read in: whoever is second is told and overwrites nothing.
Imported records do not come through here: they carry their source instead of documents.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.dates import PartialDate, contradict
from portal.languages import SOURCE
from portal.translating import column
from sistercity.stages.dossier import Dossier
from sistercity.stages.gates import (
    StageError,
    check_order,
    unmet_to_complete,
    unmet_to_start,
)
from sistercity.stages.vocabulary import (
    BEHIND,
    ONCE,
    RENEWS_AT,
    WAITING,
    YEARLY,
    Stage,
    StageState,
)

OLDEST_YEAR = 1945


class StageConflict(StageError):
    """Somebody else was first."""


@transaction.atomic
def start(*, record, on, by, due_on=None, override=""):
    """Start a stage, or go on with one that waited; a gate is passed by a written reason only.

    The later stages of the round are laid out, so that their documents can be filed ahead.
    """
    row = _locked(record)
    _refuse(row, BEHIND | {StageState.IN_PROGRESS})
    if row.state == StageState.NOT_STARTED:
        _check_day(on)
        _pass(row, unmet_to_start(Dossier(row.partnership), row), override)
        row.started_on = on
    row.state, row.due_on = StageState.IN_PROGRESS, due_on or row.due_on
    _save(row, record, by, "start", override)
    _lay_out(row.partnership, row.round, row.number + 1, by)
    return record


@transaction.atomic
def wait(*, record, state, by, due_on=None, next_step=""):
    """Say for whom a stage that was started waits. `next_step` is in the source language."""
    row = _locked(record)
    _refuse(row, BEHIND | {StageState.NOT_STARTED})
    if state not in WAITING:
        raise StageError(_("Say for whom this stage waits."), "state")
    row.state, row.due_on = state, due_on or row.due_on
    if next_step:
        setattr(row, column("next_step", SOURCE), next_step)
    _save(row, record, by, "wait", next_step)
    return record


@transaction.atomic
def complete(*, record, on, by, override=""):
    """Complete a stage, or raise StageError naming the first thing that is missing.

    `override` is the written reason to pass gates and missing documents; it stays visible to
    staff. Nothing passes the order of the stages and of the dates.
    """
    row = _locked(record)
    _refuse(row, BEHIND)
    dossier = Dossier(row.partnership)
    before = check_order(dossier, row)
    _check_day(on)
    if contradict(row.started_on, on):
        raise StageError(_("A stage cannot be completed before it was started."), "on")
    if before and contradict(before.completed_on, on):
        raise StageError(_("The stage before was completed later than this."), "on")
    _pass(row, unmet_to_complete(dossier, row), override)
    row.state, row.completed_on = StageState.COMPLETED, on
    _save(row, record, by, "complete", override)
    return record


@transaction.atomic
def skip(*, record, reason, by):
    row = _locked(record)
    _refuse(row, BEHIND)
    if not reason.strip():
        raise StageError(_("A stage is skipped only with a written reason."), "reason")
    row.state = StageState.SKIPPED
    row.reason = _added(row.reason, reason)
    _save(row, record, by, "skip", reason)
    return record


@transaction.atomic
def renew(*, partnership, first, on, by, override=""):
    """Begin the next round at stage 3 or 6; return the record under way."""
    _lock_partnership(partnership)
    _check_day(on)
    if first not in RENEWS_AT:
        raise StageError(_("A renewal begins at stage 3 or 6."), "first")
    dossier = Dossier(partnership)
    latest = max((r.round for r in dossier.records), default=1)
    if any(
        r.round == latest > 1 and r.year is None and r.state not in BEHIND for r in dossier.records
    ):
        raise StageError(
            _("The renewal of round %(round)s is still under way.") % {"round": latest}
        )
    row = partnership.stage_records.model(
        partnership=partnership, round=latest + 1, stage=first, started_on=on
    )
    row.state = StageState.IN_PROGRESS
    dossier.records.append(row)
    _pass(row, unmet_to_start(dossier, row), override)
    _save(row, row, by, "renew", override)
    _lay_out(partnership, row.round, row.number + 1, by)
    return row


@transaction.atomic
def open_year(*, partnership, year, by, override=""):
    """Open stages 8 to 10 of a year; return the record of its implementation."""
    _lock_partnership(partnership)
    if not OLDEST_YEAR <= year <= timezone.localdate().year:
        raise StageError(_("Choose a year that has begun, from 1945 on."), "year")
    dossier = Dossier(partnership)
    if any(r.year == year for r in dossier.records):
        raise StageConflict(_("The year %(year)s is open already.") % {"year": year}, "year")
    round = _round_in_force(dossier)
    for stage in Stage:
        if stage in YEARLY:
            row = partnership.stage_records.model(
                partnership=partnership, round=round, stage=stage, year=year
            )
            if stage == Stage.IMPLEMENTATION:
                _pass(row, unmet_to_start(dossier, row), override)
                row.state, row.started_on = StageState.IN_PROGRESS, PartialDate(str(year))
                opened = row
            _save(row, row, by, "open_year", override)
    return opened


def _round_in_force(dossier):
    rounds = [
        r.round for r in dossier.records if r.stage == Stage.MOU_SIGNING and r.state in BEHIND
    ]
    return max(rounds, default=1)


def _locked(record):
    """The record as stored, locked; a new one where none is stored yet."""
    if record.pk is None:
        _lock_partnership(record.partnership)
        same = {name: getattr(record, name) for name in ("stage", "round", "year")}
        if record.partnership.stage_records.filter(**same).exists():
            raise _conflict()
        return type(record)(partnership=record.partnership, **same)
    rows = type(record)._base_manager.select_for_update()
    row = rows.filter(pk=record.pk, version=record.version).first()
    if row is None:
        raise _conflict()
    return row


def _lock_partnership(partnership):
    type(partnership)._base_manager.select_for_update().get(pk=partnership.pk)


def _conflict():
    return StageConflict(
        _(
            "Somebody else has changed this stage since you opened it. Your entries are still "
            "below: look at the stage again before you go on."
        )
    )


def _refuse(row, states):
    if row.state in states:
        raise StageError(
            _("This stage is “%(state)s”, so this step is not possible.")
            % {"state": row.get_state_display()}
        )


def _check_day(on):
    if on is None:
        raise StageError(_("Give the date, as precisely as it is known."), "on")
    if on.earliest > timezone.localdate():
        raise StageError(_("This date lies in the future."), "on")


def _pass(row, unmet, reason):
    """Let a gate that is not met be passed by a written reason, which the record keeps."""
    if unmet and not reason.strip():
        raise StageError(unmet[0], "override")
    row.reason = _added(row.reason, reason)


def _added(reasons, reason):
    return "\n".join(filter(None, [reasons, reason.strip()]))


def _lay_out(partnership, round, number, by):
    """Records for the stages of a round from this number on, where they are not there yet."""
    there = set(partnership.stage_records.filter(round=round).values_list("stage", flat=True))
    for stage in ONCE[number - 1 :]:
        if stage not in there:
            row = partnership.stage_records.model(partnership=partnership, round=round, stage=stage)
            _save(row, row, by, "lay_out")


def _save(row, record, by, step, note=""):
    """Save under the officer's name and let the caller's record show what is stored."""
    row._history_user = by
    row._change_reason = (f"{step}: {note.strip()}" if note.strip() else step)[:100]
    row.save()
    if row is not record:
        for field in row._meta.concrete_fields:
            setattr(record, field.attname, getattr(row, field.attname))
