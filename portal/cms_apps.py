from cms.app_base import CMSApp
from cms.apphook_pool import apphook_pool
from django.urls import path
from django.utils.translation import gettext_lazy as _

from portal import news, views


@apphook_pool.register
class OfficesApp(CMSApp):
    name = _("Offices")
    app_name = "offices"
    permissions = False  # a public section: no look-up of its CMS page on every request

    def get_urls(self, page=None, language=None, **kwargs):
        return [
            path("", views.OfficeList.as_view(), name="list"),
            path("<slug:slug>/", views.OfficeDetail.as_view(), name="office"),
        ]


@apphook_pool.register
class ServicesApp(CMSApp):
    name = _("Services")
    app_name = "services"
    permissions = False  # a public section: no look-up of its CMS page on every request

    def get_urls(self, page=None, language=None, **kwargs):
        return [path("", views.ServiceList.as_view(), name="list")]


@apphook_pool.register
class NewsApp(CMSApp):
    name = _("News")
    app_name = "news"
    permissions = False  # a public section: no look-up of its CMS page on every request

    def get_urls(self, page=None, language=None, **kwargs):
        return [
            path("", news.NewsList.as_view(), name="list"),
            path("feed.atom", news.feed, name="feed"),
            path("<slug:slug>/", news.NewsDetail.as_view(), name="item"),
        ]
