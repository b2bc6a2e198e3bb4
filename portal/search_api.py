"""Search for machines: the same hits as on the search page, as plain text."""

from datetime import date
from html import unescape
from typing import Annotated

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.html import strip_tags
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from portal.api_language import DEFAULT_LANGUAGE, Language, use_language
from portal.api_lists import REFUSALS, Problem
from portal.search import find
from portal.search_form import LONGEST, MOST_PAGES, asks_too_often, printable

router = Router(tags=["search"])

Words = Annotated[str, Query(max_length=LONGEST, description="What to look for")]
Page = Annotated[int, Query(ge=1, le=MOST_PAGES)]


class HitOut(Schema):
    """`language` is that of the text; it differs from the one asked for where that has none."""

    title: str
    snippet: str
    url: str
    language: str
    kind: str
    section: str
    date: date | None


class CountOut(Schema):
    key: str
    label: str
    count: int


class ResultsOut(Schema):
    """Where `capped`, more may have been found than is ranked; `total` is the least it is.

    Where there is a `suggestion`, nothing was found for the words, and the results are those of
    this other spelling.
    """

    total: int
    capped: bool
    page: int
    pages: int
    suggestion: str
    kinds: list[CountOut]
    sections: list[CountOut]
    results: list[HitOut]


@router.get(
    "/search",
    response={200: ResultsOut, 429: Problem} | REFUSALS,
    summary="Search all public texts",
)
def search(
    request: HttpRequest,
    q: Words = "",
    kind: str = "",
    section: str = "",
    page: Page = 1,
    lang: Language = DEFAULT_LANGUAGE,
):
    if asks_too_often(request):
        raise HttpError(429, "Too many searches from your network.")
    language = use_language(request, lang)
    found = find(printable(q), language=language, kind=kind, section=section, page=page)
    if page > max(found.pages, 1):
        raise Http404
    return {
        "total": found.total,
        "capped": found.capped,
        "page": page,
        "pages": found.pages,
        "suggestion": found.suggestion,
        "kinds": counts(found.kinds),
        "sections": counts(found.sections),
        "results": [hit_data(hit) for hit in found.hits],
    }


def counts(counted):
    return [{"key": key, "label": str(label), "count": count} for key, label, count in counted]


def hit_data(hit):
    return {
        "title": plain(hit.title),
        "snippet": plain(hit.snippet),
        "url": settings.SITE_URL + hit.url,
        "language": hit.language.tag,
        "kind": hit.kind,
        "section": hit.section,
        "date": hit.date,
    }


def plain(html):
    return unescape(strip_tags(html))
