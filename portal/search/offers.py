"""Where pages offer files of the media library: in lists of files, and by links in running text.

A link names a file by its public address: that is all that the editor of texts has for it.
"""

import html
import re
from functools import reduce
from operator import or_
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from cms.models import PageContent
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from djangocms_text.models import Text
from filer.models import File

from portal.models import Download
from portal.search.entries import plain

LINK = re.compile(r'<a\s[^>]*?href="(?P<href>[^"]*)"[^>]*>(?P<text>.*?)</a>', re.DOTALL)


class Offer(NamedTuple):
    file_id: int
    content_id: int
    title: str


def offers(contents, files=None):
    """Offers of some files, or of any, on some PageContents; lists first; at most three queries."""
    return [*_in_lists(contents, files), *_in_texts(contents, files)]


def _in_lists(contents, files):
    rows = Download.objects.filter(**_on(contents, "plugin__placeholder"))
    if files is not None:
        rows = rows.filter(file__in=files)
    values = rows.order_by("pk").values_list("file", "plugin__placeholder__object_id", "title")
    return [Offer(*row) for row in values]


def _in_texts(contents, files):
    names = [settings.MEDIA_URL] if files is None else [file.file.name for file in files]
    if not names:
        return []
    texts = Text.objects.filter(
        reduce(or_, (Q(body__contains=name) for name in names)), **_on(contents, "placeholder")
    )
    rows = texts.order_by("pk").values_list("placeholder__object_id", "body")
    found = [(content, *link) for content, body in rows for link in _links(body)]
    known = _known({name for _content, name, _title in found}, files)
    return [Offer(known[name], content, title) for content, name, title in found if name in known]


def _on(contents, placeholder):
    return {
        f"{placeholder}__content_type": ContentType.objects.get_for_model(PageContent),
        f"{placeholder}__object_id__in": contents.values("pk"),
    }


def _links(body):
    """(name of a file, text of the link to it)."""
    for match in LINK.finditer(body):
        path = unquote(urlsplit(html.unescape(match["href"])).path)
        if path.startswith(settings.MEDIA_URL):
            yield path.removeprefix(settings.MEDIA_URL), plain(match["text"])


def _known(names, files):
    if files is None:
        files = File.objects.filter(file__in=names) if names else []
    return {file.file.name: file.pk for file in files}
