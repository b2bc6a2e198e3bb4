from datetime import timedelta
from hashlib import sha256
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal import media, roles, translating, uploads
from portal.languages import LANGUAGES
from portal.models import (
    AlertBanner,
    City,
    CityFact,
    ExternalService,
    LegalBasis,
    NewsItem,
    Office,
    PageFeedback,
    Redirect,
    RoleAssignment,
    User,
)
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
    NetworkMembership,
    Partner,
    Partnership,
    Proposal,
    ReciprocityCheck,
    RepresentativeOffice,
    Signatory,
    StageGuide,
    StageRecord,
    YearlyGoal,
)
from tests import hostile

number = count(1)


def everywhere(field, text):
    """The same text in all eight languages, each with its language's code."""
    return {translating.column(field, code): f"{text} {code}" for code in LANGUAGES}


def published():
    yesterday = timezone.now().replace(microsecond=0) - timedelta(days=1)
    return {"state": "published", "published_at": yesterday}


def make_home():
    return City.objects.create(
        name_en="Bandung",
        name_ind="Bandung",
        country="ID",
        latitude=-6.92,
        longitude=107.6,
        time_zone="Asia/Jakarta",
    )


def make_city_fact(**values):
    n = next(number)
    defaults = {
        "code": f"fact-{n}",
        "label_en": f"Figure {n}",
        "value": n,
        "as_of": "2024",
        "sources": [{"title": "Statistics office", "url": None}],
        "confidence": "verified",
    }
    return CityFact.objects.create(**defaults | values)


def make_office(**values):
    n = next(number)
    return Office.objects.create(
        **{"slug": f"office-{n}", "name_en": f"Office {n}"} | published() | values
    )


def make_service(**values):
    n = next(number)
    defaults = {
        "slug": f"service-{n}",
        "name_en": f"Service {n}",
        "category": "city",
        "url": "https://example.org/",
    }
    return ExternalService.objects.create(**defaults | published() | values)


def make_partner(**values):
    n = next(number)
    defaults = {"slug": f"partner-{n}", "name_en": f"Partner {n}", "country": "DE"}
    return Partner.objects.create(**defaults | published() | values)


def make_partnership(**values):
    if "partner" not in values:
        values["partner"] = make_partner()
    return Partnership.objects.create(**{"kind": "sister_city"} | values)


def make_agreement(**values):
    n = next(number)
    if "partnership" not in values:
        values["partnership"] = make_partnership()
    defaults = {"slug": f"agreement-{n}", "type": "mou", "signed_on": "2024-04-22"}
    return Agreement.objects.create(**defaults | published() | values)


def make_activity(*partnerships, **values):
    n = next(number)
    defaults = {"slug": f"activity-{n}", "title_en": f"Activity {n}", "type": "festival"}
    activity = Activity.objects.create(**defaults | published() | values)
    activity.partnerships.set(partnerships or [make_partnership()])
    return activity


def make_field(**values):
    n = next(number)
    defaults = {"code": f"field-{n}", "name_en": f"Field {n}", "group": "economy"}
    return CooperationField.objects.create(**defaults | values)


def make_stage_record(**values):
    if "partnership" not in values:
        values["partnership"] = make_partnership()
    return StageRecord.objects.create(**{"stage": "exploration"} | values)


def make_stage_guide(**values):
    defaults = {"stage": "exploration", "slug": "exploration", "description_en": "Talks begin."}
    return StageGuide.objects.create(**defaults | published() | values)


def make_contact(**values):
    n = next(number)
    if "partnership" not in values:
        values["partnership"] = make_partnership()
    defaults = {"side": "theirs", "office_en": f"Contact office {n}", "public": True}
    return ContactPerson.objects.create(**defaults | values)


def make_mission(**values):
    n = next(number)
    defaults = {"slug": f"mission-{n}", "city_en": f"Seat {n}", "kind": "kbri", "country": "DE"}
    return RepresentativeOffice.objects.create(**defaults | published() | values)


def make_file(**values):
    """A document of a partnership, accepted and internal."""
    if not {"partnership", "guide"} & values.keys():
        values["partnership"] = make_partnership()
    data = hostile.pdf()
    defaults = {
        "type": "minutes",
        "file": SimpleUploadedFile("minutes.pdf", data),
        "size": len(data),
        "sha256": sha256(data).hexdigest(),
        "accepted_at": timezone.now(),
    }
    return Document.objects.create(**defaults | values)


def make_benefit(**values):
    if "partnership" not in values:
        values["partnership"] = make_partnership()
    defaults = {
        "title_en": f"Benefit {next(number)}",
        "year": 2024,
        "direction": "received",
        "measure": "students",
        "quantity": 12,
        "unit": "people",
        "sources": [{"title": "Yearbook", "url": None}],
    }
    return Benefit.objects.create(**defaults | published() | values)


def make_evaluation(**values):
    if "partnership" not in values:
        values["partnership"] = make_partnership()
    defaults = dict.fromkeys(Evaluation.CRITERIA, 4) | {"year": 2024, "recommendation": "continue"}
    return Evaluation.objects.create(**defaults | values)


def make_signatory(**values):
    if "agreement" not in values:
        values["agreement"] = make_agreement()
    defaults = {"side": "ours", "name": f"Signatory {next(number)}"}
    return Signatory.objects.create(**defaults | values)


def make_commitment(**values):
    if "agreement" not in values:
        values["agreement"] = make_agreement()
    return Commitment.objects.create(**{"text_en": f"Commitment {next(number)}"} | values)


def make_attendance(**values):
    if "partnership" not in values:
        values["partnership"] = make_partnership()
    if "activity" not in values:
        values["activity"] = make_activity(values["partnership"])
    return Attendance.objects.create(**{"state": "attended"} | values)


def make_committee(**values):
    if "partnership" not in values:
        values["partnership"] = make_partnership()
    return JointCommittee.objects.create(**{"name_en": f"Committee {next(number)}"} | values)


def make_goal(**values):
    if "committee" not in values:
        values["committee"] = make_committee()
    return YearlyGoal.objects.create(**{"year": 2024, "text_en": f"Goal {next(number)}"} | values)


def make_network(**values):
    n = next(number)
    defaults = {"slug": f"network-{n}", "name_en": f"Network {n}"}
    return NetworkMembership.objects.create(**defaults | published() | values)


def make_reciprocity(**values):
    if "partner" not in values:
        values["partner"] = make_partner()
    return ReciprocityCheck.objects.create(**{"checked_on": "2024-05", "has_page": True} | values)


def make_proposal(**values):
    defaults = {
        "purpose": "cooperation",
        "name": "Kim Minji",
        "office": "City of Suwon",
        "email": "office@example.org",
        "city": "Suwon",
        "country": "KR",
        "message": "We would like to work together.",
        "language": "ko",
        "consent_at": timezone.now(),
        "keep_until": timezone.localdate() + timedelta(days=730),
    }
    return Proposal.objects.create(**defaults | values)


def make_legal_basis(**values):
    n = next(number)
    defaults = {"kind": "permendagri", "number": str(n), "year": 2020, "title_en": f"Law {n}"}
    return LegalBasis.objects.create(**defaults | values)


def make_staff(*held):
    """An account with roles, each as (role, its section, language or countries)."""
    n = next(number)
    user = User.objects.create_user(f"staff-{n}", f"staff-{n}@example.org", "secret")
    needs = {"translator": "language", "author": "section", "publisher": "section"}
    for role, of in held:
        what = needs.get(role, "countries")
        RoleAssignment.objects.create(user=user, role=role, **({what: of} if of else {}))
    roles.sync_staff(user)
    return user


def make_picture(name="gedung-sate.jpg", size=(300, 200), **values):
    texts = {"alt_en": "City hall"} if "decorative" not in values else {}
    return media.add(
        uploads.accept(SimpleUploadedFile(name, hostile.picture(size=size))), **texts | values
    )


def make_document(name="laporan.pdf", **values):
    return media.add(uploads.accept(SimpleUploadedFile(name, hostile.pdf())), **values)


def make_news(**values):
    n = next(number)
    defaults = {"slug": f"news-{n}", "title_en": f"News {n}", "category": "city"}
    return NewsItem.objects.create(**defaults | published() | values)


def make_alert(**values):
    n = next(number)
    defaults = {"slug": f"alert-{n}", "text_en": f"Alert {n}", "level": "information"}
    return AlertBanner.objects.create(**defaults | published() | values)


def make_redirect(*, save=True, **values):
    record = Redirect(**{"old_path": f"/en/old-{next(number)}/", "target": "/en/"} | values)
    if save:
        record.save()
    return record


def make_feedback(**values):
    defaults = {"page": "/en/offices/", "language": "en", "kind": "mistake", "text": "Wrong."}
    return PageFeedback.objects.create(**defaults | values)
