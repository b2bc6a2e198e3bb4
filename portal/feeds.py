"""Atom feeds in the language of their address."""

from itertools import islice

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, gettext as _

from portal import translating
from portal.frame import home_city
from portal.languages import LANGUAGES

IN_FEED = 30
ATOM = "application/atom+xml; charset=utf-8"


def atom(title, records, *, page, address, path, kind):
    """The first of these records whose title and text are the language's own.

    `title` has room for the city: "News – %(city)s"; `page` and `address` are paths; `path` and
    `kind` tell of a record where it stands and of which kind it is.
    """
    city, code = home_city(), get_language()
    feed = Atom1Feed(
        title=title % {"city": city.name if city else _("City portal")},
        link=settings.SITE_URL + page,
        description="",
        language=LANGUAGES[code].tag,
        feed_url=settings.SITE_URL + address,
        author_name=(city.full_name or city.name) if city else _("City portal"),
    )
    own = (record for record in records if code in translating.own_languages(record))
    for record in islice(own, IN_FEED):
        feed.add_item(
            title=record.title,
            link=settings.SITE_URL + path(record),
            description=escape(translating.own(record, "summary", code)),
            pubdate=record.published_at,
            updateddate=record.updated_at,
            categories=[kind(record)],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=ATOM)
