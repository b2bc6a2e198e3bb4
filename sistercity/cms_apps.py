from cms.app_base import CMSApp
from cms.apphook_pool import apphook_pool
from django.urls import path
from django.utils.translation import gettext_lazy as _

from sistercity import mission_views, network_views, views


@apphook_pool.register
class CooperationApp(CMSApp):
    name = _("International cooperation")
    app_name = "sistercity"
    permissions = False  # a public section: no look-up of its CMS page on every request

    def get_urls(self, page=None, language=None, **kwargs):
        return [
            path("", views.Cooperation.as_view(), name="home"),
            path("partners/", views.PartnerList.as_view(), name="partners"),
            path("partners/<slug:slug>/", views.PartnerDetail.as_view(), name="partner"),
            path("representatives/", mission_views.MissionList.as_view(), name="representatives"),
            path("networks/", network_views.NetworkList.as_view(), name="networks"),
            path("reciprocity/", network_views.Reciprocity.as_view(), name="reciprocity"),
            path("stages/", views.StageList.as_view(), name="stages"),
            path("stages/<slug:slug>/", views.StageDetail.as_view(), name="stage"),
        ]
