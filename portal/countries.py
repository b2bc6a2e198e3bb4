"""Names of countries from CLDR, which has all eight languages."""

from functools import cache

from babel import Locale

from portal.dates import babel_locale


@cache
def _territories(locale):
    return Locale.parse(locale).territories


def country_name(code):
    """Name of an ISO 3166-1 alpha-2 country in the active language; the code if CLDR lacks it."""
    return _territories(babel_locale()).get(code, code)
