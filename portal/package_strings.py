"""What packages show outside /admin/ and do not have in all of our languages, for our catalogues.

makemessages reads it, and tests/project/test_package_strings.py says what is missing here. What
the editor alone shows, in Indonesian and English only, stands in portal/locale/.
"""

from django.apps import apps
from django.utils.translation import gettext_lazy as _, gettext_noop, ngettext_lazy

STRINGS = [
    gettext_noop("You must type the same password each time."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        12,
    ),
]


def name_versions(model):
    """djangocms-versioning gives the versions of pages no name that could be translated."""
    model._meta.verbose_name, model._meta.verbose_name_plural = (
        _("page version"),
        _("page versions"),
    )


def install():
    apps.lazy_model_operation(name_versions, ("djangocms_versioning", "pagecontentversion"))
