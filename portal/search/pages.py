"""CMS pages in search: title, description and the texts of their plugins, published versions only.

A plugin's texts are the fields its model names in `search_fields`, as django-cms has it.
"""

from datetime import UTC, datetime
from zlib import crc32

from cms.models import CMSPlugin, PageContent
from cms.utils.plugins import downcast_plugins
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import override

from portal.languages import LANGUAGES
from portal.search import vocabulary
from portal.search.entries import Texts, make, topics
from portal.search.keeping import store
from portal.sections import CITY, sections

KIND = "cms.page"
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
WEIGHT, LINK_WEIGHT = 3, 6
LINKS_FROM = 10**12  # their numbers never meet a page's


@transaction.atomic
def refresh_pages(ids, languages=None):
    """Replace the entries of some pages (in some languages) by what is published of them."""
    entries = entries_of_pages(ids, languages)
    store(KIND, ids, entries, languages)
    vocabulary.add(dict.fromkeys((word for e in entries for word in vocabulary.words(e)), 1))


def entries_of_pages(ids, languages=None):
    contents = PageContent.objects.filter(page_id__in=ids).select_related("page")
    if languages:
        contents = contents.filter(language__in=languages)
    contents = list(contents.order_by("page_id", "language"))
    texts = _plugin_texts(contents)
    return [_entry(content, texts.get(content.pk, [])) for content in contents]


def _entry(content, texts):
    return make(
        Texts(content.title, content.meta_description or "", "\n".join(texts)),
        kind=KIND,
        object_id=content.page_id,
        language=content.language,
        section=section_of(content.page),
        address={"page": content.page_id},
        weight=WEIGHT,
        published_from=ALWAYS,
    )


def section_of(page):
    keys = {section.key for section in sections()}
    return page.application_namespace if page.application_namespace in keys else CITY


def entries_of_links():
    """The main pages of the sections' applications, which no record and no CMS page stands for."""
    entries = []
    for section in sections():
        for label, name in section.links:
            number = LINKS_FROM + crc32(name.encode())
            entries += [_link_entry(section, label, name, number, code) for code in LANGUAGES]
    return entries


def _link_entry(section, label, name, number, language):
    with override(language):
        about = topics(section.topics.get(name, ()))
        texts, summary = Texts(str(label), topics=about), str(section.summary)
    entry = make(
        texts,
        kind=KIND,
        object_id=number,
        language=language,
        section=section.key,
        address={"name": name},
        weight=LINK_WEIGHT,
        published_from=ALWAYS,
    )
    entry.summary = summary  # shown, not searched: all pages of the section share it
    return entry


def _plugin_texts(contents):
    """{content: texts of its plugins} in a fixed number of queries for each kind of plugin."""
    kind = ContentType.objects.get_for_model(PageContent)
    plugins = (
        CMSPlugin.objects.filter(
            placeholder__content_type=kind,
            placeholder__object_id__in=[content.pk for content in contents],
        )
        .select_related("placeholder")
        .order_by("placeholder__object_id", "placeholder__slot", "position")
    )
    found = {}
    for plugin in downcast_plugins(list(plugins), select_placeholder=True):
        texts = [str(getattr(plugin, name) or "") for name in getattr(plugin, "search_fields", ())]
        found.setdefault(plugin.placeholder.object_id, []).extend(filter(None, texts))
    return found
