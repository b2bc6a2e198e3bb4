"""What an app brings to navigation, home and the demo, declared as `section` on its AppConfig."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

CITY = "portal"


@dataclass(frozen=True, slots=True)
class Section:
    """`content()` gives the records without which the section stays closed.

    `label` names it where roles, alerts and hits are sorted by section; its page has a title of
    its own.
    `links` are (label, URL name) pairs shown under the section's door on the home page;
    `office_for(slug)` gives the office that answers for the record with that address, or None.
    `colour` is the name of its palette in the style sheet. `topics` are, by URL name, the concepts
    of search (portal/search/words.json) that a linked page is about, found as if in its title. The
    training functions load and remove fictional records to practise on, which are never public.
    """

    key: str
    label: str
    audience: str
    summary: str
    colour: str
    links: tuple[tuple[str, str], ...]
    content: Callable[[], QuerySet]
    load_demo: Callable[[], None]
    highlights: Callable[[], dict] = dict
    office_for: Callable[[str], object] = lambda slug: None
    home_template: str = ""
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    load_training: Callable[[], None] | None = None
    remove_training: Callable[[], None] | None = None


def sections():
    return [app.section for app in apps.get_app_configs() if hasattr(app, "section")]


def section_labels():
    return {section.key: section.label for section in sections()}


def section_choices():
    """(key, label) of every section; what belongs to none of them is the city's own."""
    return [(CITY, _("City portal")), *section_labels().items()]


def section_key(model):
    """The section whose editors keep a model."""
    config = model._meta.app_config
    return config.section.key if hasattr(config, "section") else CITY


def section_of_page(page):
    """Of the nearest page, itself included, on which the application of a section hangs."""
    keys = {section.key for section in sections()}
    while page and page.application_namespace not in keys:
        page = page.parent
    return page.application_namespace if page else CITY
