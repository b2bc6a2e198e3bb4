"""The generator of large data makes what it says."""

import pytest
from django.utils import timezone

from sistercity.models import Activity, Agreement, Benefit, Partner, StageRecord
from tests.bench import cooperation

pytestmark = pytest.mark.django_db


def test_partnerships_in_bulk():
    cooperation.make(10)
    cooperation.make(15)

    found = [model.objects.count() for model in (Partner, Agreement, Activity, Benefit)]
    assert found == [25, 75, 150, 100]
    assert Partner.objects.published().count() == 25
    assert StageRecord.objects.filter(stage="mou_signing").count() == 20
    ties = [p.partnership for p in Partner.objects.for_list()]
    today = timezone.localdate()
    assert {len(tie.evidence) for tie in ties} == {6}
    assert sum(tie.is_signed for tie in ties) == 20
    assert len({tie.stage(today) for tie in ties}) > 4


def test_values_go_to_the_partners():
    cooperation.make(2, state="draft", published_at=None, training=True)

    assert Partner.objects.filter(training=True, state="draft").count() == 2
