"""Dates known to the day, the month or the year."""

from datetime import date, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, strategies as st

from portal.dates import (
    PartialDate,
    PartialDateField,
    PartialDateFormField,
    localdate,
    years_before,
)
from portal.models import LegalBasis
from sistercity.models import Agreement
from tests.factories import make_agreement, make_legal_basis

parse = PartialDate.parse


@pytest.mark.parametrize(
    "text, precision, earliest, latest",
    [
        ("2005", "year", date(2005, 1, 1), date(2005, 12, 31)),
        ("2016-02", "month", date(2016, 2, 1), date(2016, 2, 29)),
        ("2015-02", "month", date(2015, 2, 1), date(2015, 2, 28)),
        ("2000-02", "month", date(2000, 2, 1), date(2000, 2, 29)),
        ("1900-02", "month", date(1900, 2, 1), date(1900, 2, 28)),
        ("2024-12", "month", date(2024, 12, 1), date(2024, 12, 31)),
        ("1960-05-24", "day", date(1960, 5, 24), date(1960, 5, 24)),
        ("2016-02-29", "day", date(2016, 2, 29), date(2016, 2, 29)),
        (" 2005 ", "year", date(2005, 1, 1), date(2005, 12, 31)),
    ],
)
def test_parse(text, precision, earliest, latest):
    found = parse(text)

    assert (found.precision, found.earliest, found.latest) == (precision, earliest, latest)
    assert (found.iso, found.year) == (text.strip(), earliest.year)


WRONG = ["", "2016-13", "2016-00", "2016-02-30", "2015-02-29", "24.05.1960", "1960-5-24", "60",
         "20050", "0000", "2016-02-", "2016/02", "2016-02-24T00:00", "May 1960", "-2016",
         "2016-02-24-01", "٢٠١٦"]  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_parse_refuses(text):
    with pytest.raises(ValueError):
        parse(text)


def test_dates_sort_by_their_earliest_day():
    texts = ["2016-03", "2016", "1960-05-24", "2016-02-29", "2016-02", "2017", "1960"]

    assert sorted(map(parse, texts)) == [
        parse(text)
        for text in ["1960", "1960-05-24", "2016", "2016-02", "2016-02-29", "2016-03", "2017"]
    ]
    assert max(map(parse, texts)).iso == "2017"


TEXTS = {
    "id": ("24 Mei 1960", "Februari 2016", "2005"),
    "en": ("24 May 1960", "February 2016", "2005"),
    "de": ("24. Mai 1960", "Februar 2016", "2005"),
    "ko": ("1960년 5월 24일", "2016년 2월", "2005년"),
    "zh-hans": ("1960年5月24日", "2016年2月", "2005年"),
    "ms": ("24 Mei 1960", "Februari 2016", "2005"),
    "ja": ("1960年5月24日", "2016年2月", "2005年"),
    "ar": ("24 مايو 1960", "فبراير 2016", "2005"),
}


@pytest.mark.parametrize("language", TEXTS)
def test_text_in_every_language(language):
    with translation.override(language):
        assert tuple(str(parse(t)) for t in ("1960-05-24", "2016-02", "2005")) == TEXTS[language]


def test_localdate_of_what_is_no_partial_date():
    with translation.override("de"):
        assert localdate(date(2026, 3, 2)) == "2. März 2026"
        assert localdate(datetime(2026, 3, 2, 9, 5)) == "2 März 2026 09:05"
        assert localdate(parse("2016-02")) == "Februar 2016"


@pytest.mark.parametrize(
    "day, years, expected",
    [(date(2026, 11, 22), 3, date(2023, 11, 22)), (date(2024, 2, 29), 1, date(2023, 2, 28)),
     (date(2024, 2, 29), 4, date(2020, 2, 29)), (date(2027, 2, 28), 3, date(2024, 2, 28))],
)  # fmt: skip
def test_years_before(day, years, expected):
    assert years_before(day, years) == expected


class Form(forms.Form):
    date = PartialDateFormField(required=False)


@pytest.mark.parametrize("text", ["1960-05-24", "2016-02", "2005"])
def test_form_field_reads_a_date(text):
    form = Form({"date": f" {text} "})

    assert (form.is_valid(), form.cleaned_data) == (True, {"date": parse(text)})


def test_form_field_may_be_empty():
    form = Form({"date": ""})

    assert (form.is_valid(), form.cleaned_data) == (True, {"date": None})


@pytest.mark.parametrize("text", ["24.05.1960", "2016-13", "2016-02-30"])
def test_form_field_keeps_a_wrong_date_and_says_how_to_write_it(text):
    form = Form({"date": text})

    assert form.errors == {
        "date": ["Write a date as 2016-02-24, or only 2016-02 or 2016 if no more is known."]
    }
    assert f'value="{text}"' in str(form["date"])


def test_form_field_shows_the_stored_precision():
    assert 'value="2016-02"' in str(Form(initial={"date": parse("2016-02")})["date"])


def test_form_field_sees_a_change_and_no_change():
    initial = {"date": parse("2016-02")}

    assert Form({"date": "2016-02"}, initial=initial).changed_data == []
    assert Form({"date": "2016-03"}, initial=initial).changed_data == ["date"]
    assert Form({"date": ""}, initial=initial).changed_data == ["date"]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["1960-05-24", "2016-02", "2005", None])
def test_database_keeps_the_precision(text):
    pk = make_legal_basis(valid_from=text).pk

    assert LegalBasis.objects.get(pk=pk).valid_from == (parse(text) if text else None)
    assert LegalBasis.objects.filter(valid_from=text and parse(text)).count() == 1
    assert LegalBasis.objects.filter(valid_from__isnull=True).exists() == (text is None)


@pytest.mark.django_db
def test_database_sorts_by_the_earliest_day():
    for text in ["2016-03", "2016", "1960-05-24", "2017", "2016-02-29"]:
        make_legal_basis(valid_from=text)

    found = LegalBasis.objects.order_by("valid_from").values_list("valid_from", flat=True)

    assert [d.iso for d in found] == ["1960-05-24", "2016", "2016-02-29", "2016-03", "2017"]


@pytest.mark.django_db
def test_record_with_dates_passes_its_own_validation():
    agreement = Agreement.objects.get(pk=make_agreement(signed_on="1960-05-24").pk)

    agreement.full_clean(exclude=["title_ind", "title"])

    assert agreement.signed_on == parse("1960-05-24")


@pytest.mark.django_db
def test_wrong_date_is_refused_at_its_field_by_the_model():
    agreement = make_agreement()
    agreement.signed_on = "24.05.1960"

    with pytest.raises(ValidationError) as error:
        agreement.clean_fields()

    assert [str(m) for m in error.value.message_dict["signed_on"]] == [
        "Write a date as 2016-02-24, or only 2016-02 or 2016 if no more is known."
    ]


def test_field_needs_no_options_in_migrations():
    _name, path, args, kwargs = PartialDateField("since").deconstruct()

    assert (path, args, kwargs) == ("portal.dates.PartialDateField", [], {"verbose_name": "since"})


@given(day=st.dates(min_value=date(1000, 1, 1)), length=st.sampled_from([4, 7, 10]))
def test_every_date_round_trips(day, length):
    text = day.isoformat()[:length]
    found = parse(text)

    assert found.iso == text
    assert found.earliest <= day <= found.latest
    assert PartialDateFormField().clean(text) == found
    assert PartialDateField().get_prep_value(found) == text
    assert PartialDateField().from_db_value(text, None, None) == found


@given(st.dates(min_value=date(1000, 1, 1)), st.dates(min_value=date(1000, 1, 1)))
def test_order_is_that_of_the_calendar(one, other):
    assert (parse(one.isoformat()) < parse(other.isoformat())) == (one < other)


@given(st.text(max_size=12))
def test_no_text_breaks_the_field(text):
    form = Form({"date": text})

    if form.is_valid() and form.cleaned_data["date"]:
        assert parse(text) == form.cleaned_data["date"]
    else:
        assert text.strip() == "" or list(form.errors) == ["date"]
