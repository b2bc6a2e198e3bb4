"""What an editor should look at before publishing a page; it warns and never blocks."""

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from cms.models import CMSPlugin, PageContent
from cms.utils.plugins import downcast_plugins
from cms.utils.urlutils import add_url_parameters, admin_reverse
from cms.views import details
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _, override

from portal import navigation
from portal.languages import LANGUAGES
from portal.views import PublishedDetail

HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(frozen=True)
class Finding:
    """`url` is the form in which the editor mends it."""

    message: str
    url: str


@dataclass(frozen=True)
class Part:
    """What one plugin brings to the page: heading levels, addresses, pictures nobody describes."""

    plugin: CMSPlugin
    headings: list[int]
    links: list[str]
    undescribed: int


class Markup(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.headings, self.links, self.undescribed = [], [], 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag in HEADINGS:
            self.headings.append(HEADINGS[tag])
        elif tag == "a":
            self.links.append(values.get("data-cms-href") or values.get("href") or "")
        elif tag == "img" and "alt" not in values:
            self.undescribed += 1


def findings(content):
    """Findings of one language of a page, in the order of the page; a fixed number of queries
    besides one for each link to a record."""
    parts = [part(plugin) for plugin in plugins(content)]
    found = [*pictures(parts), *headings(parts), *links(parts)]
    order = {p.plugin.pk: number for number, p in enumerate(parts)}
    found.sort(key=lambda pair: order[pair[0].pk])
    return [Finding(text, edit(plugin)) for plugin, text in found] + languages(content)


def plugins(content):
    """In the order of the page: slots as the template has them, then parents before children."""
    slots = {declared: n for n, declared in enumerate(content.get_placeholder_slots())}
    rows = CMSPlugin.objects.filter(
        placeholder__in=content.get_placeholders(), language=content.language
    ).select_related("placeholder")
    rows = sorted(rows, key=lambda p: (slots.get(p.placeholder.slot, len(slots)), p.position))
    return list(downcast_plugins(rows))


def part(plugin):
    kind = plugin.get_plugin_class()
    markup = Markup(getattr(plugin, "body", ""))
    level = getattr(kind, "heading_level", None)
    if level and getattr(plugin, "heading", True):
        markup.headings.insert(0, level)
    if target := getattr(kind, "target", None):
        markup.links.append(target(plugin))
    undescribed = markup.undescribed + bool(getattr(plugin, "is_undescribed", False))
    return Part(plugin, markup.headings, markup.links, undescribed)


def pictures(parts):
    for found in parts:
        if found.undescribed:
            yield found.plugin, _("A picture has no description.")


def headings(parts):
    """The page's title is level 1; a level may not be skipped on the way down."""
    level = 1
    for found in parts:
        for heading in found.headings:
            if heading == 1:
                yield found.plugin, _("A heading of level 1 competes with the page’s title.")
            elif heading > level + 1:
                values = {"heading": heading, "level": level}
                text = _("A heading of level %(heading)d follows one of level %(level)d.")
                yield found.plugin, text % values
            level = heading


def links(parts):
    for found in parts:
        for link in found.links:
            if not leads_somewhere(link):
                shown = link or "–"
                yield found.plugin, _("A link leads nowhere: %(link)s") % {"link": shown}


def leads_somewhere(link):
    """Of links within the portal; those to other sites are not asked for."""
    kind, _colon, key = link.partition(":")
    if kind == "cms.page":
        return key.isdecimal() and int(key) in navigation.nodes()
    parts = urlsplit(link.removeprefix(settings.SITE_URL))
    if parts.scheme or parts.netloc or link.startswith("#"):
        return True
    return bool(parts.path) and answers(parts.path)


def answers(path):
    if path.startswith((settings.MEDIA_URL, settings.STATIC_URL)):
        return True
    code = path.split("/", 2)[1] if path.startswith("/") else ""
    with override(code if code in LANGUAGES else None):
        try:
            match = resolve(path)
        except Resolver404:
            return False
    if match.func is details:
        node = navigation.node_of(path)
        return bool(node and node.path(code) == path)
    return record_exists(match)


def record_exists(match):
    kind = getattr(match.func, "view_class", None)
    if not (isinstance(kind, type) and issubclass(kind, PublishedDetail)):
        return True
    view, request = kind(), HttpRequest()
    request.user = AnonymousUser()
    view.setup(request, **match.kwargs)
    return view.get_queryset().filter(slug=match.kwargs["slug"]).exists()


def languages(content):
    """One finding for each language that the page does not have yet, draft or published."""
    there = PageContent.admin_manager.filter(page=content.page_id)
    existing = set(there.values_list("language", flat=True))
    return [
        Finding(
            _("The page is missing in: %(language)s") % {"language": language.name},
            add_url_parameters(
                admin_reverse("cms_pagecontent_add"), cms_page=content.page_id, language=code
            ),
        )
        for code, language in LANGUAGES.items()
        if code not in existing
    ]


def edit(plugin):
    return admin_reverse("cms_placeholder_edit_plugin", args=[plugin.pk])
