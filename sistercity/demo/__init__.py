"""Bandung's partners and the ten stages as loaded for the demo, each fact with its source."""

from pathlib import Path

from portal.demo import in_columns, load_legal_bases, put, read
from portal.models import Office
from sistercity.models import (
    Activity,
    Agreement,
    Benefit,
    ContactPerson,
    CooperationField,
    NetworkMembership,
    Partner,
    Partnership,
    ReciprocityCheck,
    RepresentativeOffice,
    StageGuide,
    StageRecord,
)

HERE = Path(__file__).parent
OURS = "bagian-kerja-sama"


def load():
    fields = {v["code"]: put(CooperationField, "code", **v)[0] for v in read(HERE, "fields")}
    missions = {
        v["slug"]: put(RepresentativeOffice, "slug", **v)[0] for v in read(HERE, "missions")
    }
    load_stages()
    benefits = read(HERE, "benefits")
    for values in read(HERE, "partners"):
        brought = [b for b in benefits if b["partner"] == values["slug"]]
        load_partner(values, fields, missions, brought)
    for values in read(HERE, "networks"):
        put(NetworkMembership, "slug", **values)
    for values in read(HERE, "reciprocity"):
        load_check(**values)


def load_stages():
    bases = load_legal_bases()
    for values in read(HERE, "stages"):
        keys = values.pop("legal_bases")
        guide, created = put(StageGuide, "slug", **values)
        if created:
            guide.legal_bases.set(bases[key] for key in keys)


def load_check(*, partner, **values):
    """A partner that was looked at once is left alone."""
    found = Partner.objects.get(slug=partner)
    if not found.reciprocity_checks.exists():
        values = {"url": found.partner_page_url} | values
        columns = in_columns(ReciprocityCheck, values)
        ReciprocityCheck.objects.create(partner=found, **columns)


def load_partner(values, fields, missions, benefits):
    tie, slugs = values.pop("partnership"), values.pop("missions")
    partner, created = put(Partner, "slug", **values)
    if created:
        partner.missions.set(missions[slug] for slug in slugs)
        load_benefits(load_partnership(partner, tie, fields), benefits, fields)


def load_partnership(partner, values, fields):
    agreements, activities = values.pop("agreements"), values.pop("activities")
    records, contact = values.pop("stage_records"), values.pop("contact")
    codes = values.pop("fields")
    office = Office.objects.filter(slug=OURS).first()
    tie = Partnership.objects.create(partner=partner, responsible_office=office, **values)
    tie.fields.set(fields[code] for code in codes)
    for record in records:
        StageRecord.objects.create(partnership=tie, **in_columns(StageRecord, record))
    load_agreements(tie, agreements, fields)
    for activity in activities:
        activity["field"] = fields.get(activity["field"])
        made, _created = put(Activity, "slug", **activity)
        made.partnerships.add(tie)
    if contact:
        theirs = in_columns(ContactPerson, {"office": contact})
        ContactPerson.objects.create(partnership=tie, side="theirs", public=True, **theirs)
    return tie


def load_agreements(tie, agreements, fields):
    made = {}
    for values in agreements:
        codes = values.pop("fields", [])
        values["replaces"] = made.get(values["replaces"])
        agreement, _created = put(Agreement, "slug", partnership=tie, **values)
        agreement.fields.set(fields[code] for code in codes)
        made[values["slug"]] = agreement


def load_benefits(tie, benefits, fields):
    for values in benefits:
        values = values | {
            "activity": Activity.objects.get(slug=values["activity"]),
            "field": fields.get(values["field"]),
        }
        del values["partner"]
        put(Benefit, "slug", partnership=tie, **values)
