from sistercity.models.activities import Activity
from sistercity.models.agreements import Agreement
from sistercity.models.benefits import Benefit, Evaluation
from sistercity.models.calendars import CalendarAddress
from sistercity.models.commitments import (
    Attendance,
    Commitment,
    JointCommittee,
    Signatory,
    YearlyGoal,
)
from sistercity.models.contacts import ContactPerson
from sistercity.models.documents import Document
from sistercity.models.fields import CooperationField
from sistercity.models.missions import RepresentativeOffice
from sistercity.models.networks import NetworkMembership, ReciprocityCheck
from sistercity.models.partners import Partner
from sistercity.models.partnerships import Partnership
from sistercity.models.plugins import PartnerCard
from sistercity.models.proposals import Proposal
from sistercity.models.reminders import Reminder
from sistercity.models.stages import StageGuide, StageRecord

__all__ = [
    "Activity",
    "Agreement",
    "Attendance",
    "Benefit",
    "CalendarAddress",
    "Commitment",
    "ContactPerson",
    "CooperationField",
    "Document",
    "Evaluation",
    "JointCommittee",
    "NetworkMembership",
    "Partner",
    "PartnerCard",
    "Partnership",
    "Proposal",
    "ReciprocityCheck",
    "Reminder",
    "RepresentativeOffice",
    "Signatory",
    "StageGuide",
    "StageRecord",
    "YearlyGoal",
]
