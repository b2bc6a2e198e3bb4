"""Documents that everybody may fetch are found where they are listed; all others never."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from portal.languages import LANGUAGES
from portal.models import SearchEntry
from portal.search import find
from portal.search.rebuild import rebuild
from sistercity import documents
from sistercity.models import Document, Partner, StageGuide
from tests.factories import (
    everywhere,
    make_agreement,
    make_file,
    make_partner,
    make_partnership,
    make_staff,
    make_stage_guide,
)

pytestmark = pytest.mark.django_db

MOST_QUERIES = 4  # of search for one document saved


def hits(text, language="en"):
    with override(language):
        found = find(text, language=language).hits
    return [hit for hit in found if hit.kind == "sistercity.document"]


def urls(text, language="en"):
    return [hit.url for hit in hits(text, language)]


def make_public(**values):
    return make_file(**{"title": "Cassava report", "public": True} | values)


def listed(document, page):
    return f"{page}#document-{document.pk}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_found_in_every_language_of_its_partner(language):
    partner = make_partner(**everywhere("name", "Plantain"))
    document = make_public(partnership=make_partnership(partner=partner), size=2_345_678)
    with override(language):
        page, kind = partner.get_absolute_url(), str(document.get_type_display())

    for text in ("cassava reports" if language == "en" else "cassava", "plantain pdf", kind):
        assert urls(text, language) == [listed(document, page)]
    (hit,) = hits("cassava", language)
    assert (hit.language.code, kind in hit.snippet, "PDF" in hit.snippet) == (language, True, True)


def test_a_hit_says_what_a_reader_would_load():
    partner = make_partner(name_en="Plantain")
    tie = make_partnership(partner=partner)
    make_public(partnership=tie, number="7/2024", language="de", size=2_345_678)
    make_public(partnership=tie, title="", type="signed_mou", number="8/2024")

    (titled,), (untitled,) = hits("cassava"), hits("signed original")
    assert titled.snippet == "Minutes · 7/2024 · Plantain · German, PDF, 2.3 MB"
    assert titled.kind_label == "Document of the cooperation"
    assert untitled.title == "<mark>Signed</mark> <mark>original</mark> of the MoU 8/2024"


def test_not_in_a_language_that_its_partners_page_lacks():
    make_public(partnership=make_partnership(partner=make_partner(name_en="Plantain")))

    kept = SearchEntry.objects.filter(kind="sistercity.document")
    assert list(kept.values_list("language", flat=True)) == ["en"]


def test_a_text_of_an_agreement_leads_to_the_agreement(client):
    agreement = make_agreement()
    document = make_public(agreement=agreement, partnership=agreement.partnership)
    (url,) = urls("cassava")

    assert url == listed(document, agreement.get_absolute_url().replace("/id/", "/en/", 1))
    assert f'id="document-{document.pk}"' in client.get(url).text


@pytest.mark.parametrize(
    "values",
    [
        {"state": "draft"},
        {"published_at": timezone.now() + timedelta(days=1)},
        {"unpublish_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_it_leads_to_the_partner_unless_the_agreement_stays(client, values):
    agreement = make_agreement(title_en="Yam treaty", **values)
    tie = agreement.partnership
    document = make_public(agreement=agreement, partnership=tie)
    (url,) = urls("cassava")

    assert url == listed(document, f"/en/cooperation/partners/{tie.partner.slug}/")
    assert f'id="document-{document.pk}"' in client.get(url).text
    assert urls("yam") == []


def test_it_follows_its_agreement():
    agreement = make_agreement(title_en="Yam treaty", slug="yam")
    tie = agreement.partnership
    document = make_public(agreement=agreement, partnership=tie)
    assert urls("yam") == [listed(document, "/en/cooperation/agreements/yam/")]

    type(agreement).objects.update(state="archived")
    assert urls("yam") == []
    assert urls("cassava") == [listed(document, f"/en/cooperation/partners/{tie.partner.slug}/")]


def test_a_model_text_leads_to_its_stage(client):
    guide = make_stage_guide(stage="mou_signing", slug="mou-signing")
    document = make_public(guide=guide, type="model_text")
    (url,) = urls("cassava")

    assert url == listed(document, "/en/cooperation/stages/mou-signing/")
    assert f'id="document-{document.pk}"' in client.get(url).text
    assert urls("signing model") == [url]

    StageGuide.objects.update(state="archived")
    assert urls("cassava") == []


WITHDRAWN = {
    "made internal": lambda one: save(one, public=False),
    "made internal in bulk": lambda one: Document.objects.update(public=False),
    "no longer accepted": lambda one: save(one, public=False, accepted_at=None),
    "no longer accepted in bulk": lambda one: Document.objects.update(
        public=False, accepted_at=None
    ),
    "internal by a list": lambda one: Document.objects.bulk_update([internal(one)], ["public"]),
    "deleted": lambda one: one.delete(),
    "deleted in bulk": lambda one: Document.objects.all().delete(),
    "partner unpublished": lambda one: save(one.partnership.partner, state="draft"),
    "partner unpublished in bulk": lambda one: Partner.objects.update(state="archived"),
    "filed elsewhere in bulk": lambda one: Document.objects.update(partnership=hidden()),
}


def save(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save(update_fields=[*values])


def internal(document):
    document.public = False
    return document


def hidden():
    return make_partnership(partner=make_partner(state="draft"))


@pytest.mark.parametrize("withdraw", WITHDRAWN.values(), ids=WITHDRAWN)
def test_what_is_withdrawn_is_found_no_more(withdraw):
    document = make_public()
    assert len(urls("cassava")) == 1

    withdraw(document)
    assert urls("cassava") == []
    assert SearchEntry.objects.filter(kind="sistercity.document").count() == 0


def test_a_scheduled_end_of_the_partner_ends_it_too(monkeypatch):
    end = timezone.now() + timedelta(hours=1)
    make_public(partnership=make_partnership(partner=make_partner(unpublish_at=end)))
    assert len(urls("cassava")) == 1

    monkeypatch.setattr("portal.search.index.timezone.now", lambda: end)
    assert urls("cassava") == []


def test_nothing_internal_waiting_or_declined_is_found():
    tie = make_partnership()
    make_file(partnership=tie, title="Cassava kept")
    make_file(partnership=tie, title="Cassava waiting", accepted_at=None)
    make_file(
        partnership=tie, title="Cassava declined", accepted_at=None, declined_because="Not signed."
    )
    make_public(partnership=hidden(), title="Cassava of a draft")

    assert find("cassava", language="en").hits == []
    assert SearchEntry.objects.filter(kind="sistercity.document").count() == 0


def test_accepted_it_is_found_once_it_is_public_too():
    officer = make_staff(("cooperation_officer", ""))
    document = make_file(title="Cassava report", accepted_at=None)
    documents.accept(document=document, by=officer)
    assert urls("cassava") == []

    document.refresh_from_db()
    document.public = True
    documents.save(document=document, by=officer)
    assert len(urls("cassava")) == 1


def test_a_partners_new_name_finds_its_documents():
    partner = make_partner(name_en="Plantain")
    make_public(partnership=make_partnership(partner=partner))
    save(partner, name_en="Tamarind")

    assert (urls("plantain"), len(urls("tamarind"))) == ([], 1)
    assert hits("cassava")[0].snippet.startswith("Minutes · Tamarind")


def test_rebuilding_finds_the_same():
    make_public()
    make_public(guide=make_stage_guide())
    make_file(title="Cassava kept")
    before = sorted(urls("cassava"))
    SearchEntry.objects.all().delete()

    list(rebuild())
    assert sorted(urls("cassava")) == before
    assert len(before) == 2


def test_queries_of_one_change():
    document = Document.objects.get(pk=make_public(agreement=None).pk)
    with CaptureQueriesContext(connection) as queries:
        document.save()

    ours = [query for query in queries if "portal_search" in query["sql"]]
    assert len(ours) <= MOST_QUERIES
