"""The index follows every change, in the transaction that makes it; drafts are never found."""

import threading
from datetime import timedelta

import pytest
from cms.api import add_plugin
from cms.models import Page, PageContent
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from djangocms_versioning.models import Version

from portal.content import content_models
from portal.models import ExternalService, Office, SearchEntry
from portal.search import find
from portal.search.entries import is_searchable
from portal.search.rebuild import rebuild
from tests.factories import (
    make_activity,
    make_agreement,
    make_office,
    make_partner,
    make_partnership,
    make_service,
)

MOST_QUERIES = 8
two_writers = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory has one connection only"
)


def found(text, language="en"):
    with override(language):
        return [hit.url for hit in find(text, language=language).hits]


def at(monkeypatch, moment):
    monkeypatch.setattr("portal.search.index.timezone.now", lambda: moment)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["draft", "review", "archived"])
def test_only_what_is_published_is_found(state):
    office = make_office(name_en="Cassava", state=state)
    assert found("cassava") == []

    office.state = "published"
    office.save()
    assert found("cassava") == [f"/en/offices/{office.slug}/"]

    office.state = state
    office.save(update_fields=["state"])
    assert found("cassava") == []


@pytest.mark.django_db
def test_a_change_of_text_is_found_and_the_old_one_no_more():
    office = make_office(name_en="Cassava")
    office.name_en = "Plantain"
    office.save()

    assert (found("cassava"), found("plantain")) == ([], [f"/en/offices/{office.slug}/"])


@pytest.mark.django_db
def test_deleting_takes_the_entry_along():
    make_office(name_en="Cassava")
    Office.objects.filter(name_en="Cassava").delete()

    assert found("cassava") == []
    assert SearchEntry.objects.filter(kind="portal.office").count() == 0


@pytest.mark.django_db
def test_a_scheduled_record_appears_and_disappears_at_its_minute(monkeypatch):
    start = timezone.now() + timedelta(hours=1)
    end = start + timedelta(hours=1)
    office = make_office(name_en="Cassava", published_at=start, unpublish_at=end)
    seen = []
    for moment in (start - timedelta(seconds=1), start, end - timedelta(seconds=1), end):
        at(monkeypatch, moment)
        seen.append(found("cassava"))

    assert seen == [[], [f"/en/offices/{office.slug}/"], [f"/en/offices/{office.slug}/"], []]


@pytest.mark.django_db(transaction=True)
def test_unpublishing_takes_part_in_the_transaction():
    office = make_office(name_en="Cassava")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        office.state = "draft"
        office.save()
        inside = SearchEntry.objects.filter(kind="portal.office").count()
        raise ZeroDivisionError

    assert inside == 0
    assert SearchEntry.objects.filter(kind="portal.office").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_save_whose_entry_fails_is_not_made(monkeypatch):
    office = make_office(name_en="Cassava")
    office.name_en = "Plantain"
    monkeypatch.setattr("portal.search.keeping.entries_of", lambda record: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        office.save()

    assert Office.objects.get().name_en == "Cassava"


@pytest.mark.django_db
def test_what_stands_on_a_partners_page_goes_with_it():
    partner = make_partner(name_en="Cassava")
    tie = make_partnership(partner=partner)
    treaty = make_agreement(partnership=tie, title_en="Plantain treaty")
    make_activity(tie, title_en="Plantain fair")
    page = f"/en/cooperation/partners/{partner.slug}/"
    before = sorted(found("plantain"))

    partner.slug = "elsewhere"
    partner.save()
    moved = sorted(found("plantain"))
    partner.state = "draft"
    partner.save()

    assert before == [treaty.get_absolute_url(), f"{page}#activities"]
    assert moved == [url.replace(page, "/en/cooperation/partners/elsewhere/") for url in before]
    assert found("plantain") == []


@pytest.mark.django_db
def test_a_partnership_brings_its_kind_to_its_partner():
    partner = make_partner(name_en="Cassava", profile_en="A town")
    assert found("cassava humanitarian") == found("cassava")
    make_partnership(partner=partner, kind="humanitarian", summary_en="Rice for the starving")

    assert found("humanitarian aid") == [f"/en/cooperation/partners/{partner.slug}/"]
    assert found("starving") == [f"/en/cooperation/partners/{partner.slug}/"]


@pytest.mark.django_db
def test_what_is_for_the_citys_staff_is_not_found():
    make_service(name_en="Cassava desk", category=ExternalService.Category.APPARATUS)
    make_service(name_en="Cassava shop", slug="shop")

    assert found("cassava") == ["/en/services/#shop"]


@pytest.mark.django_db
def test_updates_past_the_models_are_seen_by_a_rebuild():
    make_office(name_en="Cassava")
    Office.objects.update(name_en="Plantain")
    assert found("plantain") == []

    list(rebuild())
    assert (found("cassava"), len(found("plantain"))) == ([], 1)


@pytest.mark.django_db
def test_records_unpublished_in_bulk_are_not_found():
    make_office(name_en="Cassava")
    assert Office.objects.update(state="archived") == 1
    assert found("cassava") == []

    Office.objects.filter(name_en="Cassava").update(state="published")
    assert len(found("cassava")) == 1


@pytest.mark.django_db
def test_a_page_is_found_by_its_plugins_once_published(editor):
    content = PageContent.objects.get(page__reverse_id="about", language="en")
    draft = Version.objects.get_for_content(content).copy(editor)
    placeholder, _made = draft.content.placeholders.get_or_create(slot="body")
    add_plugin(placeholder, "TextPlugin", "en", body="<p>All about <b>cassava</b></p><p>plants</p>")
    page = f"/en/{draft.content.page.get_path('en')}/"

    assert found("cassava") == []
    draft.publish(editor)
    assert found("cassava") == [page]
    assert found("cassava plants") == [page]
    draft.unpublish(editor)
    assert found("cassava") == []


@pytest.mark.django_db
def test_a_deleted_page_is_not_found(editor):
    content = PageContent.objects.get(page__reverse_id="about", language="en")
    list(rebuild())
    assert found(content.title)[0] == f"/en/{content.page.get_path('en')}/"
    pk = content.page_id
    Page.objects.get(pk=pk).delete()

    assert SearchEntry.objects.filter(kind="cms.page", object_id=pk).count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_office, make_service, make_partner, make_agreement])
def test_queries_of_one_change(make):
    record = type(found := make()).objects.get(pk=found.pk)
    # What is shown elsewhere is looked at; the history reads an agreement's list of fields.
    saving = {"sistercity.partner": 2, "sistercity.agreement": 2}
    with CaptureQueriesContext(connection) as queries:
        record.save()
    ours = [query for query in queries if "portal_search" in query["sql"]]

    assert len(ours) <= 4
    assert len(queries) <= MOST_QUERIES + saving.get(record._meta.label_lower, 1) + 1


def test_every_public_model_is_searched_or_shown_nowhere():
    hidden = [m._meta.label for m in content_models() if not is_searchable(m)]

    assert hidden == ["portal.AlertBanner"]


@two_writers
@pytest.mark.django_db(transaction=True)
def test_a_rebuild_leaves_no_gap():
    for number in range(3):
        make_office(name_en=f"Cassava {number}")
    seen, done = [], threading.Event()

    def search():
        try:
            while not done.is_set():
                seen.append(SearchEntry.objects.filter(kind="portal.office").count())
        finally:
            connection.close()

    reader = threading.Thread(target=search)
    reader.start()
    for _round in range(3):
        list(rebuild())
    done.set()
    reader.join()

    assert set(seen) == {3}


@two_writers
@pytest.mark.django_db(transaction=True)
def test_a_rebuild_and_changes_meet():
    offices = [make_office(name_en=f"Cassava {number}") for number in range(4)]

    def change():
        try:
            for office in offices:
                office.name_en = "Plantain"
                office.save()
        finally:
            connection.close()

    writer = threading.Thread(target=change)
    writer.start()
    for _round in range(2):
        list(rebuild())
    writer.join()

    assert (
        list(SearchEntry.objects.filter(kind="portal.office").values_list("title", flat=True))
        == ["Plantain"] * 4
    )
