"""The whole index anew while search goes on: batch by batch, each replaced in one transaction."""

from collections import Counter

from cms.models import Page, PageContent
from django.db import connection, transaction
from django.utils import timezone
from filer.models import File

from portal.models import Published, SearchEntry, SearchWord
from portal.search import vocabulary
from portal.search.documents import KIND as DOCUMENT, entries_of_documents
from portal.search.entries import kind_of, searched_models
from portal.search.keeping import load, store
from portal.search.offers import offers
from portal.search.pages import KIND, entries_of_links, entries_of_pages

BATCH = 100
WORDS_AT_ONCE = 5000
TIDY = {
    "sqlite": ["INSERT INTO portal_searchindex(portal_searchindex) VALUES ('optimize')"],
    "postgresql": [
        "SELECT gin_clean_pending_list('portal_searchindex_vector')",
        "ANALYZE portal_searchindex",
    ],
}


def rebuild():
    """Yields (kind, objects done, objects in all) as it goes on.

    What weighs more is written later: entries are read from the newest.
    """
    start, counted = timezone.now(), Counter()
    models = sorted(searched_models(), key=lambda model: model.search.weight)
    for model in models:
        yield from _records(model, counted)
    yield from _pages(counted)
    yield from _documents(counted)
    known = [KIND, DOCUMENT, *map(kind_of, models)]
    SearchEntry.objects.exclude(kind__in=known).delete()
    _words(counted, start)
    _tidy()


def _records(model, counted):
    kind = kind_of(model)
    found = model._base_manager.all()
    if issubclass(model, Published):
        found = found.filter(state="published")
    ids = list(found.order_by("pk").values_list("pk", flat=True))
    for done, batch in _batches(ids):
        with transaction.atomic():
            _records_, entries = load(model, batch)
            store(kind, batch, entries)
        _count(counted, entries)
        yield kind, done, len(ids)
    SearchEntry.objects.filter(kind=kind).exclude(object_id__in=found.values("pk")).delete()


def _pages(counted):
    ids = list(Page.objects.order_by("pk").values_list("pk", flat=True))
    for done, batch in _batches(ids):
        with transaction.atomic():
            list(Page.objects.filter(pk__in=batch).order_by("pk").select_for_update())
            entries = entries_of_pages(batch)
            store(KIND, batch, entries)
        _count(counted, entries)
        yield KIND, done, len(ids)
    links = entries_of_links()
    numbers = {entry.object_id for entry in links}
    with transaction.atomic():
        store(KIND, numbers, links)
    _count(counted, links)
    pages = SearchEntry.objects.filter(kind=KIND).exclude(object_id__in=numbers)
    pages.exclude(object_id__in=PageContent.objects.values("page")).delete()


def _documents(counted):
    ids = sorted({offer.file_id for offer in offers(PageContent.objects.all())})
    for done, batch in _batches(ids):
        with transaction.atomic():
            list(File.objects.filter(pk__in=batch).order_by("pk").select_for_update(of=("self",)))
            entries = entries_of_documents(batch)
            store(DOCUMENT, batch, entries)
        _count(counted, entries)
        yield DOCUMENT, done, len(ids)
    SearchEntry.objects.filter(kind=DOCUMENT).exclude(object_id__in=ids).delete()


def _batches(ids):
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        yield start + len(batch), batch


def _count(counted, entries):
    for entry in entries:
        counted.update(vocabulary.words(entry))


@transaction.atomic
def _words(counted, start):
    items = sorted(counted.items())
    for at in range(0, len(items), WORDS_AT_ONCE):
        vocabulary.add(dict(items[at : at + WORDS_AT_ONCE]), counts=True)
    SearchWord.objects.filter(touched_at__lt=start).delete()


def _tidy():
    """Pack the index, and let the planner know how common its words are."""
    with connection.cursor() as cursor:
        for statement in TIDY[connection.vendor]:
            cursor.execute(statement)
        cursor.execute("ANALYZE portal_searchentry")
        cursor.execute("ANALYZE portal_searchword")
