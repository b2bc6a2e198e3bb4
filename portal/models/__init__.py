from portal.models.accounts import User
from portal.models.alerts import AlertBanner
from portal.models.city import City, CityFact, Office
from portal.models.feedback import PageFeedback
from portal.models.media import Picture
from portal.models.news import NewsItem
from portal.models.plugins import (
    Columns,
    Download,
    Downloads,
    Fact,
    Facts,
    LinkButton,
    Notice,
    PictureOnPage,
    Quote,
)
from portal.models.published import Published, Sourced, Versioned, check_sources
from portal.models.redirects import Redirect
from portal.models.reference import ExternalService, LegalBasis
from portal.models.roles import Role, RoleAssignment
from portal.models.search import DocumentText, SearchEntry, SearchQuery, SearchWord
from portal.models.searchable import Searchable
from portal.models.translation import TranslationState

__all__ = [
    "AlertBanner",
    "City",
    "CityFact",
    "Columns",
    "DocumentText",
    "Download",
    "Downloads",
    "ExternalService",
    "Fact",
    "Facts",
    "LegalBasis",
    "LinkButton",
    "NewsItem",
    "Notice",
    "Office",
    "PageFeedback",
    "Picture",
    "PictureOnPage",
    "Published",
    "Quote",
    "Redirect",
    "Role",
    "RoleAssignment",
    "SearchEntry",
    "SearchQuery",
    "SearchWord",
    "Searchable",
    "Sourced",
    "TranslationState",
    "User",
    "Versioned",
    "check_sources",
]
