from cms.app_base import CMSApp
from cms.apphook_pool import apphook_pool
from django.urls import path
from django.utils.translation import gettext_lazy as _

from sistercity import paper_views, results_views, views


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
            path("results/", results_views.Results.as_view(), name="results"),
            path("results/figures.<str:kind>", results_views.download, name="results-file"),
            *paper_paths(),
            path("stages/", views.StageList.as_view(), name="stages"),
            path("stages/<slug:slug>/", views.StageDetail.as_view(), name="stage"),
        ]


def paper_paths():
    """Each paper under two addresses: its page and, of the same name, its PDF."""
    papers = [
        ("profile", paper_views.CityProfile, "profile"),
        ("partners/<slug:slug>/delegation", paper_views.DelegationProfile, "delegation"),
        ("partners/<slug:slug>/reports/<int:year>", paper_views.YearlyReport, "report"),
    ]
    for address, view, name in papers:
        yield path(f"{address}/", view.as_view(), name=name)
        yield path(f"{address}.pdf", view.as_view(as_pdf=True), name=f"{name}-pdf")
