"""Lists of other records in the history: kept, compared and brought back."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from portal import comparing
from sistercity.models import Document, Partner
from tests.factories import make_file, make_mission, make_partner, make_staff
from tests.project.reading import texts, tree
from tests.project.test_admin import form_values, page

pytestmark = pytest.mark.django_db


def test_every_list_is_kept():
    models = [
        model
        for model in apps.get_app_config("sistercity").get_models()
        if hasattr(model, "history") and not hasattr(model, "instance_type")
    ]

    assert {m: {f.name for f in comparing.lists(m)} for m in models} == {
        m: {f.name for f in m._meta.many_to_many} for m in models
    }


@pytest.fixture
def moved():
    """(partner, mission it had, mission it has)"""
    partner, old, new = make_partner(name_ind="Mitra"), make_mission(), make_mission()
    partner.missions.set([old])
    partner.missions.set([new])
    return partner, old, new


def versions(partner):
    return list(partner.history.order_by("history_id"))


def test_compared(moved, admin_client):
    partner, old, new = moved
    before, after = versions(partner)[1], versions(partner)[-1]

    shown = admin_client.get(
        page(Partner, "compare", partner.pk), {"old": before.history_id, "new": after.history_id}
    )

    label = comparing.label(Partner._meta.get_field("missions"))
    assert texts(shown, "//table[@class='comparison']/tbody//th") == [label]
    assert texts(shown, "//table[@class='comparison']//del") == [str(old)]
    assert texts(shown, "//table[@class='comparison']//ins") == [str(new)]


def test_brought_back_in_one_step(moved):
    partner, old, _new = moved
    rows = versions(partner)

    comparing.revert(partner, version=rows[1], reason="Back")

    assert list(partner.missions.all()) == [old]
    assert [row.history_change_reason for row in versions(partner)[len(rows) :]] == ["Back"]
    assert comparing.keys(versions(partner)[-1], Partner._meta.get_field("missions")) == {old.pk}


def test_deleted_record_is_a_number_and_does_not_come_back(moved):
    partner, old, new = moved
    number = old.pk
    old.delete()

    (change,) = comparing.changes(Partner, versions(partner)[1], versions(partner)[-1])
    comparing.revert(partner, version=versions(partner)[1], reason="Back")

    assert (change.old, change.new) == ([(f"#{number}", True)], [(str(new), True)])
    assert list(partner.missions.all()) == []


def test_saving_the_form_keeps_the_list(admin_client):
    partner, mission = make_partner(name_ind="Mitra"), make_mission()
    url = page(Partner, "change", partner.pk)
    sent = form_values(admin_client.get(url)) | {"missions": [mission.pk]}

    assert admin_client.post(url, sent).status_code == 302

    last = versions(partner)[-1]
    assert comparing.keys(last, Partner._meta.get_field("missions")) == {mission.pk}


@pytest.mark.parametrize("is_public", [False, True])
def test_a_document_s_way_back_neither_publishes_nor_withdraws(is_public, client):
    """What is public, and what counts as accepted, is decided anew, never by an old version."""
    document = make_file(title="Old", public=not is_public)
    accepted = timezone.now() - timedelta(days=1)
    document.title, document.public, document.accepted_at = "New", is_public, accepted
    document.save()
    client.force_login(make_staff(("cooperation_officer", "")))

    assert go_back(client, document).status_code == 302

    document.refresh_from_db()
    assert (document.title, document.public, document.accepted_at) == ("Old", is_public, accepted)
    client.logout()
    fetched = client.get(document.get_absolute_url())
    fetched.close()
    assert fetched.status_code == (200 if is_public else 404)


def test_a_document_that_waits_still_waits_after_its_way_back(client):
    """An old version was accepted for what it said then, beside its file of then."""
    document = make_file(title="Old")
    document.title, document.accepted_at = "New", None
    document.save()
    client.force_login(make_staff(("cooperation_officer", "")))

    assert go_back(client, document).status_code == 302

    document.refresh_from_db()
    assert (document.title, document.accepted_at) == ("Old", None)


def go_back(client, document):
    """To the first version, by the button of the page that compares it with the last."""
    url = page(Document, "compare", document.pk)
    opened = client.get(url, {"old": document.history.earliest().history_id})
    (form,) = tree(opened).xpath("//form[@class='revert']")
    return client.post(form.get("action"), dict(form.form_values()))
