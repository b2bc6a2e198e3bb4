"""Which alerts stand above a page."""

from portal import navigation, translating
from portal.memo import per_generation
from portal.models import AlertBanner

Level = AlertBanner.Level
URGENCY = [Level.EMERGENCY, Level.WARNING, Level.INFORMATION]


@per_generation
def running():
    """The most urgent first, then the latest; no query where there is none."""
    if not navigation.tree().has_alerts:
        return []
    found = AlertBanner.objects.published().order_by("-published_at", "-pk")
    return sorted(found, key=lambda alert: URGENCY.index(alert.level))


def shown(language, section):
    """Alerts for a reader of `language` on a page of `section`, which may be empty."""
    return [
        alert
        for alert in running()
        if (not alert.sections or section in alert.sections)
        and (alert.level != Level.INFORMATION or translating.own(alert, "text", language))
    ]
