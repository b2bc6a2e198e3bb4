"""What the cooperations brought, counted only with its like.

Two figures are of one kind if direction, measure, unit and currency agree and both are real or
both illustrative. Sums are made within a kind and nowhere else.
"""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from portal import translating
from portal.countries import country_name
from portal.exports import Table
from portal.filters import collation_key
from portal.memo import per_generation
from sistercity.models import Activity, Benefit, CooperationField

RECENT_YEARS = 10


@dataclass(frozen=True)
class Kind:
    direction: str
    measure: str
    unit: str
    currency: str
    illustrative: bool

    @property
    def measure_label(self):
        return Benefit.Measure(self.measure).label

    @property
    def direction_label(self):
        return Benefit.Direction(self.direction).label

    @property
    def counted_in(self):
        return self.currency or Benefit.Unit(self.unit).label

    @property
    def place(self):
        """The order of the choices, real figures before illustrative ones."""
        return (
            self.illustrative,
            Benefit.Measure.values.index(self.measure),
            Benefit.Direction.values.index(self.direction),
            self.unit,
            self.currency,
        )


@dataclass
class Sum:
    value: Decimal = Decimal(0)
    figures: int = 0
    estimated: bool = False

    def add(self, benefit):
        self.value += benefit.quantity
        self.figures += 1
        self.estimated = self.estimated or benefit.estimated


@dataclass
class Group:
    kind: Kind
    total: Sum = field(default_factory=Sum)
    years: dict = field(default_factory=dict)

    def add(self, benefit):
        for part in (self.total, self.years.setdefault(benefit.year, Sum())):
            part.add(benefit)

    @property
    def bars(self):
        """One for each year, its length in percent of the longest."""
        longest = max(found.value for found in self.years.values()) or 1
        return [
            {
                "label": year,
                "value": found.value,
                "share": f"{100 * found.value / longest:.2f}",
                "mark": _("estimated") if found.estimated else "",
            }
            for year, found in sorted(self.years.items())
        ]


def kind(benefit):
    illustrative = benefit.confidence == Benefit.Confidence.ILLUSTRATIVE
    return Kind(benefit.direction, benefit.measure, benefit.unit, benefit.currency, illustrative)


def groups(benefits):
    """One Group for each kind of figure among the benefits, in the order of the measures."""
    found = {}
    for benefit in benefits:
        if benefit.quantity is not None:
            of = kind(benefit)
            found.setdefault(of, Group(of)).add(benefit)
    return sorted(found.values(), key=lambda group: group.kind.place)


@per_generation
def public_benefits():
    """Everything shown to all, newest year first."""
    return list(Benefit.objects.public().for_results())


def ordered(benefits):
    return sorted(benefits, key=lambda b: (-b.year, collation_key(b.partner()), b.pk))


def chosen(benefits, wanted):
    """Those that pass what ResultsFilter.chosen() says."""
    tests = {
        "partner": lambda b: b.partner().slug,
        "field": lambda b: b.field.code if b.field else "",
        "direction": lambda b: b.direction,
        "measure": lambda b: b.measure,
        "year": lambda b: str(b.year),
    }
    wanted = {name: value for name, value in wanted.items() if name in tests}
    return [b for b in benefits if all(tests[name](b) == v for name, v in wanted.items())]


@per_generation
def activity_counts():
    """(fields, {(field, period): held activities}); a period is a year, "earlier" or "undated".

    An activity of several partners counts once; one without a field stands under None.
    """
    held = Activity.objects.held_in_public().values_list("field__code", "starts_on")
    first = timezone.localdate().year - RECENT_YEARS + 1
    counts = Counter((code, _period(day, first)) for code, day in held)
    codes = {code for code, _when in counts}
    return list(CooperationField.objects.filter(code__in=codes)), counts


def _period(day, first):
    if day is None:
        return "undated"
    return day.year if day.year >= first else "earlier"


def activity_table():
    """Heads and rows of held activities by field and year; None where there are none."""
    fields, counts = activity_counts()
    if not counts:
        return None
    used = {period for _code, period in counts}
    years = sorted((p for p in used if isinstance(p, int)), reverse=True)
    periods = [*years, *(p for p in ("earlier", "undated") if p in used)]
    words = {"earlier": _("Earlier"), "undated": _("No date")}
    rows = [_count_row(item, item.code, periods, counts) for item in _by_name(fields)]
    if any(code is None for code, _when in counts):
        rows.append(_count_row(None, None, periods, counts))
    return {"periods": [words.get(p, p) for p in periods], "rows": rows}


def _by_name(fields):
    return sorted(fields, key=lambda item: collation_key(item))


def _count_row(item, code, periods, counts):
    cells = [counts[code, period] for period in periods]
    return {"field": item, "cells": cells, "total": sum(cells)}


def columns():
    """{code: label}: the codes are stable, whatever the language."""
    return {
        "partner": _("Partner"),
        "partner_name": _("Name of the partner"),
        "country": _("Country"),
        "country_name": _("Name of the country"),
        "field": _("Field of cooperation"),
        "field_name": _("Name of the field"),
        "year": _("Year"),
        "direction": _("Direction"),
        "measure": _("Measure"),
        "quantity": _("Quantity"),
        "unit": _("Unit"),
        "currency": _("Currency"),
        "estimated": _("Estimated"),
        "illustrative": _("Illustrative"),
        "title": _("What it brought"),
        "title_language": _("Language of the title"),
        "method": _("How it was counted"),
        "verified_on": _("Verified on"),
        "as_of": _("As of"),
        "confidence": _("Confidence"),
        "sources": _("Sources"),
        "source_urls": _("Addresses of the sources"),
    }


def table(benefits, **about):
    return Table(columns(), [export_row(benefit) for benefit in benefits], about)


def export_row(benefit):
    language, partner = get_language(), benefit.partner()
    title = translating.text(benefit, "title", language)
    return [
        partner.slug,
        translating.text(partner, "name", language).value,
        partner.country.code,
        country_name(partner.country.code),
        benefit.field.code if benefit.field else None,
        translating.text(benefit.field, "name", language).value if benefit.field else None,
        benefit.year,
        benefit.direction,
        benefit.measure,
        plain(benefit.quantity),
        benefit.unit or None,
        benefit.currency or None,
        benefit.estimated,
        kind(benefit).illustrative,
        title.value,
        title.language,
        translating.text(benefit, "method", language).value or None,
        benefit.verified_on.isoformat() if benefit.verified_on else None,
        benefit.as_of.iso if benefit.as_of else None,
        benefit.confidence,
        "; ".join(source["title"] for source in benefit.sources) or None,
        " ".join(source["url"] for source in benefit.sources if source.get("url")) or None,
    ]


def plain(quantity):
    """A number as JSON and spreadsheets know it; whole where it is whole."""
    if quantity is None:
        return None
    return int(quantity) if quantity == quantity.to_integral_value() else float(quantity)
