"""A page without a reader's language, or no longer in it, stands at the address of its fallback.

django-cms gives such a page its fallback's texts, but looks for its address, and for the
application that hangs on it, in the reader's language alone.
"""

from cms.appresolver import AppRegexURLResolver
from cms.models import Page, PageUrl
from django.http import HttpResponseRedirect
from django.utils.translation import get_language

from portal import navigation
from portal.languages import DEFAULT, LANGUAGES, chain


def install():
    Page.get_path = path_of
    AppRegexURLResolver.urlconf_module = property(patterns_of)


def path_of(page, language, fallback=True):
    """The first language with a path; a language taken back keeps its row without one."""
    known = (page.urls_cache or {}).get(language)
    if known and known.path is not None:
        return known.path
    paths = dict(page.urls.filter(path__isnull=False).values_list("language", "path"))
    codes = chain(language) if fallback else [language]
    return next((paths[code] for code in codes if code in paths), None)


def patterns_of(resolver):
    """Published in any language, an application gives its records addresses in all of them."""
    found, language = resolver.url_patterns_dict, get_language()
    codes = [*chain(language if language in LANGUAGES else DEFAULT), *LANGUAGES]
    return next((found[code] for code in codes if code in found), [])


def moved_to(request):
    """From the address a page had in a language that was taken back to its fallback, or None."""
    language = request.LANGUAGE_CODE
    above, _slash, slug = request.path_info.rstrip("/").rpartition("/")
    withdrawn = PageUrl.objects.filter(language=language, slug=slug, path__isnull=True)
    for pk in withdrawn.values_list("page", flat=True) if "\x00" not in slug else []:
        node = navigation.nodes().get(pk)
        if node and node.content_language(language) and _parent_path(node, language) == above + "/":
            response = HttpResponseRedirect(node.path(language))
            response["Cache-Control"] = "no-cache"
            return response
    return None


def _parent_path(node, language):
    parent = navigation.nodes().get(node.parent)
    return parent.path(language) if parent else f"/{language}/"
