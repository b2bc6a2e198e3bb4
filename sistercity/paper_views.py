"""Reports and profiles, each as a page and, at its own address, as a PDF of the same blocks."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from portal import navigation, pdf, translating
from portal.frame import home_city
from portal.languages import LANGUAGES
from portal.pagecache import without_stale
from sistercity import profiles, reports
from sistercity.views import PartnerDetail


class PaperView:
    """`paper()` makes what is shown, `page` is the address of the page, `name` of the file."""

    template_name = "sistercity/paper.html"
    as_pdf = False

    def get_context_data(self, **kwargs):
        made = self.paper()
        page = self.page()
        trail = [*self.above(), (made.title.text, page)]
        return super().get_context_data(
            paper=made,
            pdf_url=f"{page.rstrip('/')}.pdf",
            crumbs=navigation.crumbs(self.request.path_info, trail),
            **kwargs,
        )

    def above(self):
        return []

    def render_to_response(self, context, **kwargs):
        if self.as_pdf:
            return pdf.answer(self.request, context["paper"], self.name())
        return super().render_to_response(context, **kwargs)


class CityProfile(PaperView, TemplateView):
    def paper(self):
        city = home_city()
        if city is None:
            raise Http404
        codes = [code for code in LANGUAGES if translating.own(city, "profile", code)]
        self.request.own_languages = codes or list(LANGUAGES)
        without_stale(self.request)
        return profiles.of_city(city, timezone.localdate())

    def page(self):
        return reverse("sistercity:profile")

    def name(self):
        return "profile"


class PartnerPaper(PaperView, PartnerDetail):
    def above(self):
        partner = self.object
        return [
            (_("Partner cities"), reverse("sistercity:partners")),
            (str(partner), partner.get_absolute_url()),
        ]

    def page(self):
        return reverse(self.url_name, kwargs=self.kwargs)


class DelegationProfile(PartnerPaper):
    """For those who travel: no page for search engines, unlike the partner's own."""

    url_name = "sistercity:delegation"
    unlisted = False

    def paper(self):
        self.unlisted, self.request.robots = self.object.is_public, "noindex"
        ties = self.object.partnerships.all()
        return profiles.for_delegations(
            self.object, ties, home=home_city(), today=timezone.localdate()
        )

    def name(self):
        return f"delegation-{self.object.slug}"


class YearlyReport(PartnerPaper):
    """Public once its record of stage 10 is completed; those who keep evaluations see it before."""

    url_name = "sistercity:report"

    def paper(self):
        # An apphook hands over as text what the address holds.
        year, today, home = int(self.kwargs["year"]), timezone.localdate(), home_city()
        ties = list(self.object.partnerships.all())
        public = [tie for tie in ties if year in reports.public_years(tie)]
        if not public and not self.may_preview(ties, year):
            raise Http404
        if not public:
            self.request.robots = "noindex"
        author = profiles.author(home) if home else ""
        return reports.report(self.object, public or ties, year, author=author, today=today)

    def may_preview(self, ties, year):
        is_a_year = 1945 <= year <= timezone.localdate().year
        return ties and is_a_year and self.request.user.has_perm("sistercity.view_evaluation")

    def name(self):
        return f"report-{self.object.slug}-{self.kwargs['year']}"
