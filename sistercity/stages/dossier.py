"""What is on file of one partnership, loaded once for all of its gates."""

from dataclasses import dataclass

from sistercity.querysets import related
from sistercity.stages.vocabulary import BEHIND

# What each stage asks for, as values of Document.Type.
DOCUMENTS = {
    "exploration": ("city_profile", "partner_request", "expert_study"),
    "letter_of_intent": ("signed_loi",),
    "cooperation_plan": ("terms_of_reference", "plan_of_action"),
    "council_approval": ("council_submission", "council_decision"),
    "government_facilitation": ("ministry_letter", "verification_result"),
    "mou_drafting": (
        "mou_draft",
        "interministerial_minutes",
        "initialled_text",
        "partner_answer",
    ),
    "mou_signing": ("ministry_recommendation", "full_power", "signed_mou"),
    "reporting": ("yearly_report",),
}
# What is filed where there is such a thing, and not asked for.
MAY_FILE = {
    "implementation": ("technical_arrangement",),
    "evaluation": ("evaluation_report",),
}
NUMBERED = {"council_decision"}
SIGNED_BY_TYPE = {"signed_loi": "loi", "signed_mou": "mou"}


@dataclass(frozen=True)
class Missing:
    """A document that a record lacks; `language` where only that version is lacking."""

    type: str
    label: str
    language: str = ""


class Dossier:
    """Records, accepted documents, years with activities or evaluations; five queries."""

    def __init__(self, partnership):
        self.records = list(of(partnership, "stage_records").select_related("office"))
        for record in self.records:
            record.partnership = partnership
        self.agreements = list(of(partnership, "agreements").exclude(state="archived"))
        documents = of(partnership, "documents").filter(record__isnull=False)
        self.types = dict(documents.model.Type.choices)
        self.documents = list(documents)
        self.held = self._years_of_activities(partnership)
        self.evaluated = set(of(partnership, "evaluations").values_list("year", flat=True))

    def _years_of_activities(self, partnership):
        activities = of(partnership, "activities", "partnerships").exclude(state="archived")
        activities = activities.filter(status="held", starts_on__isnull=False)
        spans = activities.values_list("starts_on", "ends_on")
        return {
            year for first, last in spans for year in range(first.year, (last or first).year + 1)
        }

    @property
    def is_signed(self):
        """Whether an MoU was ever signed: its stage lies behind, or it is in the register."""
        behind = any(r.stage == "mou_signing" and r.state in BEHIND for r in self.records)
        return behind or any(
            a.type in ("mou", "extension") and a.signed_on for a in self.agreements
        )

    def record(self, stage, round, year=None):
        found = [r for r in self.records if (r.stage, r.round, r.year) == (stage, round, year)]
        return found[0] if found else None

    def latest(self, stage, round):
        """The record of the stage in this round, or in the last round before that has one."""
        found = [r for r in self.records if r.stage == stage and r.round <= round]
        return max(found, key=lambda r: (r.round, r.year or 0), default=None)

    def first_of_round(self, round):
        """The stage at which a round was entered, as a number; 1 where none is on record."""
        numbers = [r.number for r in self.records if r.round == round and r.year is None]
        return min(numbers, default=1) if round > 1 else 1

    def filed(self, record):
        """Documents of the record, whether accepted or not."""
        return [d for d in self.documents if record.pk and d.record_id == record.pk]

    def has(self, record, type):
        return any(d.type == type and counts(d) for d in self.filed(record))

    def missing(self, record):
        """The documents that the record lacks, in the order of the procedure."""
        found = []
        for type in DOCUMENTS.get(record.stage, ()):
            label = self.types[type]
            if not self.has(record, type):
                found.append(Missing(type, label))
            else:
                found += [Missing(type, label, code) for code in self._unfiled(record, type)]
        return found

    def _unfiled(self, record, type):
        """Authentic languages in which a signed text is not filed yet."""
        kind = SIGNED_BY_TYPE.get(type)
        agreed = [a.authentic_languages for a in self.agreements if a.type == kind]
        filed = {d.language for d in self.filed(record) if d.type == type and counts(d)}
        return [code for code in (agreed[-1] if agreed else []) if code not in filed]


def of(partnership, name, path="partnership"):
    """All that belongs to a partnership, whatever of it was prefetched for the public."""
    return related(type(partnership), name).filter(**{path: partnership})


def counts(document):
    """Only what an officer accepted; a decision only with its number and date."""
    complete = document.type not in NUMBERED or (document.number and document.date)
    return bool(document.accepted_at and complete)
