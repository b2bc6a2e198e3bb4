from datetime import date
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from portal.api_language import DEFAULT_LANGUAGE, Language
from portal.api_lists import REFUSALS, SINCE, Listing, Page, Since
from sistercity.api.agreements import PARTNER, of_partners
from sistercity.api.texts import FactsOut, Text, facts, text
from sistercity.models import Benefit

router = Router()


class BenefitOut(FactsOut):
    """Either `unit` or `currency` goes with a quantity; nothing is summed across them."""

    slug: str
    url: str
    partner: str
    activity: str | None
    field: str | None
    year: int
    direction: str
    measure: str
    title: Text
    quantity: Decimal | None
    unit: str
    currency: str
    estimated: bool
    illustrative: bool
    method: Text
    verified_on: date | None


class BenefitsOut(Listing):
    items: list[BenefitOut]


@router.get("/benefits", response={200: BenefitsOut} | REFUSALS, summary="What cooperation brought")
def benefits(
    request: HttpRequest,
    lang: Language = DEFAULT_LANGUAGE,
    updated_since: Since = SINCE,
    page: Page = 1,
    partner: str | None = PARTNER,
):
    asked = lang, updated_since, page, partner
    return of_partners(request, public_benefits, benefit_data, asked)


def public_benefits(partners):
    return (
        Benefit.objects.published()
        .filter(partnership__partner__in=partners)
        .select_related("partnership__partner", "activity", "field")
        .order_by("-year", "slug")
    )


def benefit_data(benefit, language):
    partner, activity = benefit.partnership.partner, benefit.activity
    return {
        "slug": benefit.slug,
        "url": f"{settings.SITE_URL}{partner.get_absolute_url()}#results",
        "partner": partner.slug,
        "activity": activity.slug if activity and activity.is_public else None,
        "field": benefit.field and benefit.field.code,
        "year": benefit.year,
        "direction": benefit.direction,
        "measure": benefit.measure,
        "title": text(benefit, "title", language),
        "quantity": benefit.quantity,
        "unit": benefit.unit,
        "currency": benefit.currency,
        "estimated": benefit.estimated,
        "illustrative": benefit.confidence == Benefit.Confidence.ILLUSTRATIVE,
        "method": text(benefit, "method", language),
        "verified_on": benefit.verified_on,
        **facts(benefit),
    }
