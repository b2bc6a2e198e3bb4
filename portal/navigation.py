"""The tree of published CMS pages, read once per state of the content.

django-cms's menu tags cost grows with every page on every request; these look-ups do not.
"""

from dataclasses import dataclass, field

from cms.models import PageContent, PageUrl, UrlconfRevision
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import get_language, gettext

from portal.languages import LANGUAGES, chain
from portal.memo import per_generation
from portal.models import AlertBanner, NewsItem
from portal.sections import sections


@dataclass
class Node:
    pk: int
    parent: int | None
    namespace: str
    is_home: bool
    titles: dict = field(default_factory=dict)
    descriptions: dict = field(default_factory=dict)
    paths: dict = field(default_factory=dict)
    shown: dict = field(default_factory=dict)
    changed: dict = field(default_factory=dict)

    def add(self, content):
        language = content.language
        self.titles[language] = content.menu_title or content.title
        self.descriptions[language] = content.meta_description or ""
        self.shown[language] = content.in_navigation
        self.changed[language] = content.changed_date
        self.paths[language] = content.words

    def path(self, language):
        """The address in a language; under its fallback's words where the page has none."""
        words = next((self.paths[code] for code in chain(language) if code in self.paths), "")
        return f"/{language}/{words}/" if words else f"/{language}/"

    def content_language(self, language):
        return next((code for code in chain(language) if code in self.titles), None)


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    tag: str = ""
    current: bool = False
    section: str = ""
    description: str = ""


@dataclass
class Tree:
    nodes: dict = field(default_factory=dict)
    closed: set = field(default_factory=set)
    revision: str = ""
    has_alerts: bool = False


def closable():
    """{namespace: records without which the pages of that apphook stay closed}."""
    content = {section.key: section.content() for section in sections()}
    return content | {"news": NewsItem.objects.published()}


@per_generation
def tree():
    """Everything of the CMS that all pages need, in one query.

    With the pages come which sections have something to show, whether there is an alert, and the
    revision of the apphooks, by which a process learns that another one attached an application.
    """
    keys = list(closable())
    found = Tree(closed=set(keys))
    for content in _contents():
        node = found.nodes.get(content.page_id) or _node(content)
        found.nodes[node.pk] = node
        node.add(content)
        found.closed = {key for key in keys if not getattr(content, f"open_{key}")}
        found.revision = content.revision
        found.has_alerts = content.has_alerts
    return found


def _contents():
    path = PageUrl.objects.filter(page=OuterRef("page"), language=OuterRef("language"))
    asked = {
        "words": Subquery(path.values("path")[:1]),
        "parent": F("page__parent_id"),
        "namespace": F("page__application_namespace"),
        "is_home": F("page__is_home"),
        "revision": Subquery(UrlconfRevision.objects.values("revision")[:1]),
        "has_alerts": Exists(AlertBanner.objects.published()),
        **{f"open_{key}": Exists(content) for key, content in closable().items()},
    }
    own = ["page_id", "language", "title", "menu_title", "meta_description", "in_navigation"]
    return (
        PageContent.objects.annotate(**asked)
        .exclude(words=None)  # no address leads there: a page above is withdrawn
        .order_by("page__path")
        .values_list(*own, "changed_date", *asked, named=True)
    )


def _node(content):
    return Node(content.page_id, content.parent, content.namespace or "", content.is_home)


def nodes():
    return tree().nodes


def closed_namespaces():
    """Apphooks of sections that have nothing to show yet."""
    return tree().closed


def open_sections():
    return [section for section in sections() if section.key not in closed_namespaces()]


def link(node, language, current=None):
    shown_in = node.content_language(language)
    tag = "" if shown_in == language else LANGUAGES[shown_in].tag
    is_current = current is not None and current.pk == node.pk
    return Link(
        node.titles[shown_in],
        node.path(language),
        tag,
        is_current,
        node.namespace,
        node.descriptions[shown_in],
    )


def _top(language, navigation):
    return [
        node
        for node in nodes().values()
        if node.parent is None
        and not node.is_home
        and node.namespace not in closed_namespaces()
        and (shown_in := node.content_language(language))
        and node.shown[shown_in] == navigation
    ]


@per_generation
def menu(language):
    return [link(node, language) for node in _top(language, navigation=True)]


@per_generation
def statements(language):
    """Top pages outside the navigation: privacy, accessibility and the like."""
    return [link(node, language) for node in _top(language, navigation=False)]


@per_generation
def _by_path(language):
    found = [node for node in nodes().values() if node.content_language(language)]
    return {node.path(language): node for node in found}


def node_of(path):
    """The deepest CMS page whose address begins `path`, or None."""
    language = path.split("/", 2)[1] if path.count("/") > 1 else ""
    if language not in LANGUAGES:
        return None
    known = _by_path(language)
    while path not in known and path.count("/") > 3:
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return known.get(path)


def home():
    return next((node for node in nodes().values() if node.is_home), None)


def ancestors(node):
    """From the top page down to `node`."""
    line = []
    while node:
        line.insert(0, node)
        node = nodes().get(node.parent)
    return line


def crumbs(path, trail=()):
    """Home, the CMS pages above, then `trail` of (title, url); empty on the home page."""
    language = get_language()
    node = node_of(path)
    start = home()
    if not trail and (node is None or node.is_home):
        return []
    first = [Link(gettext("Home"), start.path(language))] if start else []
    above = [page for page in ancestors(node) if page.content_language(language)]
    pages = [link(page, language) for page in above if not page.is_home]
    return first + pages + [Link(str(title), url) for title, url in trail]


def same_page(path, language):
    """The address of the page at `path` in another language."""
    node = node_of(path)
    if node is None:
        return f"/{language}/"
    here = path.split("/", 2)[1]
    rest = path.removeprefix(node.path(here))
    return node.path(language) + rest
