"""Where a partnership stands, derived from its stage records and agreements."""

from django.utils.translation import gettext_lazy as _

from sistercity.stages.vocabulary import (
    BEHIND,
    NUMBERS,
    UNDER_WAY,
    YEARLY,
    Stage,
    StageState,
)


def current(partnership, today):
    """The stage a partnership stands at, or None where no source tells.

    Stage 8 while an MoU is in force or its validity is not known; else the highest started of
    stages 1 to 7 in the latest round that was started. Uses the prefetched `stage_records` and
    `agreements`.
    """
    if partnership.binds(today):
        return Stage.IMPLEMENTATION
    reached = [(r.round, NUMBERS[r.stage]) for r in _once(partnership) if _is_started(r)]
    return list(Stage)[max(reached)[1] - 1] if reached else None


def renewal(partnership):
    """The record at which a renewal under way stands, or None."""
    latest = max((r.round for r in _once(partnership)), default=1)
    records = [r for r in _once(partnership) if r.round == latest]
    if latest == 1 or all(r.state in BEHIND for r in records):
        return None
    started = [r for r in records if _is_started(r)] or records
    return max(started, key=lambda r: NUMBERS[r.stage])


def under_way(partnership):
    """Records that readers may be told of as being worked on: of the latest round, and of years."""
    latest = max((r.round for r in _once(partnership)), default=1)
    records = [
        r
        for r in partnership.stage_records.all()
        if r.state in UNDER_WAY and (r.stage in YEARLY or r.round == latest)
    ]
    return sorted(records, key=lambda r: (r.stage in YEARLY, r.year or 0, NUMBERS[r.stage]))


def _once(partnership):
    return [r for r in partnership.stage_records.all() if r.stage not in YEARLY]


def _is_started(record):
    return record.state != StageState.NOT_STARTED


def steps(partnership, today):
    """Ten dictionaries for the stepper: label, state done/now/todo, state_label, note."""
    now = current(partnership, today)
    reached = now.number if now else 0
    records = latest_records(partnership)
    return [_step(stage, records.get(stage), now, reached) for stage in Stage]


def latest_records(partnership):
    """The newest record of each stage: highest round, then year."""
    ordered = sorted(partnership.stage_records.all(), key=lambda r: (r.round, r.year or 0))
    return {record.stage: record for record in ordered}


def _step(stage, record, now, reached):
    if stage == now:
        state, label = "now", _("Current stage")
    elif stage.number < reached:
        state, label = "done", _("Done")
    else:
        state, label = "todo", _("Not started")
    if record and record.state != StageState.COMPLETED and (stage != now or record.is_waiting):
        label = record.get_state_display()
    return {
        "label": stage.label,
        "state": state,
        "state_label": label,
        "note": (record and record.completed_on) or "",
    }
