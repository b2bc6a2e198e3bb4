"""Mails before agreements end: each step once, the nearest only, never after the end."""

from datetime import date, timedelta
from io import StringIO
from smtplib import SMTPException
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings as hypothesis_settings, strategies as st
from hypothesis.extra.django import TestCase

from portal.dates import PartialDate, months_after
from portal.models import City
from sistercity import reminders
from sistercity.agreements import STEPS, step
from sistercity.models import Agreement, Reminder
from tests.factories import make_agreement, make_home, make_office, make_partner, make_partnership

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def make_ending(expires_on="2027-02-01", email="office@example.org", **values):
    """An agreement in force; `values` go to whom they belong."""
    office = make_office(email=email, **values.pop("office", {}))
    names = {"name_en": "Namur", "name_ind": "Namur"}
    partner = make_partner(**names | values.pop("partner", {}))
    tie = make_partnership(partner=partner, responsible_office=office, **values.pop("tie", {}))
    return make_agreement(partnership=tie, **{"term": "fixed", "expires_on": expires_on} | values)


def due(today=TODAY):
    return [(found.agreement, found.months) for found in reminders.due(today)]


def send(today=TODAY):
    for found in list(reminders.due(today)):
        reminders.send(reminder=found)


@pytest.mark.parametrize(
    "expires_on, months",
    [
        ("2027-11-23", None),
        ("2027-11-22", 12),
        ("2027-05-23", 12),
        ("2027-05-22", 6),
        ("2027-02-22", 3),
        ("2026-12-22", 1),
        ("2026-11-22", 1),
        ("2026-11-21", None),
        ("2027", None),
        ("2026", 3),
        ("2026-12", 3),
        ("2026-11", 1),
        ("2026-10", None),
    ],
)
def test_nearest_step(expires_on, months):
    agreement = make_ending(expires_on)

    assert due() == ([(agreement, months)] if months else [])


@pytest.mark.parametrize(
    "values",
    [
        {"signed_on": None},
        {"terminated_on": "2026"},
        {"state": "archived"},
        {"tie": {"closed": "ended"}},
        {"partner": {"training": True, "state": "draft"}},
        {"expires_on": None},
        {"expires_on": None, "term": "not_known"},
    ],
)
def test_no_mail_for_what_binds_nobody_has_no_end_or_is_for_training(values):
    make_ending(**values)

    assert due() == []


def test_no_mail_for_what_is_replaced():
    old = make_ending()
    make_agreement(partnership=old.partnership, replaces=old, signed_on="2026")

    assert due() == []


def test_what_is_not_published_is_reminded_of_too():
    agreement = make_ending(state="draft", published_at=None)

    assert due() == [(agreement, 3)]


def test_step_is_sent_once_and_the_next_one_in_its_time():
    make_ending("2027-05-22")

    for day in [TODAY, TODAY, date(2026, 12, 1), date(2027, 2, 21), date(2027, 2, 22)]:
        send(day)

    assert list(Reminder.objects.order_by("pk").values_list("months", flat=True)) == [6, 3]
    assert len(mail.outbox) == 2


def test_prolonged_agreement_is_reminded_of_anew():
    agreement = make_ending("2027-02-01")
    send()
    Agreement.objects.filter(pk=agreement.pk).update(expires_on="2027-02-15")

    assert due() == [(agreement, 3)]


def test_mail_is_in_the_language_of_the_office_with_a_link():
    agreement = make_ending(
        "2027-02-01", title_ind="Nota Kesepahaman", notice_months=2, auto_renew=True
    )
    make_ending("2027-02-01", title_en="Memorandum", office={"source_language": "en"})

    send()

    indonesian, english = mail.outbox
    assert (indonesian.subject, indonesian.to) == (
        "Perjanjian dengan Namur berakhir 1 Februari 2027",
        ["office@example.org"],
    )
    assert indonesian.body.split("\n") == [
        "“Nota Kesepahaman” dengan Namur berlaku sampai 1 Februari 2027.",
        "Sisa waktunya paling lama 3 bulan.",
        "",
        "Diperpanjang otomatis kecuali jika salah satu pihak menyampaikan pemberitahuan.",
        "Tenggang pemberitahuan: 2 bulan. Hari terakhir untuk menyampaikan pemberitahuan: "
        "1 Desember 2026.",
        "",
        "Putuskan bersama mitra apakah akan diperpanjang, diubah, atau diakhiri, lalu catat "
        "langkahnya di sini:",
        f"http://testserver/admin/sistercity/agreement/{agreement.pk}/change/",
        "",
    ]
    assert english.subject == "Agreement with Namur ends on 1 February 2027"


def test_names_cannot_break_the_subject_and_are_not_escaped():
    make_ending(partner={"name_ind": "A & B\nBcc: x@example.org"})

    send()

    (sent,) = mail.outbox
    assert sent.subject == "Perjanjian dengan A & B Bcc: x@example.org berakhir 1 Februari 2027"
    assert sent.recipients() == ["office@example.org"]


def run(**options):
    out = StringIO()
    call_command("remind", stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def ending():
    """An agreement that ends today."""
    agreement = make_ending(timezone.localdate().isoformat(), slug="namur-mou")
    return (
        agreement,
        f"namur-mou, Namur, until {agreement.expires_on}, 1 months, office@example.org",
    )


def test_command_says_what_it_did_and_does_it_once(ending):
    _agreement, line = ending

    assert run() == [f"{line}: sent", "Reminders sent: 1"]
    assert run() == ["Reminders sent: 0"]
    assert len(mail.outbox) == 1


def test_dry_run_only_tells(ending):
    _agreement, line = ending

    assert run(dry_run=True) == [f"{line}: would be sent", "Reminders to send: 1"]
    assert (mail.outbox, Reminder.objects.count()) == ([], 0)


def test_city_s_contact_gets_what_the_office_cannot(ending):
    agreement, _line = ending
    home = make_home()
    City.objects.filter(pk=home.pk).update(contact=make_office(email="city@example.org"))
    office = agreement.partnership.responsible_office
    type(office).objects.update(email="")
    type(office).objects.filter(pk=City.objects.get().contact_id).update(email="city@example.org")

    run()

    assert [sent.to for sent in mail.outbox] == [["city@example.org"]]


def test_without_any_address_the_command_fails_and_remembers_nothing(ending):
    agreement, _line = ending
    type(agreement.partnership.responsible_office).objects.update(email="")

    with pytest.raises(CommandError, match="Reminders not sent: 1"):
        run()

    assert Reminder.objects.count() == 0


class Refusing:
    """A mail server that refuses one recipient."""

    def __init__(self, **_options):
        pass

    def send_messages(self, messages):
        if messages[0].to == ["office@example.org"]:
            raise SMTPException("refused")
        mail.outbox += messages
        return len(messages)


def test_mail_that_fails_is_tried_again_and_holds_up_no_other(ending, settings):
    make_ending(timezone.localdate().isoformat(), email="second@example.org")
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Refusing"

    with pytest.raises(CommandError, match="Reminders not sent: 1"):
        run()
    assert [sent.to for sent in mail.outbox] == [["second@example.org"]]

    settings.EMAIL_BACKEND = working
    assert run()[-1] == "Reminders sent: 1"
    assert [sent.to for sent in mail.outbox] == [["second@example.org"], ["office@example.org"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")
def test_two_processes_at_once_send_one_mail(ending):
    both, outcomes = Barrier(2), []

    def process():
        found = list(reminders.due(timezone.localdate()))
        both.wait()
        outcomes.extend(reminders.send(reminder=one) for one in found)
        connection.close()

    threads = [Thread(target=process) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [False, True]
    assert (len(mail.outbox), Reminder.objects.count()) == (1, 1)


ENDS = st.dates(date(2026, 1, 1), date(2029, 12, 31)).flatmap(
    lambda day: st.sampled_from([4, 7, 10]).map(lambda digits: PartialDate(f"{day}"[:digits]))
)
RUNS = st.lists(st.dates(date(2024, 6, 1), date(2030, 6, 1)), max_size=12).map(sorted)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-800, 30))
def test_step_is_the_nearest_that_has_come(end, days):
    today = end + timedelta(days)

    reached = [months for months in STEPS if today <= end <= months_after(today, months)]

    assert step(end, today) == min(reached, default=None)


class OverTime(TestCase):
    @hypothesis_settings(deadline=None, max_examples=40)
    @given(ENDS, RUNS)
    def test_each_step_once_the_nearest_only_and_none_after_the_end(self, end, runs):
        mail.outbox.clear()
        make_ending(end.iso)
        sent = []
        for day in runs:
            before = Reminder.objects.count()
            send(day)
            new = list(Reminder.objects.order_by("pk")[before:])
            assert len(new) <= 1
            sent += [(day, reminder.months) for reminder in new]
        steps = [months for _day, months in sent]

        assert steps == sorted(set(steps), reverse=True)
        assert all(day <= end.latest for day, _months in sent)
        assert all(months == step(end.latest, day) for day, months in sent)
        assert {step(end.latest, day) for day in runs} - {None} == set(steps)
        assert len(mail.outbox) == len(sent)
