from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from portal.countries import country_name
from portal.filters import FilterForm
from portal.pagecache import without_stale
from portal.views import PublishedList
from sistercity import jsonld, public
from sistercity.missions import by_country, passes
from sistercity.models import RepresentativeOffice


class MissionFilter(FilterForm):
    """Countries are those a public mission answers for, so that no filter leads to nothing."""

    SIDES = [
        ("", gettext_lazy("All missions")),
        ("indonesian", gettext_lazy("Indonesian missions abroad")),
        ("foreign", gettext_lazy("Foreign missions in Indonesia")),
    ]

    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    side = forms.ChoiceField(label=gettext_lazy("Whose mission"), choices=SIDES, required=False)

    def __init__(self, data=None, *, missions):
        super().__init__(data)
        codes = {code for mission in missions for code in mission.country_codes}
        self.choose("country", _("All countries"), [(code, country_name(code)) for code in codes])


class MissionList(PublishedList):
    queryset = RepresentativeOffice.objects.order_by("slug")
    template_name = "sistercity/mission_list.html"
    paginate_by = None

    def filter_form(self, data):
        return MissionFilter(data, missions=self.missions)

    def get(self, request, *args, **kwargs):
        without_stale(request)
        reader = request.user
        self.missions = list(super().get_queryset()) if reader.is_staff else public.missions()
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        chosen = self.filters.chosen()
        return [mission for mission in self.missions if passes(mission, chosen)]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        missions = context["object_list"]
        shown = [mission for mission in missions if mission.is_public]
        return context | {
            "countries": by_country(missions),
            "count": len(shown),
            "jsonld": jsonld.missions(shown),
        }

    def trail(self, context):
        return [(_("Embassies and consulates"), reverse("sistercity:representatives"))]
