"""Partner cities as most tests need them, and what a list of them shows."""

from django.utils import timezone

from portal.models import City
from tests.factories import (
    make_activity,
    make_agreement,
    make_contact,
    make_field,
    make_mission,
    make_office,
    make_partner,
    make_partnership,
    make_stage_record,
)
from tests.project.reading import texts

LIST = "/en/cooperation/partners/"
DRAFT = {"state": "draft", "published_at": None}


def this_year(month=1):
    return f"{timezone.localdate().year - 1}-{month:02}-02"


def make_signed(name, country="DE", field=None, since=None, confirmed=None, **values):
    """A partner with an MoU; `confirmed` within three years makes it active."""
    tie = make_partnership(
        partner=make_partner(name_en=name, country=country, **values),
        since=since,
        last_confirmed=confirmed,
    )
    make_agreement(partnership=tie, signed_on=since or "1990")
    if field:
        tie.fields.add(field)
    return tie


def make_explored(name, country="DE", field=None):
    tie = make_partnership(partner=make_partner(name_en=name, country=country))
    make_stage_record(partnership=tie, state="in_progress")
    if field:
        tie.fields.add(field)
    return tie


def shown(response, table="results"):
    return texts(response, f"//div[@id='{table}']//tbody//th/a")


def counted(response):
    return texts(response, "//*[@role='status']/strong")


def warm(client, path):
    """Read what is read once per process, then write, so that nothing else is remembered."""
    for _ in range(2):
        client.get(path)
    City.objects.update(official_domain="example.org")


def make_full(name, rows=2):
    tie = make_signed(
        name, confirmed=this_year(), latitude=52, longitude=10, time_zone="Europe/Berlin"
    )
    type(tie).objects.filter(pk=tie.pk).update(responsible_office=make_office())
    for _ in range(rows):
        tie.fields.add(make_field())
        make_agreement(partnership=tie)
        make_activity(tie, starts_on="2020", field=make_field())
        make_contact(partnership=tie)
        tie.partner.missions.add(make_mission())
    make_stage_record(partnership=tie, state="completed")
    return tie.partner
