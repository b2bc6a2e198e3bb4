"""The language parameter every machine-readable address takes."""

from enum import Enum

from django.utils import translation

from portal.languages import DEFAULT, LANGUAGES
from portal.pagecache import keep

Language = Enum("Language", {code.replace("-", "_"): code for code in LANGUAGES}, type=str)
DEFAULT_LANGUAGE = Language(DEFAULT)


def use_language(request, lang):
    """Answer in `lang`, and let the answer be kept under its address."""
    translation.activate(lang.value)
    keep(request, {"lang": request.GET.get("lang")})
    return lang.value
