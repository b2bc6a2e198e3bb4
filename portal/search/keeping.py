"""Brings entries up to date with the objects they are of, inside the caller's transaction."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Q

from portal.models import SearchEntry
from portal.search import vocabulary
from portal.search.entries import entries_of, is_searchable, kind_of

UNIQUE = ["kind", "object_id", "language"]
CHANGING = [
    field.name
    for field in SearchEntry._meta.concrete_fields
    if not field.primary_key and field.name not in UNIQUE
]


@transaction.atomic
def refresh(records):
    """Replace the entries of some records, and of what is shown on their pages if those moved."""
    moved = [record for group in _by_model(records).items() for record in _replace(*group)]
    parts = [part for record in moved for part in getattr(record, record.search.parts)()]
    for group in _by_model(parts).items():
        _replace(*group)


@transaction.atomic
def forget(kind, ids):
    SearchEntry.objects.filter(kind=kind, object_id__in=ids).delete()


def _by_model(records):
    groups = defaultdict(set)
    for record in records:
        if is_searchable(type(record)):
            groups[type(record)].add(record.pk)
    return groups


def _replace(model, ids):
    """Returns the records with parts whose address, title or time in public is another now."""
    before = _places(model, ids) if model.search.parts else {}
    records, entries = load(model, ids)
    store(kind_of(model), ids, entries)
    vocabulary.add(dict.fromkeys((word for e in entries for word in vocabulary.words(e)), 1))
    if not model.search.parts:
        return []
    after = _by_object(entries)
    return [record for record in records if before.get(record.pk) != after.get(record.pk)]


def load(model, ids):
    """(records, their entries), as they are in the database, locked until the transaction ends."""
    found = model._base_manager.filter(pk__in=ids).prefetch_related(*model.search.prefetch)
    if model.search.joined:
        found = found.select_related(*model.search.joined)
    records = list(found.order_by("pk").select_for_update(of=("self",)))
    return records, [entry for record in records for entry in entries_of(record)]


def _places(model, ids):
    known = SearchEntry.objects.filter(kind=kind_of(model), object_id__in=ids)
    return _by_object(known.only("object_id", *PLACE))


PLACE = ["language", "address", "title", "published_from", "published_until"]


def _by_object(entries):
    places = defaultdict(dict)
    for entry in entries:
        places[entry.object_id][entry.language] = [getattr(entry, name) for name in PLACE]
    return places


def store(kind, ids, entries, languages=None):
    """Let these be the only entries of some objects (in some languages).

    Two writers of one object may meet: the second's entries stay.
    """
    of = Q(language__in=languages) if languages else Q()
    SearchEntry.objects.filter(of, kind=kind, object_id__in=ids).delete()
    SearchEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=UNIQUE, update_fields=CHANGING
    )
