"""What the database itself refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sistercity.models import Agreement, ContactPerson, Partnership, StageRecord
from tests.factories import (
    make_activity,
    make_agreement,
    make_contact,
    make_field,
    make_partner,
    make_partnership,
    make_stage_guide,
    make_stage_record,
)

pytestmark = pytest.mark.django_db


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_stage_without_a_year_stands_once_in_a_round():
    """SQLite names the columns, PostgreSQL the constraint."""
    record = make_stage_record()

    with refused("sistercity_stagerecord"), transaction.atomic():
        make_stage_record(partnership=record.partnership)
    make_stage_record(partnership=record.partnership, round=2)
    make_stage_record(partnership=record.partnership, stage="letter_of_intent")
    make_stage_record()
    assert StageRecord.objects.count() == 4


def test_yearly_stage_stands_once_a_year():
    tie = make_partnership()
    yearly = {"partnership": tie, "stage": "evaluation"}
    make_stage_record(year=2024, **yearly)

    with refused("sistercity_stagerecord"), transaction.atomic():
        make_stage_record(year=2024, **yearly)
    make_stage_record(year=2025, **yearly)
    assert StageRecord.objects.count() == 2


@pytest.mark.parametrize("stage", ["exploration", "mou_signing"])
def test_only_stages_8_to_10_have_a_year(stage):
    with refused("sistercity_stagerecord_year"), transaction.atomic():
        make_stage_record(stage=stage, year=2024)


@pytest.mark.parametrize("term", ["not_known", "indefinite"])
def test_expiry_needs_a_fixed_term(term):
    agreement = make_agreement(term="fixed", expires_on="2028")

    with refused("sistercity_agreement_expiry_needs_term"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(term=term)


def test_fixed_term_may_have_an_end_nobody_knows():
    assert make_agreement(term="fixed").expires_on is None


def test_name_is_public_only_with_consent():
    with refused("sistercity_contactperson_consent"), transaction.atomic():
        make_contact(name="A Person")
    make_contact(name="A Person", public=False)
    make_contact(name="A Person", consent_on=date(2024, 1, 1))
    make_contact(name="")
    assert ContactPerson.objects.count() == 3


@pytest.mark.parametrize("values", [{"cost": 5}, {"currency": "EUR"}])
def test_cost_and_currency_belong_together(values):
    with refused("sistercity_activity_cost"), transaction.atomic():
        make_activity(**values)


def test_cost_with_its_currency():
    activity = make_activity(cost=5, currency="EUR")

    activity.refresh_from_db()
    assert (activity.cost, activity.currency) == (5, "EUR")


def test_end_needs_a_start():
    with refused("sistercity_activity_end_needs_start"), transaction.atomic():
        make_activity(ends_on="2024")


@pytest.mark.parametrize("values", [{"latitude": 1}, {"longitude": 1}])
def test_point_has_both_coordinates(values):
    with refused("sistercity_partner_point"), transaction.atomic():
        make_partner(**values)


def test_one_partnership_of_a_kind():
    tie = make_partnership()

    with refused("sistercity_partnership"), transaction.atomic():
        make_partnership(partner=tie.partner)
    make_partnership(partner=tie.partner, kind="technical")
    assert Partnership.objects.count() == 2


def test_one_guide_for_a_stage_and_one_field_for_a_code():
    make_stage_guide()
    make_field(code="culture")

    with refused("sistercity_stageguide"), transaction.atomic():
        make_stage_guide(slug="other")
    with refused("sistercity_cooperationfield"), transaction.atomic():
        make_field(code="culture")


def test_form_says_in_words_what_the_database_would_refuse():
    agreement = make_agreement(term="fixed", expires_on="2028")
    agreement = Agreement.objects.get(pk=agreement.pk)
    agreement.term = "indefinite"

    with pytest.raises(ValidationError) as error:
        agreement.full_clean()

    assert error.value.message_dict == {"__all__": ["An agreement with an end has a fixed term."]}


def test_partner_with_a_partnership_cannot_be_deleted():
    tie = make_partnership()

    with pytest.raises(IntegrityError), transaction.atomic():
        tie.partner.delete()
