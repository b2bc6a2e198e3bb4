"""The state of each translated field, derived from the texts and what a translator last said.

A translation is stale when the hash of its source text differs from the one it was made from;
so an edit of the source makes that field's translations stale and no other, however it came in.
"""

import hashlib
from dataclasses import dataclass
from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from portal.languages import LANGUAGES, chain
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
    """Names in the order of the model."""
    names = set(translator.get_options_for_model(model).fields)
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


def states(obj, languages=tuple(LANGUAGES)):
    """{(field, language): State} of every translated field that has a source text; one query."""
    rows = {(row.field, row.language): row for row in _rows(obj).filter(language__in=languages)}
    found = {}
    for field in translated_fields(type(obj)):
        source = own(obj, field, obj.source_language)
        if not source:
            continue
        for language in languages:
            if language != obj.source_language:
                target = own(obj, field, language)
                found[field, language] = _state(source, target, rows.get((field, language)))
    return found


def _state(source, target, row):
    if row and row.state == State.NOT_NEEDED:
        return State.NOT_NEEDED
    if not target:
        return State.MISSING
    if row is None:
        return State.NEEDS_REVIEW
    return State(row.state) if row.source_hash == source_hash(source) else State.STALE


def _rows(obj):
    return TranslationState.objects.filter(
        content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk
    )


@transaction.atomic
def confirm(obj, *, fields, language, state, by="", machine=""):
    """Keep that these fields' texts in `language` match the present source texts."""
    kind = ContentType.objects.get_for_model(obj)
    rows = [
        TranslationState(
            content_type=kind,
            object_id=obj.pk,
            field=field,
            language=language,
            source_language=obj.source_language,
            source_hash=source_hash(own(obj, field, obj.source_language)),
            state=state,
            machine=machine,
            translator=by,
        )
        for field in fields
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
