"""The entries of one object: what it has declared, in each language in which its texts are its own.

Entries come in with the transaction that changes the object, and hold its period of publication:
what is scheduled is in the index and becomes visible at its minute.
"""

import html
import re
from dataclasses import dataclass, field
from functools import lru_cache

from django.apps import apps
from django.utils.html import strip_tags
from django.utils.translation import override
from django_countries.fields import CountryField

from portal import translating
from portal.countries import country_name
from portal.dates import PartialDateField
from portal.languages import LANGUAGES
from portal.models import Published, Searchable, SearchEntry
from portal.search import index
from portal.search.analyser import phrase, runs, tokens_of
from portal.search.synonyms import concepts
from portal.sections import section_key

MOST_BODY = 100_000
MOST_TOKENS = 8_000
BLOCK_ENDS = re.compile(r"</(?:p|h\d|li|td|th|div|tr|blockquote)>|<br\s*/?>", re.IGNORECASE)


@dataclass
class Texts:
    """`more` and `topics` are tokens found and not shown; `topics` as if the title had them."""

    title: str
    summary: str = ""
    body: str = ""
    keywords: str = ""
    names: dict = field(default_factory=dict)
    more: list = field(default_factory=list)
    topics: list = field(default_factory=list)


def plain(text):
    """A text without markup, its words still apart."""
    if "<" in text or "&" in text:
        text = html.unescape(strip_tags(BLOCK_ENDS.sub(" ", text)))
    return " ".join(text.replace("\0", " ").split())


def kind_of(model):
    return model._meta.label_lower


def is_searchable(model):
    declared = getattr(model, "search", None)
    return isinstance(declared, Searchable) and bool(
        declared.page or hasattr(model, "get_absolute_url")
    )


def searched_models():
    return list(filter(is_searchable, apps.get_models()))


def entries_of(obj):
    """Unsaved entries of a record as it stands in the database; none where the public may not."""
    declared = type(obj).search
    page = getattr(obj, declared.page)() if declared.page else obj
    within = [getattr(obj, declared.within)()] if declared.within else []
    itself = obj if isinstance(obj, Published) else page
    period = _period(itself, page, *within) if page and is_searchable(type(obj)) else None
    if period is None:
        return []
    names = {code: text for code in LANGUAGES if (text := _joined(obj, declared.names, code))}
    return [_entry(obj, page, period, names, code) for code in translating.own_languages(itself)]


def _period(*records):
    """From when until when all of them are public together; None where one is not."""
    if any(record.state != Published.State.PUBLISHED for record in records):
        return None
    starts = max(record.published_at for record in records)
    ends = [record.unpublish_at for record in records if record.unpublish_at]
    return starts, min(ends, default=None)


def _entry(obj, page, period, names, language):
    declared = type(obj).search
    with override(language):
        title = _value(obj, declared.title or obj.translated_title, language) or str(obj)
        texts = Texts(
            title,
            _value(obj, declared.summary or obj.translated_body, language),
            _joined(obj, declared.body, language),
            _joined(obj, declared.keywords, language),
            names,
            [*_tokens(str(obj._meta.verbose_name), language), *topics(declared.topics)],
        )
    return make(
        texts,
        kind=kind_of(type(obj)),
        object_id=obj.pk,
        language=language,
        section=declared.section or section_key(type(obj)),
        address=address_of(page, declared.anchor.format(pk=obj.pk)),
        weight=declared.weight,
        date=_date(obj, declared.date),
        published_from=period[0],
        published_until=period[1],
    )


def topics(concepts):
    """Concepts as tokens, for what an object is about without naming it."""
    return [f"#{concept}" for concept in concepts]


def address_of(record, anchor=""):
    """What a record's address is made of at reading time: pages above it may move."""
    values = {name: getattr(record, name) for name in type(record).search.address}
    return {"model": kind_of(type(record)), "values": values, "anchor": anchor}


def make(texts, **values):
    """An unsaved SearchEntry of some texts."""
    language = values["language"]
    title, summary = plain(texts.title), plain(texts.summary)
    body = plain(texts.body)[:MOST_BODY]
    spelt = dict.fromkeys(phrase(name) for name in [title, *texts.names.values()])
    found = {
        index.TITLE: _tokens(title, language) + texts.topics,
        index.NAMES: _tokens(plain(texts.keywords), language)
        + [token for code, name in texts.names.items() for token in _name_tokens(name, code)],
        index.SUMMARY: _tokens(summary, language),
        index.ANYWHERE: _tokens(body, language) + texts.more,
    }
    marks = [f"@l:{language}", f"@k:{values['kind']}", f"@s:{values['section']}"]
    return SearchEntry(
        title=title,
        summary=summary,
        body=body,
        names=f"|{'|'.join(spelt)}|",
        tokens=" ".join([*marks, *_in_fields(found)]),
        **values,
    )


def _tokens(text, language):
    found = list(runs(text))
    return [*tokens_of(found, language), *sorted(concepts(found, language))]


@lru_cache(maxsize=1024)
def _name_tokens(name, language):
    """Kept for the moment: each of an object's entries holds its names in all languages."""
    return _tokens(name, language)


def _in_fields(found):
    """Each token with its field, then all of them without."""
    apart = [name + token for name in found if name for token in dict.fromkeys(found[name])]
    together = dict.fromkeys(token for tokens in found.values() for token in tokens)
    return [*apart, *list(together)[:MOST_TOKENS]]


def _joined(obj, names, language):
    return "\n".join(filter(None, (_value(obj, name, language) for name in names)))


def _value(obj, name, language):
    """A field's or method's text in a language; a field that is not translated is in any."""
    if isinstance(obj, Published) and name in translating.translated_fields(type(obj)):
        return translating.own(obj, name, language)
    value = getattr(obj, name)
    if callable(value):
        return value(language)
    return _shown(obj, obj._meta.get_field(name), value) if value else ""


def _shown(obj, model_field, value):
    if isinstance(model_field, CountryField):
        return country_name(str(value))
    if isinstance(model_field, PartialDateField):
        return f"{value} {value.iso}"
    if model_field.choices:
        return str(getattr(obj, f"get_{model_field.name}_display")())
    return str(value)


def _date(obj, name):
    value = getattr(obj, name) if name else None
    return getattr(value, "latest", value)
