"""The demo city's content: made once, never touching what an editor has made or changed."""

import json
from pathlib import Path

from django.utils import timezone

from portal import translating
from portal.languages import LANGUAGES, SOURCE
from portal.models import City, CityFact, ExternalService, LegalBasis, Office, TranslationState

HERE = Path(__file__).parent
BY = "project"


def read(folder, name):
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def in_columns(model, values):
    """{"name": {"id": …, "en": …}} becomes one value for each translated column."""
    translated = set(translating.translated_fields(model))
    columns = {}
    for field, value in values.items():
        if field in translated:
            texts = value or {}
            columns |= {translating.column(field, c): texts.get(c) or "" for c in LANGUAGES}
        else:
            columns[field] = value
    return columns


def put(model, key, **values):
    """Create the record named by `key` unless it exists; return (record, created).

    Its translations count as made from the present source texts and in need of review.
    """
    lookup = {key: values[key]}
    if found := model._default_manager.filter(**lookup).first():
        return found, False
    record = model(**in_columns(model, values))
    if hasattr(record, "state") and hasattr(record, "published_at"):
        record.state, record.published_at = "published", timezone.now()
        record.source_language = SOURCE
    record._history_user = None
    record.save()
    mark_for_review(record)
    return record, True


def mark_for_review(record):
    if not hasattr(record, "source_language"):
        return
    for language in LANGUAGES:
        filled = [
            field
            for field in translating.translated_fields(type(record))
            if translating.own(record, field, language)
        ]
        if filled and language != record.source_language:
            translating.confirm(
                record,
                fields=filled,
                language=language,
                state=TranslationState.State.NEEDS_REVIEW,
                by=BY,
            )


def load_offices():
    offices = {}
    for values in read(HERE, "offices"):
        values["parent"] = offices.get(values["parent"])
        offices[values["slug"]], _created = put(Office, "slug", **values)


def load_services():
    for values in read(HERE, "services"):
        put(ExternalService, "slug", **values)


def load_legal_bases():
    """{key: LegalBasis}; a basis is known by its kind, number, year and article."""
    bases = {}
    for values in read(HERE, "legal_bases"):
        key = values.pop("key")
        lookup = {name: values[name] for name in ("kind", "number", "year", "article")}
        bases[key] = LegalBasis.objects.filter(**lookup).first()
        if bases[key] is None:
            bases[key] = LegalBasis.objects.create(**in_columns(LegalBasis, values))
    return bases


def load_city():
    if not City.objects.exists():
        values = read(HERE, "city")
        values["contact"] = Office.objects.filter(slug=values["contact"]).first()
        City.objects.create(**in_columns(City, values))
        for values in read(HERE, "city_facts"):
            put(CityFact, "code", **values)
