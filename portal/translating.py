"""The state of each translated field, derived from the texts and what a translator last said.

A translation is stale when the hash of its source text differs from the one it was made from;
so an edit of the source makes that field's translations stale and no other, however it came in.
"""

import hashlib
from dataclasses import dataclass
from functools import cache

from django.contrib.contenttypes.models import ContentType
from modeltranslation.translator import NotRegistered, translator
from modeltranslation.utils import build_localized_fieldname

from portal.languages import LANGUAGES, SOURCE, chain
from portal.memo import per_generation
from portal.models import TranslationState

State = TranslationState.State


@dataclass(frozen=True)
class Text:
    """A field's text as a reader of one language gets it; `language` may be a fallback."""

    value: str
    language: str | None


@cache
def column(field, language):
    return build_localized_fieldname(field, language)


@cache
def translated_fields(model):
    """Names in the order of the model; none of a model that has no translations."""
    try:
        names = set(translator.get_options_for_model(model).fields)
    except NotRegistered:
        return []
    return [field.name for field in model._meta.fields if field.name in names]


def own(obj, field, language):
    return getattr(obj, column(field, language)) or ""


def text(obj, field, language):
    for code in chain(language):
        if value := own(obj, field, code):
            return Text(value, code)
    return Text("", None)


def own_languages(obj):
    """Languages in which title and main text are the object's own; an empty main text is none."""
    fields = dict.fromkeys((obj.translated_title, obj.translated_body))
    filled = [f for f in fields if any(own(obj, f, code) for code in LANGUAGES)]
    return [code for code in LANGUAGES if all(own(obj, f, code) for f in filled)]


def source_hash(value):
    """SHA-256 of the text with its white space evened out, so that formatting is no change."""
    return hashlib.sha256(" ".join(value.split()).encode()).hexdigest()


def source_language(obj):
    """Of a record that does not say so, the portal's source language."""
    return getattr(obj, "source_language", SOURCE)


def states(obj, languages=tuple(LANGUAGES)):
    """{(field, language): State} of every translated field that has a source text; one query."""
    return states_of([obj], languages)[obj.pk]


def states_of(objects, languages=tuple(LANGUAGES)):
    """{pk: states(obj)} of records of one model; one query however many they are."""
    if not objects:
        return {}
    rows = {(row.object_id, row.field, row.language): row for row in _rows(objects, languages)}
    return {obj.pk: _states(obj, languages, rows) for obj in objects}


def _states(obj, languages, rows):
    found, original = {}, source_language(obj)
    for field in translated_fields(type(obj)):
        source = own(obj, field, original)
        for language in languages if source else ():
            if language != original:
                target = own(obj, field, language)
                found[field, language] = _state(source, target, rows.get((obj.pk, field, language)))
    return found


def _state(source, target, row):
    if row and row.state == State.NOT_NEEDED:
        return State.NOT_NEEDED
    if not target:
        return State.MISSING
    if row is None:
        return State.NEEDS_REVIEW
    return State(row.state) if row.source_hash == source_hash(source) else State.STALE


def _rows(objects, languages):
    return TranslationState.objects.filter(
        content_type=ContentType.objects.get_for_model(objects[0]),
        object_id__in=[obj.pk for obj in objects],
        language__in=languages,
    )


# What most needs work stands for the whole language.
BY_URGENCY = (
    State.MISSING,
    State.STALE,
    State.MACHINE,
    State.IN_PROGRESS,
    State.NEEDS_REVIEW,
    State.CURRENT,
    State.NOT_NEEDED,
)


GAPS = {State.MISSING, State.STALE}


def by_language(found):
    """{language: its most urgent State} of what states() found."""
    worst: dict[str, State] = {}
    for (_field, language), state in found.items():
        worst[language] = min(worst.get(language, state), state, key=BY_URGENCY.index)
    return worst


def confirm(obj, *, fields, language, state, by="", machine=""):
    """Keep that these fields' texts in `language` match the present source texts."""
    pairs = [(field, language) for field in fields]
    confirm_all(obj, pairs=pairs, state=state, by=by, machine=machine)


def confirm_all(obj, *, pairs, state, by="", machine=""):
    """The same of (field, language) pairs in as many languages as need be, in one statement."""
    kind, original = ContentType.objects.get_for_model(obj), source_language(obj)
    rows = [
        TranslationState(
            content_type=kind,
            object_id=obj.pk,
            field=field,
            language=language,
            source_language=original,
            source_hash=source_hash(own(obj, field, original)),
            state=state,
            machine=machine,
            translator=by,
        )
        for field, language in pairs
    ]
    TranslationState.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["content_type", "object_id", "field", "language"],
        update_fields=[
            "source_language",
            "source_hash",
            "state",
            "machine",
            "translator",
            "updated_at",
        ],
    )


@dataclass(frozen=True)
class Notice:
    """What a reader must know of the texts on a record's page."""

    stale: bool
    machine: bool
    fallback: str
    source_language: str


@per_generation
def notice(obj, language):
    """A Notice for the reader of `language`, or None where all texts are own and up to date."""
    main = [obj.translated_title, obj.translated_body]
    found = states(obj, [language]) if language != obj.source_language else {}
    shown = {text(obj, field, language).language for field in main} - {language, None}
    stale = State.STALE in found.values()
    machine = State.MACHINE in found.values()
    if not (stale or machine or shown):
        return None
    return Notice(stale, machine, next(iter(shown), ""), obj.source_language)
