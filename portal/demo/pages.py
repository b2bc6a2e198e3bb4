"""The demo city's CMS pages, made through the CMS's own interface.

A page is known by its reverse id; one that exists, published or draft, is left as it is.
"""

import re

from cms.api import add_plugin, create_page, create_page_content
from cms.models import Page, PageContent
from cms.utils.apphook_reload import mark_urlconf_as_changed
from django.contrib.sites.models import Site
from django.db import transaction
from djangocms_versioning.models import Version

from portal.demo import HERE, read
from portal.languages import LANGUAGES, SOURCE

INTERNAL = re.compile(r'href="page:([\w-]+)"')


@transaction.atomic
def load_pages(user):
    pages = read(HERE, "pages")
    slugs = {page["key"]: page["slug"] for page in pages}
    missing = [page for page in pages if not Page.objects.filter(reverse_id=page["key"]).exists()]
    for values in missing:
        _create(values, slugs, user)
    if missing:
        mark_urlconf_as_changed()


def _create(values, slugs, user):
    page = create_page(
        values["title"][SOURCE],
        values["template"],
        SOURCE,
        slug=values["slug"][SOURCE] or values["key"],
        apphook=values["apphook"],
        apphook_namespace=values["namespace"],
        reverse_id=values["key"],
        in_navigation=values["navigation"],
        meta_description=values["description"][SOURCE],
        created_by=user,
        site=Site.objects.get_current(),
    )
    for language in LANGUAGES:
        _publish(_content(page, values, language, user), values, language, slugs, user)
    if values["key"] == "home":
        page.set_as_homepage(user)


def _content(page, values, language, user):
    if language == SOURCE:
        return PageContent.admin_manager.get(page=page, language=language)
    return create_page_content(
        language,
        values["title"][language],
        page,
        slug=values["slug"][language] or values["key"],
        in_navigation=values["navigation"],
        meta_description=values["description"][language],
        template=values["template"],
        created_by=user,
    )


def _publish(content, values, language, slugs, user):
    body = INTERNAL.sub(
        lambda match: f'href="{_address(slugs[match[1]], language)}"', values["body"][language]
    )
    if body:
        placeholder, _created = content.placeholders.get_or_create(slot="body")
        add_plugin(placeholder, "TextPlugin", language, body=body)
    Version.objects.get_for_content(content).publish(user)


def _address(slug, language):
    return f"/{language}/{slug[language]}/" if slug[language] else f"/{language}/"
