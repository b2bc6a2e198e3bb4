"""Which records lack a text in a language that their source has, or have an older one."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q

from portal.languages import LANGUAGES, SOURCE
from portal.models import TranslationState
from portal.translating import column, states_of, translated_fields


def empty(name):
    return Q(**{name: ""}) | Q(**{f"{name}__isnull": True})


def _has_source(model, field, language):
    """The field has a text in the record's source language, which is not `language`."""
    if not any(f.name == "source_language" for f in model._meta.concrete_fields):
        return ~empty(column(field, SOURCE)) if language != SOURCE else Q(pk__in=[])
    found = Q(pk__in=[])
    for code in LANGUAGES:
        if code != language:
            found |= Q(source_language=code) & ~empty(column(field, code))
    return found


def _not_needed(model, field, language):
    return Exists(
        TranslationState.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            object_id=OuterRef("pk"),
            field=field,
            language=language,
            state=TranslationState.State.NOT_NEEDED,
        )
    )


def missing(model, language):
    """A Q of the records of which at least one field is missing in `language`."""
    found = Q(pk__in=[])
    for field in translated_fields(model):
        found |= (
            _has_source(model, field, language)
            & empty(column(field, language))
            & ~Q(_not_needed(model, field, language))
        )
    return found


def stale(queryset, language):
    """Those of which a text in `language` is older than its source.

    The database makes no hash of a source: the records are read of which somebody has said
    something in this language.
    """
    said = TranslationState.objects.filter(
        content_type=ContentType.objects.get_for_model(queryset.model), language=language
    )
    records = list(queryset.filter(pk__in=said.values("object_id")))
    found = states_of(records, [language])
    older = [pk for pk, states in found.items() if TranslationState.State.STALE in states.values()]
    return queryset.filter(pk__in=older)
