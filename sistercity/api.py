"""Partners as data: the same texts and the same derived status as on their pages."""

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from portal import translating
from portal.api_language import DEFAULT_LANGUAGE, Language, use_language
from portal.countries import country_name
from sistercity import public
from sistercity.models import StageGuide
from sistercity.stages import Stage

router = Router(tags=["cooperation"])


class Text(Schema):
    """`language` differs from the one asked for where no translation exists."""

    text: str
    language: str | None


class SourceOut(Schema):
    title: str
    url: str | None = None


class AgreementOut(Schema):
    type: str
    title: Text
    note: Text
    signed_on: str | None
    expires_on: str | None
    term: str
    status: str
    confidence: str
    sources: list[SourceOut]


class ActivityOut(Schema):
    type: str
    title: Text
    starts_on: str | None
    status: str
    field: str | None
    confidence: str
    sources: list[SourceOut]


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


class StageOut(Schema):
    number: int
    code: str
    label: str
    url: str
    description: Text
    documents: list[str]
    legal_bases: list[str]


@router.get("/partners", response=list[PartnerOut], summary="All public partners")
def partners(request: HttpRequest, lang: Language = DEFAULT_LANGUAGE):
    language, today = use_language(request, lang), timezone.localdate()
    return [summary(partner, language, today) for partner in public.partners()]


@router.get("/partners/{slug:slug}", response=PartnerDetailOut, summary="One partner")
def partner(request: HttpRequest, slug: str, lang: Language = DEFAULT_LANGUAGE):
    language, today = use_language(request, lang), timezone.localdate()
    if (found := public.partner(slug)) is None:
        raise Http404
    return summary(found, language, today) | details(found, language, today)


@router.get("/stages", response=list[StageOut], summary="The ten stages of a cooperation")
def stages(request: HttpRequest, lang: Language = DEFAULT_LANGUAGE):
    language = use_language(request, lang)
    guides = StageGuide.objects.published().prefetch_related("legal_bases")
    return [
        {
            "number": Stage(guide.stage).number,
            "code": guide.stage,
            "label": str(Stage(guide.stage).label),
            "url": settings.SITE_URL + guide.get_absolute_url(),
            "description": _text(guide, "description", language),
            "documents": translating.text(guide, "documents", language).value.splitlines(),
            "legal_bases": [str(basis) for basis in guide.legal_bases.all()],
        }
        for guide in sorted(guides, key=lambda guide: Stage(guide.stage).number)
    ]


def summary(partner, language, today: date):
    tie = partner.partnership
    stage = tie and tie.stage(today)
    return {
        "slug": partner.slug,
        "url": settings.SITE_URL + partner.get_absolute_url(),
        "type": partner.type,
        "name": _text(partner, "name", language),
        "local_name": partner.local_name,
        "country": partner.country.code,
        "country_name": country_name(partner.country.code),
        "latitude": partner.latitude,
        "longitude": partner.longitude,
        "kind": tie and tie.kind,
        "intended_kind": (tie and tie.intended_kind) or None,
        "status": tie and tie.status(today),
        "stage": stage.number if stage else None,
        "since": _iso(tie and tie.since),
        "last_confirmed": _iso(tie and tie.confirmed),
        "fields": [field.code for field in tie.fields.all()] if tie else [],
    }


def details(partner, language, today: date):
    ties = list(partner.partnerships.all())
    agreements = [agreement for tie in ties for agreement in tie.agreements.all()]
    activities = [activity for tie in ties for activity in tie.shown_activities]
    return {
        "profile": _text(partner, "profile", language),
        "region": _text(partner, "region", language),
        "population": partner.population,
        "area_km2": partner.area_km2,
        "time_zone": partner.time_zone,
        "official_url": partner.official_url,
        "confidence": partner.confidence,
        "as_of": _iso(partner.as_of),
        "not_checked": partner.not_checked,
        "agreements": [agreement_data(a, language, today) for a in agreements],
        "activities": [activity_data(a, language) for a in activities],
        "sources": partner.sources,
    }


def agreement_data(agreement, language, today: date):
    return {
        "type": agreement.type,
        "title": _text(agreement, "title", language),
        "note": _text(agreement, "note", language),
        "signed_on": _iso(agreement.signed_on),
        "expires_on": _iso(agreement.expires_on),
        "term": agreement.term,
        "status": agreement.status(today),
        "confidence": agreement.confidence,
        "sources": agreement.sources,
    }


def activity_data(activity, language):
    return {
        "type": activity.type,
        "title": _text(activity, "title", language),
        "starts_on": _iso(activity.starts_on),
        "status": activity.status,
        "field": activity.field and activity.field.code,
        "confidence": activity.confidence,
        "sources": activity.sources,
    }


def _text(obj, field, language):
    found = translating.text(obj, field, language)
    return {"text": found.value, "language": found.language}


def _iso(value):
    return value.iso if value else None
