"""Lists of other records in the history: kept, compared and brought back."""

import pytest
from django.apps import apps

from portal import comparing
from sistercity.models import Partner
from tests.factories import make_mission, make_partner
from tests.project.reading import texts
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
