"""The section in the admin, by subject; importing a module registers what it keeps."""

from sistercity.admin import agreements, benefits, documents, partners, proposals, stages

__all__ = ["agreements", "benefits", "documents", "partners", "proposals", "stages"]
