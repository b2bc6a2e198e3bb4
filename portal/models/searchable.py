"""How a model tells search what it has to offer; search itself knows no model by name."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Searchable:
    """Names of fields or of methods of the model; a method takes a language code, gives a text.

    Left empty, title and summary are the model's `translated_title` and `translated_body`, and
    the section is the model's app. Of `names` every language's text is found in every language.
    `page` names a method that gives the record on whose page this one is shown, or None: without
    that page it is not found. `address` are the fields `get_absolute_url()` needs.
    """

    title: str = ""
    summary: str = ""
    body: Sequence[str] = ()
    names: Sequence[str] = ()
    keywords: Sequence[str] = ()
    section: str = ""
    weight: int = 0
    date: str = ""
    page: str = ""
    anchor: str = ""
    address: Sequence[str] = ("slug",)
