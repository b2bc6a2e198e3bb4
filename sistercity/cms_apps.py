from cms.app_base import CMSApp
from cms.apphook_pool import apphook_pool
from django.urls import path
from django.utils.translation import gettext_lazy as _

from sistercity import (
    agreement_views,
    calendar_views,
    mission_views,
    network_views,
    paper_views,
    propose,
    results_views,
    views,
)


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
            path("propose/", propose.Propose.as_view(), name="propose"),
            path("propose/sent/", propose.Sent.as_view(), name="proposed"),
            path("agreements/", agreement_views.AgreementList.as_view(), name="agreements"),
            path(
                "agreements/<slug:slug>/",
                agreement_views.AgreementDetail.as_view(),
                name="agreement",
            ),
            path("calendar/", calendar_views.CalendarPage.as_view(), name="calendar"),
            path("calendar.ics", calendar_views.public_ics, name="calendar-ics"),
            path("calendar.atom", calendar_views.feed, name="activities-feed"),
            path("calendar/staff/", calendar_views.staff_address, name="staff-calendar"),
            path("calendar/staff/<str:token>.ics", calendar_views.staff_ics, name="staff-ics"),
            path("results/", results_views.Results.as_view(), name="results"),
            path("results/figures.<str:kind>", results_views.download, name="results-file"),
            *paper_paths(),
            path("representatives/", mission_views.MissionList.as_view(), name="representatives"),
            path("networks/", network_views.NetworkList.as_view(), name="networks"),
            path("reciprocity/", network_views.Reciprocity.as_view(), name="reciprocity"),
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
