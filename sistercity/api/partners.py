from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from portal.api_language import DEFAULT_LANGUAGE, Language, use_language
from portal.api_lists import REFUSALS, SINCE, Listing, Page, Since, listing, moment
from portal.countries import country_name
from sistercity import public
from sistercity.api.agreements import (
    ActivityOut,
    AgreementOut,
    activity_data,
    agreement_data,
    public_activities,
    public_agreements,
)
from sistercity.api.texts import SourceOut, Text, iso, text

router = Router()


class PartnerOut(Schema):
    slug: str
    url: str
    type: str
    name: Text
    local_name: str
    country: str
    country_name: str
    latitude: float | None
    longitude: float | None
    kind: str | None
    intended_kind: str | None
    status: str | None
    stage: int | None
    since: str | None
    last_confirmed: str | None
    fields: list[str]
    updated_at: str


class PartnerDetailOut(PartnerOut):
    profile: Text
    region: Text
    population: int | None
    area_km2: float | None
    time_zone: str
    official_url: str
    confidence: str
    as_of: str | None
    not_checked: list[str]
    agreements: list[AgreementOut]
    activities: list[ActivityOut]
    sources: list[SourceOut]


class PartnersOut(Listing):
    items: list[PartnerOut]


@router.get("/partners", response={200: PartnersOut} | REFUSALS, summary="All public partners")
def partners(
    request: HttpRequest,
    lang: Language = DEFAULT_LANGUAGE,
    updated_since: Since = SINCE,
    page: Page = 1,
):
    """A partner counts as updated with its cooperation, agreements, activities or stages."""
    language, today = use_language(request, lang), timezone.localdate()
    found = public.partners()
    if since := moment(updated_since):
        found = [partner for partner in found if public.changed(partner) >= since]
    return listing(
        request,
        found,
        page=page,
        updated_since=updated_since,
        make=lambda partner: summary(partner, language, today),
    )


@router.get(
    "/partners/{slug:slug}", response={200: PartnerDetailOut} | REFUSALS, summary="One partner"
)
def partner(request: HttpRequest, slug: str, lang: Language = DEFAULT_LANGUAGE):
    language, today = use_language(request, lang), timezone.localdate()
    if (found := public.partner(slug)) is None:
        raise Http404
    return summary(found, language, today) | details(found, language, today)


def summary(partner, language, today: date):
    tie = partner.partnership
    stage = tie and tie.stage(today)
    return {
        "slug": partner.slug,
        "url": settings.SITE_URL + partner.get_absolute_url(),
        "type": partner.type,
        "name": text(partner, "name", language),
        "local_name": partner.local_name,
        "country": partner.country.code,
        "country_name": country_name(partner.country.code),
        "latitude": partner.latitude,
        "longitude": partner.longitude,
        "kind": tie and tie.kind,
        "intended_kind": (tie and tie.intended_kind) or None,
        "status": tie and tie.status(today),
        "stage": stage.number if stage else None,
        "since": iso(tie and tie.since),
        "last_confirmed": iso(tie and tie.confirmed),
        "fields": [field.code for field in tie.fields.all()] if tie else [],
        "updated_at": public.changed(partner).isoformat(),
    }


def details(partner, language, today: date):
    agreements, activities = public_agreements([partner]), public_activities([partner])
    return {
        "profile": text(partner, "profile", language),
        "region": text(partner, "region", language),
        "population": partner.population,
        "area_km2": partner.area_km2,
        "time_zone": partner.time_zone,
        "official_url": partner.official_url,
        "confidence": partner.confidence,
        "as_of": iso(partner.as_of),
        "not_checked": partner.not_checked,
        "agreements": [agreement_data(a, language, today) for a in agreements],
        "activities": [activity_data(a, language) for a in activities],
        "sources": partner.sources,
    }
