"""What an agreement says of itself: validity, time left, chain; fields agreed and carried out."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from sistercity import programmes
from sistercity.models import Agreement, Partnership
from tests.factories import (
    make_activity,
    make_agreement,
    make_commitment,
    make_field,
    make_partner,
    make_partnership,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def loaded(agreement):
    return Agreement.objects.with_siblings().get(pk=agreement.pk)


def make(**values):
    tie = make_partnership(partner=make_partner(name_en="Namur"))
    return make_agreement(partnership=tie, signed_on="2016-02", **values)


@pytest.mark.parametrize(
    "values, sentence",
    [
        ({"term": "indefinite"}, "In force: it binds Bandung and Namur without an end date."),
        (
            {"term": "fixed", "expires_on": "2028-04-22"},
            "In force: it binds Bandung and Namur until 22 April 2028.",
        ),
        (
            {"term": "fixed", "expires_on": "2027"},
            "In force: it binds Bandung and Namur until 2027.",
        ),
        (
            {"term": "fixed", "expires_on": "2027-01"},
            "In force: it binds Bandung and Namur until January 2027.",
        ),
        (
            {"confirmed_in_force_on": "2025"},
            "In force when last confirmed (2025): it binds Bandung and Namur; its end is not "
            "known.",
        ),
        (
            {"term": "fixed", "expires_on": "2019"},
            "Expired: it bound Bandung and Namur until 2019.",
        ),
        (
            {"terminated_on": "2020-05"},
            "Terminated (May 2020): it binds Bandung and Namur no more.",
        ),
        (
            {},
            "Validity not known: Bandung and Namur signed it (February 2016); no source tells "
            "until when it binds them.",
        ),
        (
            {"term": "fixed", "expires_on": "2019", "auto_renew": True},
            "Validity not known: it was to renew itself after 2019; no source tells whether it "
            "still binds Bandung and Namur.",
        ),
    ],
)
def test_sentence_says_what_binds_whom_until_when(values, sentence):
    assert loaded(make(**values)).in_words(TODAY, "Bandung").main == sentence


def test_unsigned_and_replaced_bind_nobody():
    old = make()
    make_agreement(partnership=old.partnership, signed_on="2026", replaces=old)
    draft = make_agreement(partnership=old.partnership, signed_on=None)

    assert [loaded(a).in_words(TODAY, "Bandung").main for a in (old, draft)] == [
        "Replaced: Bandung and Namur have signed a newer agreement.",
        "Not signed: it does not bind Bandung and Namur.",
    ]


@pytest.mark.parametrize(
    "values, more",
    [
        ({}, ()),
        ({"notice_months": 1}, ("Notice: 1 month.",)),
        (
            {"auto_renew": True, "notice_months": 6},
            ("It renews itself unless one side gives notice.", "Notice: 6 months."),
        ),
    ],
)
def test_renewal_and_notice_are_added(values, more):
    agreement = make(term="fixed", expires_on="2028", **values)

    assert loaded(agreement).in_words(TODAY, "Bandung").more == more


def test_renewal_and_notice_of_what_is_over_are_not_told():
    agreement = make(term="fixed", expires_on="2019", notice_months=6)

    assert loaded(agreement).in_words(TODAY, "Bandung").more == ()


def test_agreement_that_renews_itself_is_in_force_when_confirmed_after_its_end():
    values = {"term": "fixed", "expires_on": "2019", "auto_renew": True}

    assert loaded(make(confirmed_in_force_on="2025", **values)).status(TODAY) == "in_force"
    assert loaded(make(confirmed_in_force_on="2020", **values)).status(TODAY) == (
        "validity_not_known"
    )


@pytest.mark.parametrize(
    "values, left",
    [
        ({"signed_on": None}, None),
        ({"terminated_on": "2020"}, None),
        ({}, "not_known"),
        ({"term": "fixed"}, "not_known"),
        ({"term": "indefinite"}, "no_end"),
        ({"expires_on": "2026-11-21"}, "overdue"),
        ({"expires_on": "2026-10"}, "overdue"),
        ({"expires_on": "2026-11-22"}, "1"),
        ({"expires_on": "2026-12-22"}, "1"),
        ({"expires_on": "2026-12-23"}, "3"),
        ({"expires_on": "2027-02-22"}, "3"),
        ({"expires_on": "2027-05"}, "12"),
        ({"expires_on": "2027-05-22"}, "6"),
        ({"expires_on": "2027-11-22"}, "12"),
        ({"expires_on": "2027-11-23"}, "later"),
        ({"expires_on": "2027"}, "later"),
    ],
)
def test_time_left(values, left):
    fixed = {"term": "fixed"} if "expires_on" in values else {}
    agreement = make_agreement(**{"signed_on": "2016"} | fixed | values)

    assert loaded(agreement).time_left(TODAY) == left


def test_replaced_agreement_has_no_time_left():
    old = make_agreement(term="fixed", expires_on="2027")
    make_agreement(partnership=old.partnership, replaces=old)

    assert loaded(old).time_left(TODAY) is None


@pytest.mark.parametrize(
    "values, day",
    [
        ({"expires_on": "2028-08-31", "notice_months": 6}, date(2028, 2, 29)),
        ({"expires_on": "2028-01-15", "notice_months": 1}, date(2027, 12, 15)),
        ({"expires_on": "2028-01", "notice_months": 1}, None),
        ({"expires_on": "2028-01-15"}, None),
    ],
)
def test_last_day_to_give_notice(values, day):
    assert loaded(make(term="fixed", **values)).notice_by == day


def test_chain_runs_from_the_oldest_to_the_newest():
    first = make()
    tie = first.partnership
    second = make_agreement(partnership=tie, signed_on="2019", replaces=first)
    third = make_agreement(partnership=tie, signed_on="2024", replaces=second)
    make_agreement(partnership=tie, signed_on="2020")

    assert [loaded(a).chain for a in (first, second, third)] == [[first, second, third]] * 3


def test_chain_in_a_circle_ends():
    first = make()
    second = make_agreement(partnership=first.partnership, replaces=first)
    Agreement.objects.filter(pk=first.pk).update(replaces=second)

    assert set(loaded(first).chain) == {first, second}


def error_of(agreement, **values):
    agreement = Agreement.objects.get(pk=agreement.pk)
    for name, value in values.items():
        setattr(agreement, name, value)
    with pytest.raises(ValidationError) as error:
        agreement.full_clean()
    return error.value.message_dict


def test_contradictions_are_named_at_their_field():
    other = make(number="12/2016")
    agreement = make(number="13/2016", note_en="Text")

    assert error_of(agreement, number="12/2016") == {
        "number": ["Another agreement has this number already."]
    }
    assert error_of(agreement, terminated_on="2015") == {
        "terminated_on": ["An agreement cannot be terminated before it was signed."]
    }
    assert error_of(agreement, term="fixed", expires_on="2015") == {
        "expires_on": ["An agreement cannot end before it was signed."]
    }
    assert error_of(agreement, replaces=other) == {
        "replaces": ["An agreement replaces one of the same partnership."]
    }


def test_agreements_cannot_replace_each_other():
    first = make()
    second = make_agreement(partnership=first.partnership, replaces=first)

    assert error_of(first, replaces=second) == {"replaces": ["An agreement cannot replace itself."]}


def with_programmes(tie):
    found = Partnership.objects.with_programmes(AnonymousUser()).filter(pk=tie.pk)
    return programmes.load(found)[0]


def test_fields_agreed_stand_beside_what_happened_in_them():
    tie = make_partnership()
    smart, trade, water, culture, youth = (
        make_field(name_en=name) for name in ("Smart city", "Trade", "Water", "Culture", "Youth")
    )
    tie.fields.add(smart, youth)
    old, new = make_agreement(partnership=tie, signed_on="2016"), make_agreement(partnership=tie)
    unsigned = make_agreement(partnership=tie, signed_on=None)
    old.fields.add(smart)
    new.fields.add(smart, trade)
    unsigned.fields.add(culture)
    make_commitment(agreement=new, field=water)
    make_commitment(agreement=new, field=trade)
    make_commitment(agreement=new)
    first = make_activity(tie, field=smart, starts_on="2018")
    last = make_activity(tie, field=smart, starts_on="2025-03")
    undated = make_activity(tie, field=culture)
    make_activity(tie, field=trade, status="planned", starts_on="2027")
    make_activity(tie, field=trade, state="draft", published_at=None)
    make_activity(tie)

    found = programmes.of(with_programmes(tie))

    rows = [(p.field, p.named, p.agreements, set(p.activities)) for p in found]
    assert rows == [
        (smart, True, [old, new], {first, last}),
        (trade, False, [new], set()),
        (water, False, [new], set()),
        (youth, True, [], set()),
        (culture, False, [], {undated}),
    ]
    assert [p.last and p.last.iso for p in found] == ["2025-03", None, None, None, None]


@pytest.mark.parametrize(
    "agreement, activity, missing",
    [
        ({}, None, True),
        ({}, {"starts_on": "2024-05"}, False),
        ({}, {"starts_on": "2024"}, False),
        ({}, {"starts_on": None}, False),
        ({}, {"starts_on": "2023-12"}, True),
        ({}, {"starts_on": "2025", "status": "cancelled"}, True),
        ({"term": "fixed", "expires_on": "2025"}, None, False),
        ({"terminated_on": "2025"}, None, False),
    ],
)
def test_field_agreed_without_programme(agreement, activity, missing):
    field, tie = make_field(), make_partnership()
    signed = make_agreement(partnership=tie, signed_on="2024-04-22", **agreement)
    signed.fields.add(field)
    if activity:
        make_activity(tie, field=field, **activity)

    found = programmes.without_programme(with_programmes(tie), TODAY)

    assert found == ([(field, signed)] if missing else [])


def test_programmes_of_many_partnerships_need_one_query(django_assert_num_queries):
    for _ in range(3):
        make_agreement().fields.add(make_field())
    ties = list(Partnership.objects.with_progress())

    with django_assert_num_queries(1):
        programmes.load(ties)

    assert [len(a.agreed_fields) for tie in ties for a in tie.agreements.all()] == [1, 1, 1]
