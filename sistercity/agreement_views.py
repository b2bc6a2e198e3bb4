from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.frame import home_city
from portal.views import PublishedDetail, PublishedList
from sistercity import jsonld, public
from sistercity.models import Agreement
from sistercity.register import AgreementFilter, matches, ordered


class AgreementList(PublishedList):
    """The status is derived, so the published agreements are filtered in Python."""

    queryset = Agreement.objects.all()
    template_name = "sistercity/agreement_list.html"
    paginate_by = 48

    def filter_form(self, data):
        return AgreementFilter(data, agreements=self.agreements, today=self.today)

    def get(self, request, *args, **kwargs):
        self.today, reader = timezone.localdate(), request.user
        self.agreements = (
            list(Agreement.objects.for_register(reader).visible_to(reader))
            if reader.is_staff
            else public.agreements()
        )
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        chosen = self.filters.chosen()
        found = [a for a in self.agreements if matches(a, chosen, self.today)]
        return ordered(found, chosen.get("sort"))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "today": self.today,
            "rows": [row(agreement, self.today) for agreement in context["object_list"]],
            "count": sum(agreement.is_public for agreement in self.object_list),
        }

    def trail(self, context):
        return [(_("Agreements"), reverse("sistercity:agreements"))]


def row(agreement, today):
    return {"agreement": agreement, "status": agreement.status(today)}


class AgreementDetail(PublishedDetail):
    template_name = "sistercity/agreement_detail.html"

    def get_queryset(self):
        user = self.request.user
        return Agreement.objects.for_page(user).visible_to(user)

    def find(self):
        if self.request.user.is_staff:
            return super().find()
        if found := public.agreement(self.kwargs["slug"]):
            return found
        raise Http404

    def get_context_data(self, **kwargs):
        today, agreement, city = timezone.localdate(), self.object, home_city()
        others = [row(other, today) for other in agreement.chain]
        return super().get_context_data(
            partner=agreement.partner(),
            status=agreement.status(today),
            says=agreement.in_words(today, city and city.name),
            chain=others if len(others) > 1 else [],
            sides=sides(agreement),
            documents=agreement.documents.all(),
            jsonld=jsonld.agreement(agreement, city),
            **kwargs,
        )

    def trail(self, context):
        return [
            (_("Agreements"), reverse("sistercity:agreements")),
            (f"{self.object}, {self.object.partner()}", self.object.get_absolute_url()),
        ]


def sides(agreement):
    """The signatories of each side that has any, ours first."""
    found = {side: [] for side in ("ours", "theirs")}
    for signatory in agreement.signatories.all():
        found[signatory.side].append(signatory)
    return {side: people for side, people in found.items() if people}
