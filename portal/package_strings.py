"""What packages show outside /admin/ and do not have in all of our languages, for our catalogues.

Nothing imports this; makemessages reads it, and tests/project/test_package_strings.py says what
is missing here.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

STRINGS = [
    gettext_noop("You must type the same password each time."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        12,
    ),
]
