from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from sistercity.models import (
    Activity,
    Agreement,
    ContactPerson,
    CooperationField,
    Partner,
    Partnership,
    RepresentativeOffice,
    StageGuide,
    StageRecord,
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
]:
    keep_history(model)
