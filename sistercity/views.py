from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from portal.frame import home_city
from portal.pagecache import ends_at, without_stale
from portal.views import PublishedDetail, PublishedList
from sistercity import jsonld, partner_page, programmes, public, reports, travel
from sistercity.forms import PartnerFilter, matches, ordered
from sistercity.mapping import home_pin, pins
from sistercity.models import Partner, RepresentativeOffice, StageGuide
from sistercity.stages import Stage, renewal, under_way


class Cooperation(TemplateView):
    template_name = "sistercity/cooperation.html"


class PartnerList(PublishedList):
    """Status and stage are derived, so the published partners are filtered in Python."""

    queryset = Partner.objects.for_list().order_by("slug")
    template_name = "sistercity/partner_list.html"
    paginate_by = 48

    def filter_form(self, data):
        return PartnerFilter(data, partners=self.partners, today=self.today)

    def get(self, request, *args, **kwargs):
        self.today = timezone.localdate()
        reader = request.user
        self.partners = list(super().get_queryset()) if reader.is_staff else public.partners()
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        chosen = self.filters.chosen()
        found = [p for p in self.partners if matches(p, chosen, self.today)]
        return ordered(found, chosen.get("sort"))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        partners = context["object_list"]
        home = home_city()
        rows = [row(partner, self.today) for partner in partners]
        return context | {
            "today": self.today,
            "rows": rows,
            "count": sum(partner.is_public for partner in self.object_list),
            "signed": [r for r in rows if r["signed"]],
            "others": [r for r in rows if not r["signed"]],
            "countries": len({partner.country.code for partner in partners}),
            "home": home and home_pin(home),
            "pins": pins(partners, home) if home else [],
        }

    def trail(self, context):
        return [(_("Partner cities"), reverse("sistercity:partners"))]


def row(partner, today):
    """What a list shows of a partner; needs for_list()."""
    tie = partner.partnership
    stage = tie and tie.stage(today)
    return {
        "partner": partner,
        "tie": tie,
        "status": tie and tie.status(today),
        "stage": stage,
        "signed": bool(tie and tie.is_signed),
        "fields": list(tie.fields.all()) if tie else [],
    }


class PartnerDetail(PublishedDetail):
    template_name = "sistercity/partner_detail.html"

    def get_queryset(self):
        user = self.request.user
        return Partner.objects.for_page(user).visible_to(user)

    def find(self):
        if self.request.user.is_staff:
            return partner_page.load(super().find(), self.request.user)
        if found := public.partner(self.kwargs["slug"]):
            return found
        raise Http404

    def get_context_data(self, **kwargs):
        self.limit_snapshot()
        today = timezone.localdate()
        partner = self.object
        ties = [
            self.tie(tie, today) | {"suffix": f"-{number}" if number else ""}
            for number, tie in enumerate(partner.partnerships.all())
        ]
        home = home_city()
        return super().get_context_data(
            ties=ties,
            missions=self.missions(),
            travel=travel.of(partner),
            hours=partner.hours_from(home.time_zone) if home and partner.time_zone else [],
            today=today,
            jsonld=jsonld.partner(partner),
            **kwargs,
        )

    def limit_snapshot(self):
        """No contact is shown after its last day, not even while the database is down."""
        without_stale(self.request)
        for tie in self.object.partnerships.all():
            for contact in tie.public_contacts:
                if contact.shown_until:
                    ends_at(self.request, contact.shown_until)

    def missions(self):
        """Ours first."""
        reader, partner = self.request.user, self.object
        found = (
            RepresentativeOffice.objects.answering_for(partner).visible_to(reader)
            if reader.is_staff
            else public.missions_for(partner)
        )
        return sorted(found, key=lambda mission: not mission.is_indonesian)

    def tie(self, tie, today):
        agreements = [
            {"agreement": agreement, "status": agreement.status(today)}
            for agreement in tie.agreements.all()
        ]
        stage = tie.stage(today)
        return {
            "tie": tie,
            "status": tie.status(today),
            "stage": stage,
            "steps": tie.steps(today) if stage else [],
            "renewal": renewal(tie),
            "under_way": under_way(tie),
            "agreements": agreements,
            "programmes": programmes.of(tie),
            "activities": tie.shown_activities,
            "benefits": tie.shown_benefits,
            "reports": reports.public_years(tie),
        }

    def trail(self, context):
        return [
            (_("Partner cities"), reverse("sistercity:partners")),
            (str(self.object), self.object.get_absolute_url()),
        ]


class StageList(PublishedList):
    queryset = StageGuide.objects.prefetch_related("legal_bases")
    template_name = "sistercity/stage_list.html"
    paginate_by = None

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        standing = partners_by_stage()
        guides = sorted(context["object_list"], key=lambda guide: Stage(guide.stage).number)
        rows = [
            {"guide": g, "stage": Stage(g.stage), "partners": standing.get(g.stage, [])}
            for g in guides
        ]
        return context | {"rows": rows}

    def trail(self, context):
        return [(_("The ten stages"), reverse("sistercity:stages"))]


class StageDetail(PublishedDetail):
    queryset = StageGuide.objects.prefetch_related("legal_bases")
    template_name = "sistercity/stage_detail.html"

    def get_context_data(self, **kwargs):
        stage = Stage(self.object.stage)
        public = set(
            StageGuide.objects.visible_to(self.request.user).values_list("stage", flat=True)
        )
        around = {other.number: other for other in Stage if other in public}
        return super().get_context_data(
            stage=stage,
            partners=partners_by_stage().get(stage, []),
            models=list(self.object.files.public()),
            previous=around.get(stage.number - 1),
            following=around.get(stage.number + 1),
            **kwargs,
        )

    def trail(self, context):
        return [
            (_("The ten stages"), reverse("sistercity:stages")),
            (str(self.object), self.object.get_absolute_url()),
        ]


def partners_by_stage():
    """{Stage: published partners that stand there today}."""
    today, standing = timezone.localdate(), {}
    for partner in ordered(public.partners(), ""):
        if partner.partnership and (stage := partner.partnership.stage(today)):
            standing.setdefault(stage, []).append(partner)
    return standing


def stage_rows(today):
    """Public partners whose stage is known: first where something is under way, then by stage."""
    rows = [row(partner, today) for partner in ordered(public.partners(), "")]
    known = [r | {"under_way": under_way(r["tie"])} for r in rows if r["stage"]]
    return sorted(known, key=lambda r: (not r["under_way"], r["stage"].number))
