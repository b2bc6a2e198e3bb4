"""The demo city's own texts: what must come first for what people type."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.models import SearchEntry
from portal.search import find
from portal.search.rebuild import rebuild

pytestmark = pytest.mark.django_db
AGREEMENT = "sistercity.agreement"


@pytest.mark.parametrize(
    "text, language, url",
    [
        ("kota kembar", "id", "/id/kerja-sama/partners/"),
        ("kota bersaudara", "id", "/id/kerja-sama/partners/"),
        ("twin city", "en", "/en/cooperation/partners/"),
        ("Partnerstadt", "de", "/de/zusammenarbeit/partners/"),
        ("Partnerstädte", "de", "/de/zusammenarbeit/partners/"),
        ("자매도시", "ko", "/ko/cooperation/partners/"),
        ("姐妹城市", "zh-hans", "/zh-hans/cooperation/partners/"),
        ("友好城市", "zh-hans", "/zh-hans/cooperation/partners/"),
        ("bandar kembar", "ms", "/ms/kerjasama/partners/"),
        ("姉妹都市", "ja", "/ja/cooperation/partners/"),
        ("مدينة توأم", "ar", "/ar/cooperation/partners/"),
        ("investor", "en", "/en/offices/dpmptsp/"),
        ("sekretariat daerah", "id", "/id/perangkat-daerah/sekretariat-daerah/"),
        ("kerjasama luar negeri", "id", "/id/kerja-sama/"),
        ("Braunschweig", "zh-hans", "/zh-hans/cooperation/partners/braunschweig/"),
        ("不伦瑞克", "de", "/de/zusammenarbeit/partners/braunschweig/"),
        ("브라운슈바이크", "ar", "/ar/cooperation/partners/braunschweig/"),
        ("Datenschutz", "de", "/de/datenschutz/"),
        ("خصوصية", "ar", "/ar/privacy/"),
    ],
)
def test_first_hit_in_the_demo_city(demo, text, language, url):
    with override(language):
        first = find(text, language=language).hits[0]

    assert (first.url, first.language.code) == (url, language)


@pytest.mark.parametrize(
    "text, language",
    [
        ("nota kesepahaman", "id"),
        ("memorandum of understanding", "en"),
        ("Memorandum of Understanding", "de"),
        ("양해각서", "ko"),
        ("谅解备忘录", "zh-hans"),
        ("memorandum persefahaman", "ms"),
        ("覚書", "ja"),
        ("مذكرة تفاهم", "ar"),
    ],
)
def test_a_kind_of_agreement_leads_to_register_and_stages_before_each_agreement(
    demo, text, language
):
    with override(language):
        hits = find(text, language=language).hits
        register = reverse("sistercity:agreements")
        stages = {
            reverse("sistercity:stage", kwargs={"slug": slug})
            for slug in ("mou-drafting", "mou-signing")
        }
    before = [hit.url for hit in hits[: [hit.kind for hit in hits].index(AGREEMENT)]]

    assert {register, *stages} <= set(before)
    assert len(before) <= 4


def test_the_sections_pages_are_not_found_by_the_summary_they_share(demo):
    with override("en"):
        found = [hit.url for hit in find("agreements", language="en").hits]

    assert found[0] == "/en/cooperation/agreements/"
    assert "/en/cooperation/calendar/" not in found


def test_rebuilding_changes_nothing_that_is_right(demo):
    kept = [
        "kind",
        "object_id",
        "language",
        "address",
        "title",
        "tokens",
        "names",
        "published_from",
    ]
    before = list(SearchEntry.objects.order_by(*kept[:3]).values_list(*kept))

    list(rebuild())

    assert list(SearchEntry.objects.order_by(*kept[:3]).values_list(*kept)) == before
