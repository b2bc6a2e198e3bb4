"""Names of languages from CLDR, in the reader's language."""

from functools import cache

from babel import Locale

from portal.dates import babel_locale
from portal.filters import collation_key
from portal.languages import LANGUAGES


@cache
def _names(locale):
    return Locale.parse(locale).languages


def language_in_words(code):
    """Of any language; the code if CLDR lacks it."""
    tag = LANGUAGES[code].tag if code in LANGUAGES else code
    return _names(babel_locale()).get(tag.replace("-", "_"), code)


def language_choices():
    """(code, name) of the portal's languages, then of all others that have a two-letter code."""
    others = {code: name for code, name in _names(babel_locale()).items() if len(code) == 2}
    ours = [(code, language_in_words(code)) for code in LANGUAGES]
    named = [item for item in others.items() if item[0] not in {*LANGUAGES, "zh"}]
    return [*ours, *sorted(named, key=lambda item: collation_key(item[1]))]
