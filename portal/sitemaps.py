"""The sitemap with alternates, listing only languages in which a page's texts are its own."""

from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from portal import navigation, translating
from portal.content import content_models
from portal.languages import DEFAULT, LANGUAGES, chain
from portal.pagecache import keep


def entries():
    """Yield (last change, {language: path}) of every public page."""
    for node in navigation.nodes().values():
        if node.namespace not in navigation.closed_namespaces():
            own = [code for code in LANGUAGES if code in node.titles]
            yield max(node.changed.values()), {code: node.path(code) for code in own}
    for section in navigation.open_sections():
        for _title, name in section.links:
            address = partial(reverse, name)
            yield None, {code: _in_language(code, address) for code in LANGUAGES}
    for model in content_models():
        if hasattr(model, "get_absolute_url"):
            yield from _records(model)


def _records(model):
    within = model.search.within
    found = model.objects.published().order_by("pk")
    for record in found.prefetch_related(*model.search.prefetch) if within else found:
        if within and not getattr(record, within)().is_public:
            continue
        own = translating.own_languages(record)
        paths = {code: _in_language(code, record.get_absolute_url) for code in own}
        if paths and "#" not in next(iter(paths.values())):
            yield record.updated_at, paths


def _in_language(language, address):
    with override(language):
        return address()


def sitemap(request):
    keep(request)
    urls = []
    for changed, paths in entries():
        alternates = [(LANGUAGES[c].tag, settings.SITE_URL + path) for c, path in paths.items()]
        default = next((c for c in chain(DEFAULT) if c in paths), None)
        if default:
            alternates.append(("x-default", settings.SITE_URL + paths[default]))
        urls += [(settings.SITE_URL + path, changed, alternates) for path in paths.values()]
    xml = render_to_string("sitemap.xml", {"urls": urls})
    return HttpResponse(xml, content_type="application/xml; charset=utf-8")
