"""The search page, and the description by which browsers search the portal."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from portal import navigation
from portal.frame import Frame
from portal.languages import DEFAULT, LANGUAGES
from portal.pagecache import keep
from portal.search import note_query, suggest
from portal.search_form import MOST_PAGES, SECONDS, WordsForm, asks_too_often, find_narrowed


@require_safe
def search(request):
    """Results for `q`; with `suggest`, the few titles to offer while it is being typed."""
    request.robots = "noindex"
    words = WordsForm(request.GET)
    text = words.chosen().get("q", "")
    answer = {"is_wrong": bool(words.errors)}
    if text and asks_too_often(request):
        return busy()
    if text and "suggest" in request.GET:
        return suggestions(request, text)
    if text:
        answer = results(request, text)
    trail = [(gettext("Search"), request.path)]
    request.address_in = lambda code: f"/{code}/{address(text, answer)}"
    context = {"words": words, "text": text, "crumbs": navigation.crumbs(request.path_info, trail)}
    status = 400 if answer.get("is_wrong") else 200
    response = render(request, "portal/search.html", context | answer, status=status)
    return uncached(response) if request.GET else response


def uncached(response):
    patch_cache_control(response, private=True, no_cache=True)
    return response


def busy():
    """Short and plain: whoever asks without end must not cost what others need."""
    said = gettext("Too many searches from your network. Please try again in a few seconds.")
    response = HttpResponse(said, status=429, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = SECONDS
    patch_cache_control(response, private=True, no_store=True)
    return response


def suggestions(request, text):
    found = suggest(text, language=get_language())
    context = {"suggestions": found, "text": text}
    return uncached(render(request, "portal/search_suggestions.html", context))


def results(request, text):
    language, page = get_language(), page_number(request.GET.get("page", "1"))
    found, narrowing = find_narrowed(text, request.GET, language=language, page=page)
    if page > max(found.pages, 1):
        raise Http404
    if page == 1 and not narrowing.changed_data:
        note_query(text, language=language, total=found.total)
    return {
        "results": found,
        "filters": narrowing,
        "query": narrowing.chosen(),
        "is_wrong": bool(narrowing.errors),
        "page_obj": Paginator(range(found.pages), 1).page(page),
    }


def page_number(text):
    if text.isdecimal() and len(text) <= len(str(MOST_PAGES)) and 1 <= int(text) <= MOST_PAGES:
        return int(text)
    raise Http404


def address(text, answer):
    """This page's address behind the language's prefix, the same in every language."""
    query = urlencode({"q": text} | answer.get("query", {})) if text else ""
    return f"search/?{query}" if query else "search/"


def opensearch(request):
    language = request.GET.get("lang", DEFAULT)
    if language not in LANGUAGES:
        raise Http404
    keep(request, {"lang": request.GET.get("lang")})
    with translation.override(language):
        xml = render_to_string(
            "opensearch.xml", {"frame": Frame(request), "site": settings.SITE_URL}
        )
    return HttpResponse(xml, content_type="application/opensearchdescription+xml; charset=utf-8")
