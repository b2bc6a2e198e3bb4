"""One partnership's stages with what each has on file, what it lacks and what may be done next."""

from dataclasses import dataclass, field

from sistercity.models import StageRecord
from sistercity.stage_forms import OF_RECORD, offered
from sistercity.stages import (
    BEHIND,
    DOCUMENTS,
    MAY_FILE,
    ONCE,
    YEARLY,
    Dossier,
    Stage,
    unmet_to_complete,
    unmet_to_start,
)


@dataclass
class Work:
    """A record, stored or not yet, with its papers and the steps that are open."""

    record: StageRecord
    filed: list
    missing: list
    unmet_start: list
    unmet_complete: list
    steps: list
    overdue: bool
    may_file: list = field(default_factory=list)

    @property
    def is_open(self):
        return bool(self.steps)

    @property
    def buttons(self):
        """(name, label) of the steps."""
        return [(name, OF_RECORD[name].label) for name in self.steps]

    @property
    def stage(self):
        return Stage(self.record.stage)

    @property
    def year(self):
        return self.record.year or 0


class Workspace:
    """Ten queries or fewer, however much there is."""

    def __init__(self, tie, today):
        self.tie, self.today = tie, today
        self.dossier = Dossier(tie)
        once = [r for r in self.dossier.records if r.stage not in YEARLY]
        self.round = max((r.round for r in once), default=1)

    def stages(self):
        """(stage, works): one of the first seven each, of the others the last and those open."""
        return [(stage, self._works(stage)) for stage in Stage]

    def _works(self, stage):
        if stage in YEARLY:
            return [self.work(record) for record in self._yearly(stage)]
        found = self.find(stage, self.round) or self.dossier.latest(stage, self.round)
        return [self.work(found)] if found else []

    def _yearly(self, stage):
        records = sorted(
            (r for r in self.dossier.records if r.stage == stage), key=lambda r: r.year or 0
        )
        return [r for r in records[:-1] if r.state not in BEHIND] + records[-1:]

    def find(self, stage, round, year=None):
        """The record, made up where it could be started; None where there is no such stage."""
        found = self.dossier.record(stage, round, year)
        if found or year or stage in YEARLY or round != self.round:
            return found
        if round > 1 and stage.number < self.dossier.first_of_round(round):
            return None
        return StageRecord(partnership=self.tie, stage=stage, round=round)

    def work(self, record):
        current = record.stage in YEARLY or record.round == self.round
        steps = offered(record) if current else []
        return Work(
            record=record,
            filed=self.dossier.filed(record),
            missing=self.dossier.missing(record) if steps else [],
            unmet_start=unmet_to_start(self.dossier, record) if "start" in steps else [],
            unmet_complete=unmet_to_complete(self.dossier, record) if steps else [],
            steps=steps,
            overdue=record.is_overdue(self.today),
            may_file=self._may_file(record),
        )

    def _may_file(self, record):
        """(type, label) of every document of this stage."""
        types = DOCUMENTS.get(record.stage, ()) + MAY_FILE.get(record.stage, ())
        return [(type, self.dossier.types[type]) for type in types]

    def next(self):
        """The first stage of the round that is not behind, or of the open years; None if all is."""
        works = [work for stage in ONCE for work in self._works(stage)]
        works += [work for stage in Stage if stage in YEARLY for work in self._works(stage)]
        if self.dossier.is_signed and self.round == 1:
            works = [w for w in works if w.record.stage in YEARLY]
        return next((work for work in works if work.is_open), None)

    def earlier(self):
        """Records that the ten stages do not show: earlier rounds and years that are closed."""
        shown = {w.record.pk for _stage, works in self.stages() for w in works}
        return [r for r in self.dossier.records if r.pk not in shown]
