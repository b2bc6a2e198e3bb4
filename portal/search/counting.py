"""Counts what is looked for and what finds nothing, of nobody and never a person's data."""

import re

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from portal.models import SearchQuery
from portal.search.analyser import phrase

LONGEST = 100
PERSONAL = re.compile(r"@|\d(?:[\s./()-]*\d){6}")  # addresses, telephone and identity numbers


def note_query(text, *, language, total):
    """Count one search; what may name a person is not kept."""
    query = phrase(text[:LONGEST])[:LONGEST]
    if not query or PERSONAL.search(text):
        return
    values = {"query": query, "language": language, "day": timezone.localdate()}
    if _count(values, total):
        return
    try:
        with transaction.atomic():
            SearchQuery.objects.create(**values, total=total)
    except IntegrityError:  # somebody was first
        _count(values, total)


def _count(values, total):
    return SearchQuery.objects.filter(**values).update(count=F("count") + 1, total=total)
