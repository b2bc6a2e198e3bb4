from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from portal.models import (
    AlertBanner,
    City,
    ExternalService,
    LegalBasis,
    NewsItem,
    Office,
    PageFeedback,
    Redirect,
)


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


@register(NewsItem)
class NewsItemTranslation(TranslationOptions):
    fields = ["title", "summary", "body"]


@register(AlertBanner)
class AlertBannerTranslation(TranslationOptions):
    fields = ["text"]


for model in [Office, City, LegalBasis, ExternalService, NewsItem, AlertBanner, Redirect]:
    keep_history(model)
keep_history(PageFeedback, excluded_fields=["text"])  # erased in one place, it is gone
