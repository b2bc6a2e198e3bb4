"""Fictional partnerships to practise on, and how to be rid of them: never public, all drafts.

Together they show every state of a stage, every gate, agreements that end in 12, 6, 3 and 1
months, a renewal at stage 3 and at stage 6, a quiet partnership and a missing report. Dates
follow the day of loading.
"""

import calendar
from hashlib import sha256
from io import BytesIO

from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils import timezone
from PIL import Image

from portal import translating
from portal.languages import LANGUAGES
from portal.models import Office
from sistercity.models import (
    Activity,
    Agreement,
    Attendance,
    Benefit,
    Commitment,
    ContactPerson,
    CooperationField,
    Document,
    Evaluation,
    JointCommittee,
    Partner,
    Partnership,
    Proposal,
    ReciprocityCheck,
    Reminder,
    Signatory,
    StageRecord,
    YearlyGoal,
)
from sistercity.stages import DOCUMENTS, ONCE, YEARLY, Stage

OURS = "bagian-kerja-sama"
CITY = {
    "id": "Kota Latihan", "en": "Training City", "de": "Übungsstadt", "ko": "연습 도시",
    "zh-hans": "练习城市", "ms": "Bandar Latihan", "ja": "練習都市", "ar": "مدينة تدريبية",
}  # fmt: skip
# Territories without a city, so that no real partner is meant.
COUNTRIES = ["AQ", "BV", "HM"]
# Letter: the stage it stands at and what is particular, see make().
CITIES = {
    "A": {"at": 1, "state": "in_progress"},
    "B": {"at": 1, "state": "in_progress", "files": ["city_profile", "partner_request"]},
    "C": {"at": 2, "state": "waiting_partner", "due": -1},
    "D": {"at": 3, "state": "in_progress", "due": 1, "files": ["terms_of_reference"]},
    "E": {"at": 4, "state": "waiting_council", "due": 2, "files": ["council_submission"]},
    "F": {"at": 5, "state": "waiting_central_government", "due": -2, "files": ["ministry_letter"]},
    "G": {"at": 6, "state": "in_progress", "files": ["mou_draft", "interministerial_minutes"]},
    "H": {"at": 7, "state": "not_started", "files": ["ministry_recommendation"]},
    "I": {"signed": -48, "ends": 12},
    "J": {"signed": -54, "ends": 6, "renewal": (3, "in_progress")},
    "K": {"signed": -57, "ends": 3, "renewal": (6, "waiting_partner")},
    "L": {"signed": -59, "ends": 1, "unreported": True},
    "M": {"signed": -84, "ends": -24, "quiet": True},
    "N": {"signed": -360, "early": "not_applicable_historic", "quiet": True},
    "O": {"signed": -30, "ends": 30, "early": "completed_date_unknown", "skipped": 4},
    "P": {"signed": -20, "ends": 40, "overridden": 5, "this_year": True},
    "Q": {"signed": -120, "ends": -60, "closed": "ended"},
}


def load():
    """Make what is not there yet; a city that is there stays as its officers left it."""
    field, _made = CooperationField.objects.get_or_create(
        code="culture", defaults={"name_en": "Culture", "group": "education_culture_social"}
    )
    unused, _made = CooperationField.objects.get_or_create(
        code="tourism", defaults={"name_en": "Tourism", "group": "economy"}
    )
    for number, (letter, values) in enumerate(CITIES.items()):
        slug = f"training-city-{letter.lower()}"
        if not Partner.objects.filter(slug=slug).exists():
            country = COUNTRIES[number % len(COUNTRIES)]
            City(letter, slug, country, [field, unused]).make(**values)


class City:
    def __init__(self, letter, slug, country, fields):
        self.today = timezone.localdate()
        self.letter, self.slug, self.fields = letter, slug, fields
        names = {translating.column("name", c): f"{CITY[c]} {letter}" for c in LANGUAGES}
        partner = Partner.objects.create(slug=slug, country=country, training=True, **names)
        office = Office.objects.filter(slug=OURS).first()
        self.tie = Partnership.objects.create(
            partner=partner, kind="sister_city", responsible_office=office
        )
        self.tie.fields.set(fields)

    def make(self, at=None, state="", signed=None, closed="", **more):
        if signed is None:
            self.procedure(at, state, more.get("due"), more.get("files", ()))
        else:
            self.signed(signed, **more)
        if closed:
            self.tie.closed = closed
            self.tie.save()

    def day(self, months):
        return shifted(self.today, months).isoformat()

    def record(self, stage, state, **values):
        return StageRecord.objects.create(partnership=self.tie, stage=stage, state=state, **values)

    def procedure(self, at, state, due, files):
        """Everything before is complete with its papers, everything after is laid out."""
        for number, stage in enumerate(ONCE, start=1):
            if number < at:
                self.completed(stage, self.day(2 * (number - at)))
            elif number == at:
                started = {} if state == "not_started" else {"started_on": self.day(-2)}
                due_on = self.day(due) if due else None
                record = self.record(stage, state, due_on=due_on, **started)
                for type in files:
                    self.file(record, type)
            else:
                self.record(stage, "not_started")
        if at > 2:
            self.agreement("loi", signed_on=self.day(-10))

    def completed(self, stage, day, **values):
        record = self.record(stage, "completed", completed_on=day, **values)
        for type in DOCUMENTS.get(stage, ()):
            self.file(record, type)
        return record

    def signed(self, signed, ends=None, renewal=None, quiet=False, unreported=False,
               this_year=False, **early):  # fmt: skip
        self.early_stages(signed, **early)
        term = {"term": "indefinite"} if ends is None else {"term": "fixed"}
        expires = None if ends is None else self.day(ends)
        agreement = self.agreement("mou", signed_on=self.day(signed), expires_on=expires, **term)
        Commitment.objects.create(
            agreement=agreement, field=self.fields[0], text_ind="Komitmen latihan",
            text_en="Training commitment",
        )  # fmt: skip
        self.activity(self.day(-30 if quiet else -2))
        if not quiet:
            self.year(self.today.year - 1, reported=not unreported)
        if this_year:
            self.open_year(self.today.year)
        if renewal:
            self.renewal(*renewal)

    def early_stages(self, signed, early="completed", skipped=None, overridden=None):
        for number, stage in enumerate(ONCE, start=1):
            day = self.day(signed - 2 * (7 - number))
            if number == skipped:
                reason = "Training: the partner needs no decision of the council."
                self.record(stage, "skipped_with_reason", reason=reason)
            elif number == overridden:
                reason = "Training: the result came by telephone; the letter follows."
                self.record(stage, "completed", completed_on=day, reason=reason)
            elif early != "completed" and number < 7:
                self.record(stage, early)
            else:
                self.completed(stage, day)

    def renewal(self, first, state):
        for number, stage in enumerate(ONCE, start=1):
            if number == first:
                self.record(stage, state, round=2, started_on=self.day(-1), due_on=self.day(1))
            elif number > first:
                self.record(stage, "not_started", round=2)

    def year(self, year, reported):
        self.activity(f"{year}-06")
        scores = dict.fromkeys(Evaluation.CRITERIA, 4)
        Evaluation.objects.create(
            partnership=self.tie, year=year, recommendation="continue", **scores
        )
        for stage in YEARLY:
            late = stage == Stage.REPORTING and not reported
            if late:
                self.record(stage, "in_progress", year=year, started_on=f"{year}-12")
            else:
                self.completed(stage, f"{year}-12", year=year)

    def open_year(self, year):
        for stage in YEARLY:
            state = "in_progress" if stage == Stage.IMPLEMENTATION else "not_started"
            self.record(stage, state, year=year)

    def agreement(self, type, **values):
        number = f"LATIHAN/{self.letter}/{type.upper()}"
        made = Agreement.objects.create(
            partnership=self.tie, slug=f"{self.slug}-{type}", type=type, number=number, **values
        )
        made.fields.set(self.fields)
        return made

    def activity(self, day):
        made, created = Activity.objects.get_or_create(
            slug=f"{self.slug}-{day}",
            defaults={
                "type": "festival", "starts_on": day, "field": self.fields[0],
                "title_ind": f"Kegiatan latihan {self.letter}",
                "title_en": f"Training activity {self.letter}",
            },
        )  # fmt: skip
        if created:
            made.partnerships.add(self.tie)

    def file(self, record, type):
        data = sheet()
        Document.objects.create(
            partnership=self.tie, record=record, type=type, date=record.completed_on,
            number=f"LATIHAN/{self.letter}/{record.number}",
            file=ContentFile(data, f"{type}.pdf"), size=len(data),
            sha256=sha256(data).hexdigest(), accepted_at=timezone.now(),
        )  # fmt: skip


def sheet():
    """A PDF with one empty page."""
    target = BytesIO()
    Image.new("1", (210, 297), 1).save(target, "PDF", title="Training")
    return target.getvalue()


def shifted(day, months):
    """The same day some months later or earlier, or the last one of a shorter month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(
        year=years, month=month + 1, day=min(day.day, calendar.monthrange(years, month + 1)[1])
    )


def remove():
    """Everything that belongs to training partners alone, with its files and its history."""
    ties = Partnership.objects.filter(partner__training=True)
    shared = Activity.objects.filter(partnerships__partner__training=False).values("pk")
    own = Q(partnerships__in=ties) & ~Q(pk__in=shared)
    for activity in Activity.objects.filter(partnerships__in=ties, pk__in=shared):
        activity.partnerships.remove(*ties)
    agreements = Agreement.objects.filter(partnership__in=ties)
    Agreement._base_manager.filter(pk__in=agreements.values("pk")).update(replaces=None)
    for model, which in [
        (Reminder, Q(agreement__in=agreements)),
        (Signatory, Q(agreement__in=agreements)),
        (Commitment, Q(agreement__in=agreements)),
        (Attendance, Q(partnership__in=ties)),
        (YearlyGoal, Q(committee__partnership__in=ties)),
        (JointCommittee, Q(partnership__in=ties)),
        (Benefit, Q(partnership__in=ties)),
        (Evaluation, Q(partnership__in=ties)),
        (Document, Q(partnership__in=ties)),
        (Proposal, Q(partnership__in=ties)),
        (Activity, own),
        (StageRecord, Q(partnership__in=ties)),
        (ContactPerson, Q(partnership__in=ties)),
        (Agreement, Q(partnership__in=ties)),
        (ReciprocityCheck, Q(partner__training=True)),
        (Partnership, Q(partner__training=True)),
        (Partner, Q(training=True)),
    ]:
        _erase(model, which)


def _erase(model, which):
    pks = list(model._base_manager.filter(which).values_list("pk", flat=True).distinct())
    model._base_manager.filter(pk__in=pks).delete()
    if hasattr(model, "history"):
        model.history.filter(**{f"{model._meta.pk.name}__in": pks}).delete()
