from sistercity.models.activities import Activity
from sistercity.models.agreements import Agreement
from sistercity.models.contacts import ContactPerson
from sistercity.models.fields import CooperationField
from sistercity.models.missions import RepresentativeOffice
from sistercity.models.partners import Partner
from sistercity.models.partnerships import Partnership
from sistercity.models.stages import StageGuide, StageRecord

__all__ = [
    "Activity",
    "Agreement",
    "ContactPerson",
    "CooperationField",
    "Partner",
    "Partnership",
    "RepresentativeOffice",
    "StageGuide",
    "StageRecord",
]
