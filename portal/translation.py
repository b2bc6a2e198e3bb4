from modeltranslation.translator import TranslationOptions, register
from simple_history import register as keep_history

from portal.models import (
    AlertBanner,
    City,
    CityFact,
    ExternalService,
    LegalBasis,
    NewsItem,
    Office,
    PageFeedback,
    Picture,
    Redirect,
)


@register(Office)
class OfficeTranslation(TranslationOptions):
    fields = ["name", "task", "answers_for", "hours", "channels"]


@register(City)
class CityTranslation(TranslationOptions):
    fields = ["name", "full_name", "attribution", "profile"]


@register(CityFact)
class CityFactTranslation(TranslationOptions):
    fields = ["label", "unit"]


@register(LegalBasis)
class LegalBasisTranslation(TranslationOptions):
    fields = ["title"]


@register(ExternalService)
class ExternalServiceTranslation(TranslationOptions):
    fields = ["name", "description"]


@register(Picture)
class PictureTranslation(TranslationOptions):
    fields = ["alt", "caption"]


@register(NewsItem)
class NewsItemTranslation(TranslationOptions):
    fields = ["title", "summary", "body"]


@register(AlertBanner)
class AlertBannerTranslation(TranslationOptions):
    fields = ["text"]


for model in [
    Office,
    City,
    CityFact,
    LegalBasis,
    ExternalService,
    NewsItem,
    AlertBanner,
    Redirect,
]:
    keep_history(model)
keep_history(PageFeedback, excluded_fields=["text"])  # erased in one place, it is gone

# The texts have a history. The file has none: a replaced one is gone.
WORDS = {"alt", "caption", "decorative", "credit", "licence", "licence_text", "name"}
keep_history(
    Picture,
    excluded_fields=[
        field.name
        for field in Picture._meta.fields
        if getattr(field, "translated_field", field).name not in WORDS and not field.primary_key
    ],
)
