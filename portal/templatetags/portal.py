"""Loaded as builtin in every template."""

import json
from functools import lru_cache
from urllib.parse import urlsplit

from babel.lists import format_list
from babel.numbers import format_decimal
from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext

from portal import dates, language_names, renditions, translating
from portal.countries import country_name
from portal.languages import LANGUAGES
from portal.memo import per_generation
from portal.models import NewsItem
from portal.navigation import closed_namespaces, open_sections
from portal.sizes import file_size

register = template.Library()
register.filter(file_size)


@register.filter
def text(obj, field):
    """A translated field; in a fallback language it is wrapped in that language's lang and dir."""
    found = translating.text(obj, field, get_language())
    return in_language(found.value, found.language)


@register.filter
def in_language(value, code):
    """The value, marked with the language it is in where that is not the reader's."""
    if not code or code == get_language():
        return value
    language = LANGUAGES[code]
    return format_html('<span lang="{}" dir="{}">{}</span>', language.tag, language.dir, value)


@register.filter
def text_lines(obj, field):
    """The lines of a translated field, each marked like `text`."""
    found = translating.text(obj, field, get_language())
    return [in_language(line, found.language) for line in found.value.splitlines() if line]


@register.filter
def localdate(value):
    return dates.localdate(value) if value else ""


@register.filter
def number(value):
    """A number with the reader's grouping and decimal sign; Western digits in Arabic."""
    return "" if value is None else format_decimal(value, locale=dates.babel_locale())


@register.filter
def country(code):
    return country_name(str(code))


@register.filter
def host(url):
    """What a reader recognises of an address."""
    return urlsplit(url).hostname.removeprefix("www.")


@register.filter
def time_difference(hours, city):
    """How far `city` is ahead of a place; `hours` as Partner.hours_from() gives them."""
    if hours == [0]:
        return gettext("The same time as in %(city)s") % {"city": city}
    ahead = hours[0] > 0
    amount = format_list(
        [format_decimal(abs(hour), locale=dates.babel_locale()) for hour in sorted(hours, key=abs)],
        style="or",
        locale=dates.babel_locale(),
    )
    last = int(max(abs(hour) for hour in hours))
    words = (
        ngettext("%(city)s is %(hours)s hour ahead", "%(city)s is %(hours)s hours ahead", last)
        if ahead
        else ngettext(
            "%(city)s is %(hours)s hour behind", "%(city)s is %(hours)s hours behind", last
        )
    )
    return words % {"city": city, "hours": amount}


@register.filter
def language_name(code):
    return LANGUAGES[code].name if code in LANGUAGES else code


@register.filter
def language_in_words(code):
    return language_names.language_in_words(code)


@register.simple_tag
@lru_cache
def icon(name, extra=""):
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="#i-{}"/></svg>', extra, name
    )


@register.simple_tag
def sections():
    """Sections with content, each with what it shows on the home page."""
    return [(section, section.highlights()) for section in open_sections()]


@register.simple_tag
@per_generation
def latest_news():
    return [] if "news" in closed_namespaces() else list(NewsItem.objects.published()[:3])


@register.simple_tag(takes_context=True)
def doors(context):
    """One way in for each page of the navigation, with the deep links of its section."""
    by_key = {section.key: section for section in open_sections()}
    return [_door(link, by_key.get(link.section)) for link in context["frame"].navigation]


def _door(link, section):
    if section is None:
        return {"url": link.url, "title": link.title, "text": link.description, "section": ""}
    links = [{"title": title, "url": reverse(name)} for title, name in section.links]
    return {
        "url": link.url,
        "title": section.audience,
        "text": section.summary,
        "section": section.colour,
        "links": links,
    }


@per_generation
def fragments():
    return {}


@register.tag
def kept(parser, token):
    """{% kept "name" key… %}…{% endkept %}: rendered once per language, keys and state of content.

    What is inside must depend on nothing else. Readers only: editors see drafts.
    """
    _tag, *keys = token.split_contents()
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    return Kept(nodelist, [parser.compile_filter(key) for key in keys])


class Kept(template.Node):
    def __init__(self, nodelist, keys):
        self.nodelist, self.keys = nodelist, keys

    def render(self, context):
        if not context["frame"].keeps_fragments or context["request"].user.is_staff:
            return self.nodelist.render(context)
        key = (get_language(), *(key.resolve(context) for key in self.keys))
        found = fragments()
        if key not in found:
            found[key] = self.nodelist.render(context)
        return found[key]


@register.inclusion_tag("components/picture.html")
def picture(image, sizes="100vw", crop="whole", eager=False):
    """A picture of the library in the size the reader's screen needs; private ones never."""
    found = renditions.rendition(image, crop) if image and image.is_public else None
    alt = translating.text(image, "alt", get_language()) if found else translating.Text("", None)
    other = LANGUAGES.get(alt.language) if alt.language != get_language() else None
    if found and image.decorative:
        alt, other = translating.Text("", None), None
    return {
        "found": found,
        "alt": alt.value,
        "language": other,
        "sizes": sizes,
        "eager": eager,
    }


@register.inclusion_tag("components/figure.html")
def figure(image, sizes="100vw", crop="whole"):
    return {"image": image, "sizes": sizes, "crop": crop}


@register.filter
def json_ld(data):
    """A JSON-LD block; `<` is escaped so that no text can end the script element."""
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.filter
def sources(value):
    """Links to sources, as an inline list."""
    return mark_safe("; ".join(_source(source["title"], source.get("url")) for source in value))


@lru_cache(maxsize=2048)
def _source(title, url):
    return format_html('<a href="{}">{}</a>', url, title) if url else escape(title)
