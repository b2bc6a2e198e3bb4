"""What international cooperation brings to the portal's home page, navigation and demo."""

from django.utils import timezone

from portal.frame import home_city
from portal.memo import per_generation
from sistercity import public
from sistercity.forms import ordered
from sistercity.mapping import home_pin, pins
from sistercity.models import Activity, Partner, Partnership
from sistercity.stages import Stage


def content():
    return Partner.objects.published()


def office_for(slug):
    tie = Partnership.objects.select_related("responsible_office").filter(partner__slug=slug)
    found = tie.first()
    return found and found.responsible_office


@per_generation
def latest_activities():
    return list(Activity.objects.published().latest(3))


def highlights():
    """Signed partners, oldest first, with their pins, and the latest dated activities."""
    today = timezone.localdate()
    partners = ordered(public.partners(), "since")
    signed = [p for p in partners if p.partnership and p.partnership.is_signed]
    home = home_city()
    return {
        "partners": signed,
        "today": today,
        "first": signed[0] if signed else None,
        "home": home and home_pin(home),
        "pins": pins(signed, home) if home else [],
        "activities": latest_activities(),
        "stages": [{"label": stage.label, "state": "done"} for stage in Stage],
    }
