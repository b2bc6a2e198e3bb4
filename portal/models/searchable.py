"""How a model tells search what it has to offer; search itself knows no model by name."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Searchable:
    """Names of fields or of methods of the model; a method takes a language code, gives a text.

    Left empty, title and summary are the model's `translated_title` and `translated_body`, and
    the section is the model's app. Of `names` every language's text is found in every language.
    `topics` are concepts of portal/search/words.json that every object is about, named or not.
    `page` names a method without arguments that gives the record on whose page this one is shown,
    at `anchor`, or None where it is shown nowhere: then it is not found. `parts` names one that
    gives the records shown on this one's page, `within` one that gives the record without which
    this one is not public either. `address` are the fields `get_absolute_url()` needs, `prefetch`
    what the methods follow, `links` the many-to-many fields among it.

    A model that is not Published, but whose texts are part of one that is, has a method
    `search_owners()` giving those records.
    """

    title: str = ""
    summary: str = ""
    body: Sequence[str] = ()
    names: Sequence[str] = ()
    keywords: Sequence[str] = ()
    topics: Sequence[str] = ()
    section: str = ""
    weight: int = 0
    date: str = ""
    page: str = ""
    parts: str = ""
    within: str = ""
    anchor: str = ""
    address: Sequence[str] = ("slug",)
    prefetch: Sequence[str] = ()
    links: Sequence[str] = ()
