"""Agreements and activities, of one partner or of all."""

from datetime import date
from functools import partial

from django.conf import settings
from django.db.models import F, Prefetch, Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router

from portal.api_language import DEFAULT_LANGUAGE, Language, use_language
from portal.api_lists import REFUSALS, SINCE, Listing, Page, Since, listing, moment
from portal.querysets import PublishedQuerySet
from sistercity.api.texts import FactsOut, Text, facts, iso, text
from sistercity.models import Activity, Agreement, Partner, Partnership

router = Router()
PARTNER = Query(None, pattern="^[-a-zA-Z0-9_]+$", max_length=80, description="A partner's `slug`.")


class AgreementOut(FactsOut):
    slug: str
    url: str
    partner: str
    type: str
    title: Text
    note: Text
    number: str
    signed_on: str | None
    effective_on: str | None
    expires_on: str | None
    term: str
    status: str
    authentic_languages: list[str]
    replaces: str | None
    fields: list[str]


class ActivityOut(FactsOut):
    slug: str
    url: str
    partners: list[str]
    type: str
    title: Text
    summary: Text
    starts_on: str | None
    ends_on: str | None
    place: Text
    mode: str
    status: str
    field: str | None


class AgreementsOut(Listing):
    items: list[AgreementOut]


class ActivitiesOut(Listing):
    items: list[ActivityOut]


@router.get(
    "/agreements", response={200: AgreementsOut} | REFUSALS, summary="Agreements with partners"
)
def agreements(
    request: HttpRequest,
    lang: Language = DEFAULT_LANGUAGE,
    updated_since: Since = SINCE,
    page: Page = 1,
    partner: str | None = PARTNER,
):
    """What else changes a status: an agreement that replaces it, and the calendar."""
    return of_partners(
        request,
        lambda partners: public_agreements(partners).order_by("slug"),
        partial(agreement_data, today=timezone.localdate()),
        (lang, updated_since, page, partner),
        changed_since=changed_or_replaced,
    )


@router.get(
    "/activities", response={200: ActivitiesOut} | REFUSALS, summary="Activities with partners"
)
def activities(
    request: HttpRequest,
    lang: Language = DEFAULT_LANGUAGE,
    updated_since: Since = SINCE,
    page: Page = 1,
    partner: str | None = PARTNER,
):
    """The latest come first; one with several partners is told once."""
    asked = lang, updated_since, page, partner
    return of_partners(request, public_activities, activity_data, asked)


def of_partners(request, records, make, asked, *, changed_since=PublishedQuerySet.changed_since):
    """The list of what `records` finds for some partners, each told by `make`.

    `asked`: the parameters of every such list, `lang`, `updated_since`, `page`, `partner`.
    """
    lang, updated_since, page, partner = asked
    language = use_language(request, lang)
    found = records(partners_of(partner))
    if since := moment(updated_since):
        found = changed_since(found, since)
    return listing(
        request,
        found,
        page=page,
        chosen={"partner": partner},
        updated_since=updated_since,
        make=lambda record: make(record, language),
    )


def changed_or_replaced(found, since):
    changed = Agreement.objects.published().changed_since(since)
    return found.filter(Q(pk__in=changed) | Q(pk__in=changed.values("replaces")))


def public_agreements(partners):
    """Those of some partners, with what agreement_data() says of them."""
    siblings = Prefetch("partnership__agreements", Agreement.objects.published())
    return (
        Agreement.objects.published()
        .filter(partnership__partner__in=partners)
        .select_related("partnership__partner", "replaces")
        .prefetch_related(siblings, "fields")
    )


def public_activities(partners):
    """Those of some partners, with what activity_data() says of them."""
    public = Partnership.objects.filter(partner__in=Partner.objects.published())
    shown = public.select_related("partner").order_by("pk")
    links = Activity.partnerships.through.objects.filter(partnership__partner__in=partners)
    return (
        Activity.objects.published()
        .filter(pk__in=links.values("activity"))
        .select_related("field")
        .prefetch_related(Prefetch("partnerships", shown))
        .order_by(F("starts_on").desc(nulls_last=True), "slug")
    )


def partners_of(slug):
    """Public partners, or the one named; Http404 if there is none of that name."""
    found = Partner.objects.published()
    if slug is None:
        return found
    if not (found := found.filter(slug=slug)).exists():
        raise Http404
    return found


def agreement_data(agreement, language, today: date):
    replaced = agreement.replaces
    return {
        "slug": agreement.slug,
        "url": settings.SITE_URL + agreement.get_absolute_url(),
        "partner": agreement.partner().slug,
        "type": agreement.type,
        "title": text(agreement, "title", language),
        "note": text(agreement, "note", language),
        "number": agreement.number,
        "signed_on": iso(agreement.signed_on),
        "effective_on": iso(agreement.effective_on),
        "expires_on": iso(agreement.expires_on),
        "term": agreement.term,
        "status": agreement.status(today),
        "authentic_languages": agreement.authentic_languages,
        "replaces": replaced.slug if replaced and replaced.is_public else None,
        "fields": [field.code for field in agreement.fields.all()],
        **facts(agreement),
    }


def activity_data(activity, language):
    partners = [tie.partner for tie in activity.partnerships.all()]
    return {
        "slug": activity.slug,
        "url": f"{settings.SITE_URL}{partners[0].get_absolute_url()}#activities",
        "partners": [partner.slug for partner in partners],
        "type": activity.type,
        "title": text(activity, "title", language),
        "summary": text(activity, "summary", language),
        "starts_on": iso(activity.starts_on),
        "ends_on": iso(activity.ends_on),
        "place": text(activity, "place", language),
        "mode": activity.mode,
        "status": activity.status,
        "field": activity.field and activity.field.code,
        **facts(activity),
    }
