from portal.models.accounts import User
from portal.models.city import City, Office
from portal.models.published import Published, Sourced, Versioned, check_sources
from portal.models.reference import ExternalService, LegalBasis
from portal.models.search import SearchEntry, SearchQuery, SearchWord
from portal.models.searchable import Searchable
from portal.models.translation import TranslationState

__all__ = [
    "City",
    "ExternalService",
    "LegalBasis",
    "Office",
    "Published",
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
