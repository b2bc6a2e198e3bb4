from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from portal.models import City, ExternalService, LegalBasis, Office


@register(Office)
class OfficeTranslation(TranslationOptions):
    fields = ["name", "task", "answers_for", "hours", "channels"]


@register(City)
class CityTranslation(TranslationOptions):
    fields = ["name", "full_name", "attribution"]


@register(LegalBasis)
class LegalBasisTranslation(TranslationOptions):
    fields = ["title"]


@register(ExternalService)
class ExternalServiceTranslation(TranslationOptions):
    fields = ["name", "description"]


for model in [Office, City, LegalBasis, ExternalService]:
    keep_history(model)
