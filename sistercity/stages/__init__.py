"""The ten stages of a cooperation (source: KSLN Kota Bandung; PP 28/2018; Permendagri 25/2020)."""

from sistercity.stages.dossier import DOCUMENTS, MAY_FILE, Dossier
from sistercity.stages.gates import (
    Gate,
    StageError,
    unmet_to_complete,
    unmet_to_start,
)
from sistercity.stages.progress import current, latest_records, renewal, steps, under_way
from sistercity.stages.vocabulary import (
    BEHIND,
    NUMBERS,
    ONCE,
    RENEWS_AT,
    UNDER_WAY,
    WAITING,
    YEARLY,
    Stage,
    StageState,
)
from sistercity.stages.work import (
    StageConflict,
    complete,
    open_year,
    renew,
    skip,
    start,
    wait,
)

__all__ = [
    "BEHIND",
    "DOCUMENTS",
    "MAY_FILE",
    "NUMBERS",
    "ONCE",
    "RENEWS_AT",
    "UNDER_WAY",
    "WAITING",
    "YEARLY",
    "Dossier",
    "Gate",
    "Stage",
    "StageConflict",
    "StageError",
    "StageState",
    "complete",
    "current",
    "latest_records",
    "open_year",
    "renew",
    "renewal",
    "skip",
    "start",
    "steps",
    "under_way",
    "unmet_to_complete",
    "unmet_to_start",
    "wait",
]
