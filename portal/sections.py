"""What an app brings to navigation, home and the demo, declared as `section` on its AppConfig."""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps


@dataclass(frozen=True, slots=True)
class Section:
    """`has_content()` and `load_demo(city)` are called after all apps are loaded.

    `links` are (label, URL name) pairs shown under the section's door on the home page;
    `colour` is the name of its palette in the style sheet.
    """

    key: str
    label: str
    audience: str
    summary: str
    url_name: str
    colour: str
    links: tuple[tuple[str, str], ...]
    has_content: Callable[[], bool]
    load_demo: Callable[[], None]
    highlights: Callable[[], dict] = dict
    home_template: str = ""


def sections():
    return [app.section for app in apps.get_app_configs() if hasattr(app, "section")]


def open_sections():
    return [section for section in sections() if section.has_content()]
