"""Search over every public text in eight languages, the same on SQLite and PostgreSQL."""

from portal.search.counting import note_query
from portal.search.finding import find, suggest
from portal.search.results import Hit, Results, Suggestion

__all__ = ["Hit", "Results", "Suggestion", "find", "note_query", "suggest"]
