"""A partner with all that its page shows; what there is none of is not asked for."""

from django.db.models import Prefetch, prefetch_related_objects

from sistercity import programmes
from sistercity.models import Attendance, Benefit, ContactPerson, Document, NetworkMembership


def load(partner, user):
    """The partner, as by Partner.objects.for_page(user), with the rest of its page."""
    ties = list(partner.partnerships.all())
    activities = [activity for tie in ties for activity in tie.shown_activities]
    networks = NetworkMembership.objects.visible_to(user)
    benefits = Benefit.objects.visible_to(user).for_results()
    _add([partner], "networks", networks, "shown_networks")
    _add(activities, "attendances", Attendance.objects.all(), "shown_attendances")
    _add(ties, "contacts", ContactPerson.objects.public(), "public_contacts")
    _add(ties, "documents", Document.objects.public(), "public_documents")
    _add(ties, "benefits", benefits, "shown_benefits")
    programmes.load(ties)
    return partner


def _add(records, relation, rows, name):
    """Load a relation of those for which sistercity.querysets.some() said that it has any."""
    having = []
    for record in records:
        if getattr(record, f"has_{relation}"):
            having.append(record)
        else:
            setattr(record, name, [])
    prefetch_related_objects(having, Prefetch(relation, rows, to_attr=name))
