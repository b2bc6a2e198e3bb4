"""Public documents of the media library that published pages offer: their texts are found too.

A document's entries are in the languages of the pages that offer it, under the title given there.
Its text is read once for each content, by the check sum; a private file's is not kept.
"""

import logging
import time

from cms.models import PageContent
from django.db import transaction
from filer.models import File
from pypdf import PdfReader

from portal.models import DocumentText, Picture, SearchEntry
from portal.search import vocabulary
from portal.search.entries import MOST_BODY, Texts, make
from portal.search.keeping import store
from portal.search.offers import offers
from portal.search.pages import ALWAYS, section_of

KIND = "filer.file"
WEIGHT = 1
MOST_PAGES = 500
MOST_SECONDS = 10

logger = logging.getLogger(__name__)


def offered(page_ids):
    """Numbers of the files that some pages offer, or offered when they were indexed last."""
    found = offers(PageContent.objects.filter(page_id__in=page_ids))
    known = SearchEntry.objects.filter(kind=KIND, address__page__in=list(page_ids))
    return {*(offer.file_id for offer in found), *known.values_list("object_id", flat=True)}


@transaction.atomic
def refresh_documents(ids):
    """Replace the entries of some files."""
    entries = entries_of_documents(ids) if ids else []
    store(KIND, ids, entries)
    vocabulary.add(dict.fromkeys((word for e in entries for word in vocabulary.words(e)), 1))


def entries_of_documents(ids):
    files = File.objects.not_instance_of(Picture).filter(pk__in=ids, is_public=True)
    known = {file.pk: file for file in files.order_by("pk")}
    made = offers(PageContent.objects.all(), known.values()) if known else []
    places = [offer.content_id for offer in made]
    contents = PageContent.objects.select_related("page").in_bulk(places)
    found = {}
    for offer in made:
        content = contents[offer.content_id]
        found.setdefault((offer.file_id, content.language), (offer.title, content))
    return [_entry(known[pk], *place) for (pk, _code), place in found.items()]


def _entry(file, title, content):
    return make(
        Texts(title or str(file), "", "\n".join([file.description or "", text_of(file)])),
        kind=KIND,
        object_id=file.pk,
        language=content.language,
        section=section_of(content.page),
        address={"url": file.url, "page": content.page_id},
        weight=WEIGHT,
        published_from=ALWAYS,
    )


def text_of(file):
    known = DocumentText.objects.filter(sha1=file.sha1).first()
    if known is None:
        known, _created = DocumentText.objects.get_or_create(
            sha1=file.sha1, defaults={"text": extracted(file)}
        )
    return known.text


def extracted(file):
    """As much of a document's text as is indexed; a file that cannot be read has none."""
    try:
        with file.file.storage.open(file.file.name) as stream:
            return " ".join("".join(_pages(PdfReader(stream))).replace("\0", " ").split())
    except Exception:  # pypdf promises nothing about what it raises for a damaged file
        logger.warning("The text of document %s cannot be read.", file.pk, exc_info=True)
        return ""


def _pages(reader):
    length, end = 0, time.monotonic() + MOST_SECONDS
    for page in reader.pages[:MOST_PAGES]:
        text = page.extract_text()[: MOST_BODY - length]
        length += len(text)
        yield text + "\n"
        if length >= MOST_BODY or time.monotonic() > end:
            return


@transaction.atomic
def drop_unused_text(sha1):
    """Of a file that is private or gone, unless a public one has the same content."""
    if not File.objects.filter(sha1=sha1, is_public=True).exists():
        DocumentText.objects.filter(sha1=sha1).delete()
