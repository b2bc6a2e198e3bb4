from django import forms
from django.conf import settings
from django.http import Http404, HttpResponseBadRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext as _, gettext_lazy, pgettext

from portal import exports
from portal.filters import FilterForm
from portal.pagecache import keep
from portal.views import PublishedList
from sistercity import results
from sistercity.models import Benefit


class ResultsFilter(FilterForm):
    """Choices are what the public figures have, so that no filter alone leads to nothing."""

    partner = forms.ChoiceField(label=gettext_lazy("Partner"), required=False)
    field = forms.ChoiceField(label=gettext_lazy("Field of cooperation"), required=False)
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), required=False)
    measure = forms.ChoiceField(label=gettext_lazy("Measure"), required=False)
    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)

    def __init__(self, data=None, *, benefits):
        super().__init__(data)
        partners = {b.partner().slug: str(b.partner()) for b in benefits}
        fields = {b.field.code: str(b.field) for b in benefits if b.field}
        years = sorted({str(b.year) for b in benefits}, reverse=True)
        self.choose("partner", _("All partners"), partners.items())
        self.choose("field", _("All fields"), fields.items())
        self._choose_used("direction", _("Any direction"), Benefit.Direction, benefits)
        self._choose_used("measure", _("Any measure"), Benefit.Measure, benefits)
        self.choose("year", _("Any year"), [(y, y) for y in years], in_order=True)

    def _choose_used(self, name, everything, choices, benefits):
        used = {getattr(benefit, name) for benefit in benefits}
        pairs = [pair for pair in choices.choices if pair[0] in used]
        self.choose(name, everything, pairs, in_order=True)


class Results(PublishedList):
    """Public figures only, for editors too: a draft is shown on its partner's page."""

    template_name = "sistercity/results.html"
    paginate_by = 50

    def filter_form(self, data):
        return ResultsFilter(data, benefits=results.public_benefits())

    def get_queryset(self):
        wanted = self.filters.chosen()
        return results.ordered(results.chosen(results.public_benefits(), wanted))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            groups=results.groups(self.object_list),
            activities=results.activity_table(),
            has_figures=bool(results.public_benefits()),
            kinds=exports.FORMATS,
            **kwargs,
        )

    def trail(self, context):
        return [(pgettext("what a partnership brought", "Results"), reverse("sistercity:results"))]


def download(request, kind):
    """The rows of the results page with the same filters, in the language of the address."""
    if kind not in exports.FORMATS:
        raise Http404
    benefits = results.public_benefits()
    filters = ResultsFilter(request.GET or None, benefits=benefits)
    wanted = filters.chosen()
    if filters.errors:
        return HttpResponseBadRequest(_("A filter has a value that does not exist."))
    if request.GET:
        keep(request, wanted)
    table = results.table(
        results.ordered(results.chosen(benefits, wanted)),
        language=get_language(),
        url=f"{settings.SITE_URL}{reverse('sistercity:results')}?{urlencode(wanted)}".rstrip("?"),
        licence=settings.CONTENT_LICENCE,
    )
    return exports.download(table, kind, f"results-{get_language()}")
