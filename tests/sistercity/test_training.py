"""The training data: everything an officer may meet, made once, never public, gone on demand."""

from collections import Counter
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal import dashboard
from portal.content import content_models
from portal.languages import LANGUAGES
from portal.models import SearchEntry
from sistercity import board, training
from sistercity.models import (
    Activity,
    Agreement,
    Benefit,
    CooperationField,
    Document,
    Partner,
    Partnership,
    StageRecord,
)
from sistercity.stages import RENEWS_AT, Dossier, StageState, unmet_to_complete, unmet_to_start
from sistercity.stages.gates import TO_START
from sistercity.warnings import Kind
from tests.factories import (
    make_activity,
    make_agreement,
    make_benefit,
    make_partner,
    make_partnership,
)
from tests.project.reading import texts

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DRAFT = {"state": "draft", "published_at": None}


def load(*options):
    call_command("demo", "--training", *options, verbosity=0)


def rows():
    return {
        model.__name__: model._base_manager.count()
        for model in (Partner, Partnership, StageRecord, Agreement, Activity, Document)
    }


@pytest.fixture
def loaded(capsys):
    load()


def test_loading_twice_makes_nothing_twice(loaded):
    before = rows()
    Partner.objects.filter(slug="training-city-a").update(local_name="Mine")

    load()

    assert rows() == before
    assert before["Partner"] == len(training.CITIES)
    assert Partner.objects.get(slug="training-city-a").local_name == "Mine"


def test_every_state_and_every_warning_occurs(loaded):
    found = board.rows(training=True)

    states = set(StageRecord.objects.values_list("state", flat=True))
    assert set(StageState.values) - states == set()
    assert {warning.kind for row in found for warning in row.warnings} == set(Kind)
    assert Counter(row.renewal.stage for row in found if row.renewal) == dict.fromkeys(RENEWS_AT, 1)
    assert {row.status for row in found} == set(Partnership.Status) - {"unconfirmed", "dormant"}


def test_agreements_end_in_12_6_3_and_1_months(loaded):
    today = timezone.localdate()
    ends = {a.expires_on.iso for a in Agreement.objects.filter(expires_on__isnull=False)}

    wanted = {training.shifted(today, months).isoformat() for months in (12, 6, 3, 1)}
    assert wanted - ends == set()


def test_gates_stand_open_and_closed(loaded):
    closed, opened, unfinished = set(), set(), 0
    for tie in Partnership.objects.all():
        dossier = Dossier(tie)
        for record in dossier.records:
            if record.round == 1 and record.state not in ("not_applicable_historic",):
                (closed if unmet_to_start(dossier, record) else opened).add(record.stage)
            unfinished += bool(unmet_to_complete(dossier, record))
    assert set(TO_START) - opened == set()
    assert {"letter_of_intent", "cooperation_plan", "mou_signing"} - closed == set()
    assert unfinished > 10


def test_nothing_of_it_is_public(loaded):
    public = [model.objects.published().count() for model in content_models()]

    assert set(public) == {0}
    assert Partner.objects.filter(training=False).count() == 0
    assert board.rows() == []
    assert SearchEntry.objects.filter(title__contains="Latihan").count() == 0
    assert Document.objects.public().count() == 0


def test_the_dashboard_and_its_lists_leave_it_out(admin_client, admin_user):
    made_up = make_partnership(partner=make_partner(training=True, **DRAFT))
    real = make_partnership(partner=make_partner(name_en="Real", name_ind="Nyata", **DRAFT))
    for tie, name in ((made_up, "Fictional"), (real, "Real")):
        for make in (partial(make_activity, tie), partial(make_benefit, partnership=tie)):
            make(title_en=name, title_ind=name, review_by=timezone.localdate(), **DRAFT)
        make_agreement(
            partnership=tie, title_en=name, title_ind=name, **DRAFT | {"state": "review"}
        )
    for model in (Partner, Activity, Agreement, Benefit):
        model.history.update(history_user=admin_user)
    Agreement.history.update(history_user=None)

    shown = {panel.key: {row.title for row in panel.rows} for panel in dashboard.panels(admin_user)}
    german = [cells[list(LANGUAGES).index("de")] for _kind, cells in dashboard.gaps(admin_user)]
    listed = [
        len(texts(admin_client.get(url), "//*[@id='result_list']/tbody/tr"))
        for _language, _number, url in german
    ]

    keys = ("drafts", "review", "dates", "changes")
    assert [shown[key] for key in keys] == [{"Real"}] * 4
    assert [number for _language, number, _url in german] == [1] * 4
    assert listed == [1] * 4


def test_removal_leaves_the_real_ones(loaded, django_capture_on_commit_callbacks):
    real = make_partnership(partner=make_partner(name_en="Real"))
    make_activity(real, starts_on="2024")
    shared = make_activity(real, Partnership.objects.filter(partner__training=True).first())
    files = [(d.file.storage, d.file.name) for d in Document.objects.all()]
    assert all(storage.exists(name) for storage, name in files)

    with django_capture_on_commit_callbacks(execute=True):
        load("--remove")

    assert rows() == {
        "Partner": 1, "Partnership": 1, "StageRecord": 0, "Agreement": 0, "Activity": 2,
        "Document": 0,
    }  # fmt: skip
    assert list(shared.partnerships.all()) == [real]
    assert not any(storage.exists(name) for storage, name in files)
    assert StageRecord.history.count() == Document.history.count() == 0
    assert Partner.history.count() == 1
    assert CooperationField.objects.count() == 2
    load("--remove")


def test_removing_alone_is_refused():
    with pytest.raises(CommandError, match="^Only training data can be removed"):
        call_command("demo", "--remove")
