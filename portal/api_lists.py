"""Lists of the interface: pages of a hundred under one envelope, whole or what changed of late."""

from datetime import UTC
from typing import Annotated

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from ninja import Query, Schema
from ninja.errors import ValidationError
from pydantic import WithJsonSchema

from portal.pagecache import keep

PAGE_SIZE = 100
MOST_PAGES = 1000
WRONG = "Write a moment with its offset as 2026-01-31T12:00:00Z; in an address, + is written %2B."

Page = Annotated[int, Query(ge=1, le=MOST_PAGES)]
Since = Annotated[str | None, WithJsonSchema({"type": "string", "format": "date-time"})]
SINCE = Query(None, description="Only what was saved or published since this moment.")


class Listing(Schema):
    """`count` is that of all pages; `next` is null on the last."""

    count: int
    next: str | None


class Problem(Schema):
    detail: str


class Mistake(Schema):
    loc: list[str | int]
    msg: str
    type: str


class Mistakes(Schema):
    """`loc` names the parameter."""

    detail: list[Mistake]


REFUSALS = {404: Problem, 422: Mistakes}


def moment(text):
    """The moment in UTC that `updated_since` names, or None; a mistake is named like any other.

    In UTC the first and last hours of the calendar are missing, and PostgreSQL knows no offset of
    sixteen hours or more.
    """
    if text is None:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1 < found.year < 9999:
        mistake = {"loc": ["query", "updated_since"], "msg": WRONG, "type": "datetime"}
        raise ValidationError([mistake])
    return found.astimezone(UTC)


def listing(request, found, *, page, make, chosen=None, updated_since=None):
    """One page of a queryset or list in a steady order; `make` gives what is said of a record.

    `chosen` are further parameters with a small number of valid values: with them the answer is
    kept for everybody, unless it is about a moment. Raises Http404 past the end.
    """
    try:
        shown = Paginator(found, PAGE_SIZE).page(page)
    except EmptyPage:
        raise Http404 from None
    asked = {"lang": request.GET.get("lang")} | (chosen or {})
    if updated_since is None:
        keep(request, asked | {"page": page if page > 1 else None})
    following = None
    if shown.has_next():
        query = asked | {"updated_since": request.GET.get("updated_since"), "page": page + 1}
        query = {name: value for name, value in query.items() if value is not None}
        following = f"{settings.SITE_URL}{request.path}?{urlencode(query)}"
    return {
        "count": shown.paginator.count,
        "next": following,
        "items": [make(record) for record in shown],
    }
