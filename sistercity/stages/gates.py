"""When a stage may start and when it is complete; each gate says in a sentence what it wants."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from portal.languages import LANGUAGES
from sistercity.stages.vocabulary import BEHIND, Stage, StageState


class StageError(Exception):
    """A step is refused; str(error) is a translated sentence for the officer.

    `field` names the entry of the form that would have to change.
    """

    def __init__(self, sentence, field=None):
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Gate:
    wants: str | Promise
    is_met: Callable


def filed(stage, *types):
    """The stage lies behind, or the documents are on file with it."""

    def is_met(dossier, record):
        found = dossier.latest(stage, record.round)
        return found is not None and (
            found.state in BEHIND or all(dossier.has(found, type) for type in types)
        )

    return is_met


def done(stage):
    def is_met(dossier, record):
        found = dossier.latest(stage, record.round)
        return found is not None and found.state in BEHIND

    return is_met


SIGNED = Gate(
    gettext_lazy("The MoU must be signed first."), lambda dossier, record: dossier.is_signed
)
HELD = Gate(
    gettext_lazy("An activity held in this year must be on record first."),
    lambda dossier, record: record.year is None or record.year in dossier.held,
)
EVALUATED = Gate(
    gettext_lazy("The evaluation of this year must be on record first."),
    lambda dossier, record: record.year is None or record.year in dossier.evaluated,
)
TO_START = {
    Stage.LETTER_OF_INTENT: [
        Gate(
            gettext_lazy(
                "The interest of both sides must be on record first: the city profile and the "
                "partner’s request, accepted at stage 1."
            ),
            filed(Stage.EXPLORATION, "city_profile", "partner_request"),
        )
    ],
    Stage.COOPERATION_PLAN: [
        Gate(
            gettext_lazy("The Letter of Intent must be signed first."),
            filed(Stage.LETTER_OF_INTENT, "signed_loi"),
        )
    ],
    Stage.COUNCIL_APPROVAL: [
        Gate(
            gettext_lazy("The cooperation plan must be complete first."),
            done(Stage.COOPERATION_PLAN),
        )
    ],
    Stage.GOVERNMENT_FACILITATION: [
        Gate(
            gettext_lazy(
                "The city council must have approved first: its decision, with number and date, "
                "accepted at stage 4."
            ),
            filed(Stage.COUNCIL_APPROVAL, "council_decision"),
        )
    ],
    Stage.MOU_DRAFTING: [
        Gate(
            gettext_lazy(
                "The government must have accepted the facilitation first: the result of its "
                "verification, accepted at stage 5."
            ),
            filed(Stage.GOVERNMENT_FACILITATION, "verification_result"),
        )
    ],
    Stage.MOU_SIGNING: [
        Gate(
            gettext_lazy("The text of the MoU must be initialled first."),
            filed(Stage.MOU_DRAFTING, "initialled_text"),
        ),
        Gate(
            gettext_lazy(
                "The partner must have agreed first: its answer through the Indonesian mission."
            ),
            filed(Stage.MOU_DRAFTING, "partner_answer"),
        ),
        Gate(
            gettext_lazy("The Full Power of the Foreign Minister must be present first."),
            filed(Stage.MOU_SIGNING, "full_power"),
        ),
    ],
    Stage.IMPLEMENTATION: [SIGNED],
    Stage.EVALUATION: [HELD],
    Stage.REPORTING: [EVALUATED],
}
TO_COMPLETE = {Stage.IMPLEMENTATION: [HELD], Stage.EVALUATION: [EVALUATED]}


def unmet_to_start(dossier, record):
    """Sentences of the gates that are not met, the first one first."""
    gates = TO_START.get(Stage(record.stage), [])
    if record.round > 1 and record.number == dossier.first_of_round(record.round):
        gates = [SIGNED]
    return [gate.wants for gate in gates if not gate.is_met(dossier, record)]


def unmet_to_complete(dossier, record):
    """Sentences of what is missing: gates of a stage that has not started, then its documents."""
    waits = record.state == StageState.NOT_STARTED
    found = unmet_to_start(dossier, record) if waits else []
    gates = TO_COMPLETE.get(Stage(record.stage), [])
    found += [gate.wants for gate in gates if not gate.is_met(dossier, record)]
    if missing := dossier.missing(record):
        names = _(", ").join(name(one) for one in missing)
        found.append(_("Still missing, or not accepted yet: %(documents)s.") % {"documents": names})
    return list(dict.fromkeys(found))


def name(missing):
    if not missing.language:
        return str(missing.label)
    language = LANGUAGES.get(missing.language)
    return f"{missing.label} ({language.name if language else missing.language})"


def check_order(dossier, record):
    """Raise StageError while the stage before is not behind; no written reason passes this."""
    before = Stage(record.stage).before
    if before is None or record.number == dossier.first_of_round(record.round) != 1:
        return None
    found = dossier.record(before, record.round)
    if found is None or found.state not in BEHIND:
        raise StageError(
            _("First complete or skip stage %(number)s, “%(stage)s”.")
            % {"number": before.number, "stage": before.label}
        )
    return found
