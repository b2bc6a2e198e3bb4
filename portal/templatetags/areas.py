"""{% area "content" %}: a placeholder with a frame of its own, which an empty one does not get."""

from cms.templatetags.cms_tags import Placeholder
from django import template
from django.utils.html import format_html
from django.utils.translation import override

register = template.Library()


@register.tag
class Area(Placeholder):
    name = "area"

    def render_tag(self, context, **kwargs):
        frame = context["frame"]
        shown = frame.content_language
        with override(shown.code):
            content = super().render_tag(context, **kwargs)
        if not content.strip():
            return ""
        marked = "" if shown == frame.language else _marks(shown)
        return format_html(
            '<div class="band wrap"><div class="prose flow"{}>{}</div></div>', marked, content
        )


def _marks(language):
    return format_html(' lang="{}" dir="{}"', language.tag, language.dir)
