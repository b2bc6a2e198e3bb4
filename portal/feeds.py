"""Atom feeds in the language of their address."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, gettext as _

from portal.frame import home_city
from portal.languages import LANGUAGES

IN_FEED = 30
ATOM = "application/atom+xml; charset=utf-8"


def atom(title, *, page, address, items):
    """The first items of dictionaries with title, path, text, published, updated, categories.

    `title` has room for the city: "News – %(city)s"; `page` and `address` are paths.
    """
    city = home_city()
    feed = Atom1Feed(
        title=title % {"city": city.name if city else _("City portal")},
        link=settings.SITE_URL + page,
        description="",
        language=LANGUAGES[get_language()].tag,
        feed_url=settings.SITE_URL + address,
        author_name=(city.full_name or city.name) if city else _("City portal"),
    )
    for item, _number in zip(items, range(IN_FEED), strict=False):
        feed.add_item(
            title=item["title"],
            link=settings.SITE_URL + item["path"],
            description=escape(item["text"]),
            pubdate=item["published"],
            updateddate=item["updated"],
            categories=item["categories"],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=ATOM)
