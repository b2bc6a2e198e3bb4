"""Networks our city belongs to, and what the partners' own sites say of us."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.filters import collation_key
from portal.views import PublishedList
from sistercity import public
from sistercity.models import NetworkMembership


class NetworkList(PublishedList):
    template_name = "sistercity/network_list.html"
    paginate_by = None

    def get_queryset(self):
        reader = self.request.user
        found = NetworkMembership.objects.for_page().visible_to(reader)
        return sorted(
            found if reader.is_staff else public.networks(),
            key=lambda network: collation_key(str(network)),
        )

    def trail(self, context):
        return [(_("Networks of cities"), reverse("sistercity:networks"))]


class Reciprocity(PublishedList):
    """One row for each public partner that was looked at: its latest check."""

    template_name = "sistercity/reciprocity.html"
    paginate_by = None

    def get_queryset(self):
        return sorted(public.reciprocity(), key=lambda partner: collation_key(str(partner)))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        partners = context["object_list"]
        rows = [{"partner": p, "check": p.checks[0]} for p in partners if p.checks]
        return context | {
            "rows": rows,
            "unchecked": [partner for partner in partners if not partner.checks],
            "with_page": sum(row["check"].has_page is True for row in rows),
        }

    def trail(self, context):
        return [(_("What partners say of us"), reverse("sistercity:reciprocity"))]
