"""The register of agreements: which are found, in which order."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.countries import country_name
from portal.filters import FilterForm, collation_key
from sistercity.agreements import AgreementStatus, AgreementType


class AgreementFilter(FilterForm):
    """Choices are what the agreements shown have, so that no filter leads to nothing."""

    SORTS = [
        ("", _("Newest first")),
        ("oldest", _("Oldest first")),
        ("ends", _("Ends soonest")),
        ("partner", _("Partner")),
    ]

    partner = forms.ChoiceField(label=_("Partner"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    type = forms.ChoiceField(label=_("Type"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    field = forms.ChoiceField(label=_("Field of cooperation"), required=False)
    year = forms.ChoiceField(label=_("Year of signing"), required=False)
    sort = forms.ChoiceField(label=_("Sort by"), choices=SORTS, required=False)

    def __init__(self, data=None, *, agreements, today):
        super().__init__(data)
        partners = {(p.slug, str(p)) for p in (a.partner() for a in agreements)}
        countries = {a.partner().country.code for a in agreements}
        fields = {(field.code, str(field)) for a in agreements for field in a.fields.all()}
        years = {a.signed_on.year for a in agreements if a.signed_on}
        statuses = {a.status(today) for a in agreements}
        types = {a.type for a in agreements}
        self.choose("partner", _("All partners"), partners)
        self.choose("country", _("All countries"), [(c, country_name(c)) for c in countries])
        self.choose("type", _("Any type"), used(AgreementType, types), in_order=True)
        self.choose("status", _("Any status"), used(AgreementStatus, statuses), in_order=True)
        self.choose("field", _("All fields"), fields)
        in_years = [(str(year), str(year)) for year in sorted(years, reverse=True)]
        self.choose("year", _("Any year"), in_years, in_order=True)


def used(choices, values):
    return [choice for choice in choices.choices if choice[0] in values]


def matches(agreement, chosen, today):
    """Whether an agreement of for_register() passes what AgreementFilter.chosen() says."""
    partner = agreement.partner()
    tests = {
        "partner": lambda value: partner.slug == value,
        "country": lambda value: partner.country.code == value,
        "type": lambda value: agreement.type == value,
        "status": lambda value: agreement.status(today) == value,
        "field": lambda value: value in {field.code for field in agreement.fields.all()},
        "year": lambda value: agreement.signed_on and str(agreement.signed_on.year) == value,
    }
    return all(tests[name](value) for name, value in chosen.items() if name in tests)


def ordered(agreements, sort):
    """Unknown dates come last in every order."""
    named = sorted(agreements, key=lambda a: collation_key(str(a.partner())))
    if sort == "partner":
        return named
    attribute = "expires_on" if sort == "ends" else "signed_on"
    dated = [a for a in named if getattr(a, attribute)]
    dated.sort(key=lambda a: getattr(a, attribute).iso, reverse=not sort)
    return dated + [a for a in named if not getattr(a, attribute)]
