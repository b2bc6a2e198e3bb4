from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from sistercity.models import (
    Activity,
    Agreement,
    Attendance,
    Benefit,
    Commitment,
    ContactPerson,
    CooperationField,
    Document,
    Evaluation,
    JointCommittee,
    NetworkMembership,
    Partner,
    Partnership,
    Proposal,
    ReciprocityCheck,
    RepresentativeOffice,
    Signatory,
    StageGuide,
    StageRecord,
    YearlyGoal,
)


@register(CooperationField)
class CooperationFieldTranslation(TranslationOptions):
    fields = ["name"]


@register(RepresentativeOffice)
class RepresentativeOfficeTranslation(TranslationOptions):
    fields = ["city"]


@register(Partner)
class PartnerTranslation(TranslationOptions):
    fields = ["name", "region", "motto", "profile", "similarities"]


@register(Partnership)
class PartnershipTranslation(TranslationOptions):
    fields = ["summary"]


@register(Agreement)
class AgreementTranslation(TranslationOptions):
    fields = ["title", "note", "place"]


@register(StageRecord)
class StageRecordTranslation(TranslationOptions):
    fields = ["next_step", "public_note"]


@register(Activity)
class ActivityTranslation(TranslationOptions):
    fields = ["title", "summary", "place"]


@register(ContactPerson)
class ContactPersonTranslation(TranslationOptions):
    fields = ["role", "office"]


@register(StageGuide)
class StageGuideTranslation(TranslationOptions):
    fields = ["description", "documents", "actors"]


@register(Benefit)
class BenefitTranslation(TranslationOptions):
    fields = ["title", "method"]


@register(Evaluation)
class EvaluationTranslation(TranslationOptions):
    fields = ["text"]


@register(Signatory)
class SignatoryTranslation(TranslationOptions):
    fields = ["position"]


@register(Commitment)
class CommitmentTranslation(TranslationOptions):
    fields = ["text"]


@register(JointCommittee)
class JointCommitteeTranslation(TranslationOptions):
    fields = ["name", "their_members"]


@register(YearlyGoal)
class YearlyGoalTranslation(TranslationOptions):
    fields = ["text"]


@register(NetworkMembership)
class NetworkMembershipTranslation(TranslationOptions):
    fields = ["name", "summary"]


@register(ReciprocityCheck)
class ReciprocityCheckTranslation(TranslationOptions):
    fields = ["note"]


for model in [
    CooperationField,
    RepresentativeOffice,
    Partner,
    Partnership,
    Agreement,
    StageRecord,
    Activity,
    ContactPerson,
    StageGuide,
    Benefit,
    Evaluation,
    Signatory,
    Commitment,
    Attendance,
    JointCommittee,
    YearlyGoal,
    NetworkMembership,
    ReciprocityCheck,
]:
    keep_history(model)

# A replaced file is gone; its hash stands in the reason of the row that replaced it.
keep_history(Document, excluded_fields=["file", "size", "sha256"])
# Erased in one place, it is gone.
keep_history(Proposal, excluded_fields=["name", "office", "email", "message", "attachment"])
