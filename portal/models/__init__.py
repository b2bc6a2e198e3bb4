from portal.models.accounts import User
from portal.models.city import City, Office
from portal.models.media import Picture
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
from portal.models.reference import ExternalService, LegalBasis
from portal.models.roles import Role, RoleAssignment
from portal.models.translation import TranslationState

__all__ = [
    "City",
    "Columns",
    "Download",
    "Downloads",
    "ExternalService",
    "Fact",
    "Facts",
    "LegalBasis",
    "LinkButton",
    "Notice",
    "Office",
    "Picture",
    "PictureOnPage",
    "Published",
    "Quote",
    "Role",
    "RoleAssignment",
    "Sourced",
    "TranslationState",
    "User",
    "Versioned",
    "check_sources",
]
