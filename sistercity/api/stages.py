from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema

from portal import translating
from portal.api_language import DEFAULT_LANGUAGE, Language, use_language
from portal.api_lists import REFUSALS, SINCE, Listing, Page, Since, listing, moment
from sistercity.api.texts import Text, text
from sistercity.models import StageGuide
from sistercity.stages import Stage

router = Router()


class StageOut(Schema):
    number: int
    code: str
    label: str
    url: str
    description: Text
    documents: list[str]
    legal_bases: list[str]


class StagesOut(Listing):
    items: list[StageOut]


@router.get("/stages", response={200: StagesOut} | REFUSALS, summary="The stages of a cooperation")
def stages(
    request: HttpRequest,
    lang: Language = DEFAULT_LANGUAGE,
    updated_since: Since = SINCE,
    page: Page = 1,
):
    language = use_language(request, lang)
    guides = StageGuide.objects.published().prefetch_related("legal_bases")
    if since := moment(updated_since):
        guides = guides.changed_since(since)
    return listing(
        request,
        sorted(guides, key=lambda guide: Stage(guide.stage).number),
        page=page,
        updated_since=updated_since,
        make=lambda guide: stage_data(guide, language),
    )


def stage_data(guide, language):
    stage = Stage(guide.stage)
    return {
        "number": stage.number,
        "code": guide.stage,
        "label": str(stage.label),
        "url": settings.SITE_URL + guide.get_absolute_url(),
        "description": text(guide, "description", language),
        "documents": translating.text(guide, "documents", language).value.splitlines(),
        "legal_bases": [str(basis) for basis in guide.legal_bases.all()],
    }
