"""The yearly evaluation: one for the whole and one for each field, scores in words."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from sistercity.models import Evaluation, Partnership
from tests.factories import make_evaluation, make_field, make_partnership, make_staff
from tests.project.reading import texts, tree
from tests.project.test_admin import form_values, page

pytestmark = pytest.mark.django_db


def make_again(**values):
    first = make_evaluation(**values)
    return Evaluation(
        partnership=first.partnership,
        year=first.year,
        field=first.field,
        recommendation="renew",
        **dict.fromkeys(Evaluation.CRITERIA, 3),
    )


@pytest.mark.parametrize("in_one_field", [False, True])
def test_second_evaluation_of_a_year_is_refused_at_the_field(in_one_field):
    again = make_again(field=make_field() if in_one_field else None)

    with pytest.raises(ValidationError) as error:
        again.full_clean()

    assert error.value.message_dict == {
        "field": ["It has been evaluated for this year already. Open that evaluation."]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_whole_and_each_field_stand_beside_each_other():
    tie = make_partnership()
    for field in (None, make_field(), make_field()):
        make_evaluation(partnership=tie, field=field)

    assert tie.evaluations.count() == 3


def test_year_to_come_is_refused():
    evaluation = make_evaluation()
    evaluation.year = timezone.localdate().year + 1

    with pytest.raises(ValidationError) as error:
        evaluation.full_clean()
    assert error.value.message_dict == {"year": ["This year lies in the future."]}


@pytest.mark.parametrize("score", [0, 6])
def test_scores_go_from_one_to_five(score):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_evaluation(benefit=score)


def test_officer_evaluates_with_scores_in_words(client):
    tie = make_partnership()
    client.force_login(make_staff(("cooperation_officer", "")))
    url = page(Evaluation, "add")
    form = client.get(f"{url}?partnership={tie.pk}&year={date.today().year}")

    assert texts(form, "//div[@id='id_relevance']//label") == [
        "1 – very low", "2 – low", "3 – fair", "4 – high", "5 – very high",
    ]  # fmt: skip
    scores = dict.fromkeys(Evaluation.CRITERIA, "4")
    values = form_values(form) | scores | {"recommendation": "renew", "text_ind": "Baik"}
    assert client.post(url, values).status_code == 302

    evaluation = Evaluation.objects.get()
    assert (evaluation.partnership, evaluation.continuity, evaluation.text_ind) == (tie, 4, "Baik")


def test_list_of_partnerships_leads_to_the_evaluations_of_each(admin_client):
    mine, _other = make_evaluation(), make_evaluation()

    response = admin_client.get(page(Partnership, "changelist"))
    links = tree(response).xpath("//td[@class='field-evaluated']/a/@href")
    (address,) = [link for link in links if link.endswith(f"={mine.partnership_id}")]

    rows = texts(admin_client.get(address), "//table[@id='result_list']/tbody/tr")
    assert len(rows) == 1
