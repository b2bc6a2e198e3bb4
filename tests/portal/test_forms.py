"""Sources as lines of text; forms that notice what others saved."""

import pytest
from django import forms

from portal.forms import LockedForm, SourcesField, fingerprint
from portal.models import Office
from tests.factories import make_office

DECREE = {"title": "Decree 5", "url": "https://example.org/5?a=1"}
BOOK = {"title": "A book", "url": None}


class Form(forms.Form):
    sources = SourcesField(label="Sources")


@pytest.mark.parametrize("value", [[], [DECREE], [BOOK], [DECREE, BOOK], [BOOK, DECREE]])
def test_sources_round_trip(value):
    text = Form(initial={"sources": value})["sources"].value()
    form = Form({"sources": text or ""})

    assert (form.is_valid(), form.cleaned_data["sources"]) == (True, value)


def test_sources_are_written_one_on_a_line():
    assert (
        SourcesField().prepare_value([DECREE, BOOK])
        == "Decree 5 | https://example.org/5?a=1\nA book"
    )


def test_spaces_and_empty_lines_are_nothing():
    assert SourcesField().clean("\n  A book  |  \r\n\n Decree 5|https://example.org/5?a=1 ") == [
        BOOK,
        DECREE,
    ]


@pytest.mark.parametrize(
    "line", ["Decree | example.org", "Decree | javascript:alert(1)", "Decree | ftp://example.org/"]
)
def test_wrong_address_is_refused_at_the_field_and_kept(line):
    form = Form({"sources": f"A book\n{line}"})

    assert list(form.errors) == ["sources"]
    assert form["sources"].value() == f"A book\n{line}"


def test_address_without_a_title_is_refused_and_not_dropped():
    form = Form({"sources": "| https://example.org/"})

    assert list(form.errors) == ["sources"]


def test_title_with_a_bar_keeps_it():
    value = [{"title": "Law 5 | 2020", "url": "https://example.org/"}]
    text = SourcesField().prepare_value(value)

    assert SourcesField().clean(text) == value


def test_only_a_change_is_a_change():
    assert Form({"sources": "A book"}, initial={"sources": [BOOK]}).changed_data == []
    assert Form({"sources": "A book "}, initial={"sources": [BOOK]}).changed_data == []
    assert Form({"sources": "Another"}, initial={"sources": [BOOK]}).changed_data == ["sources"]
    assert Form({"sources": ""}, initial={"sources": [BOOK]}).changed_data == ["sources"]


class OfficeForm(LockedForm):
    class Meta:
        model = Office
        fields = ["phone"]


def opened(office):
    return OfficeForm(instance=Office.objects.get(pk=office.pk))


def sent(form, phone):
    values = {"phone": phone, "opened_as": form["opened_as"].value()}
    return OfficeForm(values, instance=Office.objects.get(pk=form.instance.pk))


@pytest.mark.django_db
def test_form_saves_what_nobody_else_touched():
    office = make_office(phone="1")
    make_office(phone="7").save()

    form = sent(opened(office), "2")

    assert form.is_valid()
    form.save()
    office.refresh_from_db()
    assert office.phone == "2"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda office: office.save(),
        lambda office: Office.objects.filter(pk=office.pk).update(email="x@example.org"),
        lambda office: Office.objects.filter(pk=office.pk).update(name_ko="사무소"),
        lambda office: Office.objects.filter(pk=office.pk).delete(),
    ],
    ids=["saved", "bulk update", "translated", "deleted"],
)
def test_form_refuses_what_somebody_else_changed(change):
    office = make_office(phone="1")
    form = opened(office)
    mine = OfficeForm(
        {"phone": "2", "opened_as": form["opened_as"].value()}, instance=form.instance
    )
    change(Office.objects.get(pk=office.pk))

    assert [error.code for error in mine.non_field_errors().as_data()] == ["changed_meanwhile"]
    assert mine["phone"].value() == "2"


@pytest.mark.django_db
def test_form_without_or_with_a_foreign_fingerprint_is_refused():
    office, other = make_office(), make_office()

    for stolen in ("", fingerprint(other), "x"):
        form = OfficeForm({"phone": "2", "opened_as": stolen}, instance=office)
        assert [e.code for e in form.non_field_errors().as_data()] == ["changed_meanwhile"]


@pytest.mark.django_db
def test_new_record_needs_no_fingerprint():
    assert OfficeForm({"phone": "2"}).is_valid()


@pytest.mark.django_db
def test_saving_makes_the_form_outdated():
    office = make_office(phone="1")
    form = opened(office)
    sent(form, "2").save()

    assert not sent(form, "3").is_valid()
    assert sent(opened(office), "3").is_valid()
