"""What every page shows around its content, as the one template variable `frame`.

Everything is computed when a template asks for it; no attribute needs a query of its own once
the tree of pages is known for the present state of the content.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings
from django.db import DatabaseError
from django.templatetags.static import static
from django.utils.translation import get_language, gettext

from portal import alerts, navigation
from portal.countries import country_name
from portal.languages import DEFAULT, LANGUAGES, chain
from portal.memo import per_generation
from portal.models import City
from portal.sections import sections
from portal.website import website


@per_generation
def home_city():
    return City.objects.select_related("contact").first()


@dataclass
class LanguageLink:
    code: str
    tag: str
    dir: str
    name: str
    english: str
    url: str
    current: bool


class Frame:
    has_search = True
    keeps_fragments = True

    def __init__(self, request):
        self.request = request
        self.path = getattr(request, "shown_path", request.path_info)
        self.shown_content = getattr(request, "shown_content", None)

    @cached_property
    def language(self):
        return LANGUAGES.get(get_language(), LANGUAGES[DEFAULT])

    @cached_property
    def node(self):
        return navigation.node_of(self.path)

    @cached_property
    def is_home(self):
        if self.shown_content:
            return self.shown_content.page.is_home
        return bool(self.node and self.node.is_home)

    @cached_property
    def section(self):
        namespace = self.node.namespace if self.node else ""
        return next((s.colour for s in sections() if s.key == namespace), "")

    @cached_property
    def content_language(self):
        """The language of the CMS page's own texts, which may stand in for the reader's."""
        if self.shown_content:
            return LANGUAGES[self.shown_content.language]
        code = self.node.content_language(self.language.code) if self.node else None
        return LANGUAGES[code or self.language.code]

    @cached_property
    def own_languages(self):
        """Languages in which title and main text are this page's own."""
        if (own := getattr(self.request, "own_languages", None)) is not None:
            return own
        is_cms_page = self.node and self.node.path(self.language.code) == self.path
        return list(self.node.titles) if is_cms_page else list(LANGUAGES)

    @cached_property
    def languages(self):
        return [
            LanguageLink(
                language.code,
                language.tag,
                language.dir,
                language.name,
                language.english,
                self.address(language.code),
                language.code == self.language.code,
            )
            for language in LANGUAGES.values()
        ]

    def address(self, code):
        if address_in := getattr(self.request, "address_in", None):
            return address_in(code)
        return navigation.same_page(self.path, code)

    @property
    def takes_feedback(self):
        """A form about a page is no page to speak of."""
        return not hasattr(self.request, "address_in")

    @cached_property
    def alerts(self):
        return alerts.shown(self.language.code, self.node.namespace if self.node else "")

    @cached_property
    def navigation(self):
        top = navigation.ancestors(self.node)[0] if self.node else None
        current = top.path(self.language.code) if top else None
        return [
            replace(item, current=item.url == current)
            for item in navigation.menu(self.language.code)
        ]

    @cached_property
    def footer(self):
        return navigation.statements(self.language.code)

    @cached_property
    def city_record(self):
        return home_city()

    @cached_property
    def city(self):
        city = self.city_record
        return {
            "name": city.name if city else "",
            "full_name": city.full_name if city else "",
            "country": country_name(city.country.code) if city else "",
            "official_url": city.official_url if city else "",
            "official_domain": city.official_domain if city else "",
            "greeting": city.greeting if city else "",
            "greeting_language": city.greeting_language if city else "",
        }

    @cached_property
    def office(self):
        return self.city_record.contact if self.city_record else None

    @property
    def attribution(self):
        return self.city_record.attribution if self.city_record else ""

    content_licence = settings.CONTENT_LICENCE

    @cached_property
    def canonical(self):
        """Of a page shown in a fallback language, the page in that language."""
        if self.robots or not self.own_languages:
            return ""
        own = next((c for c in chain(self.language.code) if c in self.own_languages), None)
        return self._absolute(navigation.same_page(self.path, own)) if own else ""

    @cached_property
    def alternates(self):
        if self.robots:
            return []
        urls = {link.code: link for link in self.languages if link.code in self.own_languages}
        found = [(link.tag, self._absolute(link.url)) for link in urls.values()]
        default = next((c for c in chain(DEFAULT) if c in urls), None)
        return found + ([("x-default", self._absolute(urls[default].url))] if default else [])

    @cached_property
    def robots(self):
        return getattr(self.request, "robots", "")

    @property
    def website(self):
        return website(self.city["name"] or gettext("City portal"), self.language)

    @property
    def social_image(self):
        return self._absolute(static("img/social.png"))

    @property
    def description(self):
        return self.node.descriptions.get(self.content_language.code, "") if self.node else ""

    def _absolute(self, path):
        return settings.SITE_URL + path


class BareFrame(Frame):
    """For pages that must stand without the database."""

    node = None
    is_home = keeps_fragments = takes_feedback = has_search = False
    navigation = footer = alternates = alerts = ()
    section = ""
    city_record = office = None
    robots = "noindex"
    canonical = ""

    def address(self, code):
        return f"/{code}/"


def frame(request):
    if getattr(request, "without_database", False):
        return {"frame": BareFrame(request), "crumbs": []}
    page = Frame(request)
    try:
        crumbs = navigation.crumbs(page.path)
    except DatabaseError:
        return {"frame": BareFrame(request), "crumbs": []}
    return {"frame": page, "crumbs": crumbs}
