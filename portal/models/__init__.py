from portal.models.accounts import User
from portal.models.city import City, Office
from portal.models.plugins import (
    Columns,
    Download,
    Downloads,
    Fact,
    Facts,
    LinkButton,
    Notice,
    Picture,
    Quote,
)
from portal.models.published import Published, Sourced, Versioned, check_sources
from portal.models.reference import ExternalService, LegalBasis
from portal.models.translation import TranslationState

__all__ = [
    "Quote",
    "Picture",
    "Notice",
    "LinkButton",
    "Facts",
    "Fact",
    "Downloads",
    "Download",
    "Columns",
    "City",
    "ExternalService",
    "LegalBasis",
    "Office",
    "Published",
    "Sourced",
    "TranslationState",
    "User",
    "Versioned",
    "check_sources",
]
