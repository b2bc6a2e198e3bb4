"""How a model tells search what it has to offer; search itself knows no model by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Searchable:
    """Names of fields or of methods of the model; a method takes a language code, gives a text.

    Left empty, title and summary are the model's `translated_title` and `translated_body`, and
    the section is the model's app. Of `names` every language's text is found in every language.
    `topics` are concepts of portal/search/words.json that every object is about, named or not.
    `page` names a method without arguments that gives the record on whose page this one is shown,
    at `anchor` (in which `{pk}` is its number), or None where it is shown nowhere: then it is not
    found. `parts` names one that gives the records shown on this one's page, `within` one that
    gives the record without which this one is not public either. `address` are the fields
    `get_absolute_url()` needs, `joined` the foreign keys and `prefetch` what else the methods
    follow, `links` the many-to-many fields among that. `labels` name one of its kind and several,
    where the model's own name says too little.

    A model that is not Published may have a `search` with `page` too: it is public as long as those
    records are, in their languages. One whose texts are part of a Published record's has a method
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
    labels: Sequence[str | Promise] = ()
    address: Sequence[str] = ("slug",)
    joined: Sequence[str] = ()
    prefetch: Sequence[str] = ()
    links: Sequence[str] = ()
