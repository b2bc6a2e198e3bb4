from django import forms
from django.utils.translation import gettext_lazy as _

from portal.countries import country_name
from portal.filters import FilterForm, collation_key
from sistercity.models import Partnership
from sistercity.stages import Stage


class PartnerFilter(FilterForm):
    """Choices are what the published partners have, so that no filter leads to nothing."""

    SORTS = [("", _("Name")), ("since", _("Oldest first")), ("confirmed", _("Last confirmed"))]

    country = forms.ChoiceField(label=_("Country"), required=False)
    field = forms.ChoiceField(label=_("Field of cooperation"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    sort = forms.ChoiceField(label=_("Sort by"), choices=SORTS, required=False)

    def __init__(self, data=None, *, partners, today):
        super().__init__(data)
        ties = [partner.partnership for partner in partners if partner.partnership]
        countries = {partner.country.code for partner in partners}
        fields = {field.code: str(field) for tie in ties for field in tie.fields.all()}
        statuses = {tie.status(today) for tie in ties}
        reached = {tie.stage(today) for tie in ties} - {None}
        self.choose("country", _("All countries"), [(c, country_name(c)) for c in countries])
        self.choose("field", _("All fields"), fields.items())
        self.choose(
            "status",
            _("Any status"),
            [s for s in Partnership.Status.choices if s[0] in statuses],
            in_order=True,
        )
        self.choose(
            "stage",
            _("Any stage"),
            [(s.slug, f"{s.number}. {s.label}") for s in Stage if s in reached],
            in_order=True,
        )


def matches(partner, chosen, today):
    """Whether a partner of for_list() passes what PartnerFilter.chosen() says."""
    tie = partner.partnership
    tests = {
        "country": lambda value: partner.country.code == value,
        "field": lambda value: tie and value in {field.code for field in tie.fields.all()},
        "status": lambda value: tie and tie.status(today) == value,
        "stage": lambda value: tie and (at := tie.stage(today)) and at.slug == value,
    }
    return all(tests[name](value) for name, value in chosen.items() if name in tests)


def ordered(partners, sort):
    """Partners by name, oldest tie or latest confirmation; unknown dates come last."""
    by_name = sorted(partners, key=lambda partner: collation_key(str(partner)))
    if sort not in {"since", "confirmed"}:
        return by_name
    dated = [p for p in by_name if p.partnership and _date(p, sort)]
    undated = [p for p in by_name if p not in dated]
    dated.sort(key=lambda partner: _date(partner, sort).iso, reverse=sort == "confirmed")
    return dated + undated


def _date(partner, sort):
    return partner.partnership.since if sort == "since" else partner.partnership.confirmed
