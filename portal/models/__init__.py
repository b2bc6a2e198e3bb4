from portal.models.accounts import User
from portal.models.alerts import AlertBanner
from portal.models.city import City, Office
from portal.models.feedback import PageFeedback
from portal.models.news import NewsItem
from portal.models.published import Published, Sourced, Versioned, check_sources
from portal.models.redirects import Redirect
from portal.models.reference import ExternalService, LegalBasis
from portal.models.translation import TranslationState

__all__ = [
    "AlertBanner",
    "City",
    "ExternalService",
    "LegalBasis",
    "NewsItem",
    "Office",
    "PageFeedback",
    "Published",
    "Redirect",
    "Sourced",
    "TranslationState",
    "User",
    "Versioned",
    "check_sources",
]
