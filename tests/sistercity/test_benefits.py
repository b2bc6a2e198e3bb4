"""What a benefit must state, and who may vouch for it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from sistercity import benefits
from sistercity.benefits import VerificationError
from sistercity.models import Benefit
from tests.factories import (
    make_activity,
    make_benefit,
    make_file,
    make_partnership,
    make_staff,
)
from tests.project.reading import texts
from tests.project.test_admin import form_values, page

pytestmark = pytest.mark.django_db

DRAFT = {"state": "draft", "published_at": None, "title_ind": "Beasiswa"}


def errors_of(benefit):
    with pytest.raises(ValidationError) as error:
        benefit.full_clean()
    return error.value.message_dict


@pytest.mark.parametrize(
    "values, field, sentence",
    [
        ({"unit": ""}, "unit", "Say of what: choose a unit, or give the currency of an amount."),
        ({"measure": "funds"}, "unit", "Funds are counted in a currency, not in a unit."),
        ({"year": timezone.localdate().year + 1}, "year", "This year lies in the future."),
        ({"quantity": -1}, "quantity", "Ensure this value is greater than or equal to 0."),
    ],
)
def test_form_names_what_is_wrong_at_the_field(values, field, sentence):
    benefit = make_benefit(title_ind="Beasiswa")
    for name, value in values.items():
        setattr(benefit, name, value)

    assert errors_of(benefit)[field] == [sentence]


@pytest.mark.parametrize("code", ["EUX", "eur", "XXX", "Rp", "€"])
def test_currency_is_one_of_iso_4217(code):
    benefit = make_benefit(title_ind="Dana", unit="", currency="EUR", measure="funds")
    benefit.currency = code

    (sentence,) = errors_of(benefit)["currency"]
    assert sentence.startswith(f"There is no currency “{code}”.")


@pytest.mark.parametrize("code", ["IDR", "EUR", "DEM"])
def test_currencies_of_today_and_of_the_past(code):
    make_benefit(title_ind="Dana", unit="", currency=code, measure="funds").full_clean()


def test_evidence_is_of_the_same_partnership_and_accepted():
    benefit = make_benefit(title_ind="Beasiswa")
    benefit.evidence = make_file()
    assert errors_of(benefit) == {"evidence": ["This document belongs to another partnership."]}

    benefit.evidence = make_file(partnership=benefit.partnership, accepted_at=None)
    assert errors_of(benefit) == {
        "evidence": ["This document has not been accepted by an officer yet."]
    }

    benefit.evidence = make_file(partnership=benefit.partnership)
    benefit.full_clean()


def test_activity_is_one_the_partnership_took_part_in():
    benefit = make_benefit(title_ind="Beasiswa")
    benefit.activity = make_activity()
    assert errors_of(benefit) == {"activity": ["This partnership took no part in it."]}

    benefit.activity = make_activity(benefit.partnership)
    benefit.full_clean()


@pytest.mark.parametrize(
    "values",
    [
        {"quantity": None, "unit": "people"},
        {"unit": ""},
        {"unit": "people", "currency": "EUR"},
        {"quantity": -1},
        {"sources": []},
        {"verified_on": timezone.localdate()},
    ],
)
def test_database_refuses(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_benefit(**values)
    assert Benefit.objects.count() == 0


def test_a_draft_needs_no_source_and_a_document_is_one():
    tie = make_partnership()
    make_benefit(partnership=tie, sources=[], **DRAFT)
    make_benefit(partnership=tie, sources=[], evidence=make_file(partnership=tie))

    assert Benefit.objects.count() == 2


@pytest.fixture
def officer():
    return make_staff(("cooperation_officer", ""))


@pytest.fixture
def colleague():
    return make_staff(("cooperation_officer", ""))


def entered(by, **values):
    benefit = make_benefit(**DRAFT | values)
    benefit.history.update(history_user=by)
    return benefit


def test_somebody_else_verifies_on_this_day(officer, colleague):
    benefit = entered(officer)

    done = benefits.verify(benefit=benefit, by=colleague)

    assert (done.verified_by, done.verified_on) == (colleague, timezone.localdate())
    assert done.history.latest().history_change_reason == "verify"
    assert done.history.latest().history_user == colleague


def test_nobody_verifies_what_they_entered_or_changed(officer, colleague):
    benefit = entered(officer)
    benefit.quantity, benefit._history_user = 13, colleague
    benefit.save()

    for user in (officer, colleague):
        with pytest.raises(VerificationError, match="You entered or changed this figure yourself"):
            benefits.verify(benefit=benefit, by=user)
    benefit.refresh_from_db()
    assert benefit.verified_on is None


def test_having_verified_is_no_change_of_one_s_own(officer, colleague):
    benefit = benefits.verify(benefit=entered(officer), by=colleague)

    assert benefits.entered_by(benefit) == {officer.pk}


@pytest.mark.parametrize("role", [("translator", "de"), ("author", "sistercity")])
def test_other_roles_do_not_verify(role, officer):
    user = make_staff(role)
    may = benefits.may_verify(user, entered(officer))

    assert may is (role[0] == "author")


def test_nothing_to_verify_it_by(officer, colleague):
    with pytest.raises(VerificationError, match="no document and no source"):
        benefits.verify(benefit=entered(officer, sources=[]), by=colleague)


def post(client, user, benefit, **values):
    client.force_login(user)
    url = page(Benefit, "change", benefit.pk)
    return client.post(url, form_values(client.get(url)) | values)


def errors(response):
    form = response.context["adminform"].form
    return {name: [str(e) for e in found] for name, found in form.errors.items()}


def test_button_verifies_and_leaves_one_row_in_the_history(client, officer, colleague):
    benefit = entered(officer)
    rows = benefit.history.count()

    assert post(client, colleague, benefit, _verify="1").status_code == 302

    benefit.refresh_from_db()
    assert (benefit.verified_by, benefit.history.count()) == (colleague, rows + 1)


def test_button_refuses_one_s_own_entry_and_unsaved_changes(client, officer, colleague):
    benefit = entered(officer)

    own = post(client, officer, benefit, _verify="1")
    changed = post(client, colleague, benefit, _verify="1", quantity="99")

    assert errors(own) == {
        "__all__": ["You entered or changed this figure yourself. Somebody else must verify it."]
    }
    assert errors(changed) == {
        "__all__": ["Save your changes first. Somebody else must verify them."]
    }
    benefit.refresh_from_db()
    assert (benefit.verified_on, benefit.quantity) == (None, 12)


@pytest.mark.parametrize(
    "values, kept", [({"quantity": "99"}, False), ({"title_ind": "Lain"}, True)]
)
def test_a_changed_figure_is_verified_no_longer(values, kept, client, officer, colleague):
    benefit = benefits.verify(benefit=entered(officer), by=colleague)

    assert post(client, officer, benefit, **values).status_code == 302

    benefit.refresh_from_db()
    assert (benefit.verified_by is not None) is kept


def test_publishing_without_evidence_is_refused_at_the_field(client, officer):
    publisher = make_staff(("publisher", "sistercity"))
    benefit = entered(officer, sources=[])
    Benefit.objects.filter(pk=benefit.pk).update(state="review")

    response = post(client, publisher, benefit, _transition="approve", method_ind="Dihitung")

    assert errors(response) == {
        "evidence": ["Before it is made public, name a document as evidence, or a source below."],
        "__all__": [
            "You submitted or last changed this record yourself. Another publisher must approve it."
        ],
    }
    assert "Dihitung" in texts(response, "//textarea[@name='method_ind']")
    benefit.refresh_from_db()
    assert benefit.state == "review"


def test_publishing_with_a_source(client, officer):
    publisher = make_staff(("publisher", "sistercity"))
    benefit = entered(officer)
    Benefit.objects.filter(pk=benefit.pk).update(state="review")

    assert post(client, publisher, benefit, _transition="approve").status_code == 302

    assert list(Benefit.objects.published()) == [benefit]
