"""What the admin's templates need: its languages and what the dashboard shows."""

from django import template
from django.utils.translation import get_language

from portal import dashboard
from portal.languages import LANGUAGES

register = template.Library()


@register.simple_tag
def admin_languages():
    """(language, whether it is the present one)."""
    return [(language, code == get_language()) for code, language in LANGUAGES.items()]


@register.simple_tag(takes_context=True)
def dashboard_panels(context):
    return dashboard.panels(context["request"].user)


@register.simple_tag(takes_context=True)
def dashboard_gaps(context):
    return dashboard.gaps(context["request"].user)
