"""Calendar files (RFC 5545): all-day events of what is known to the day."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from icalendar import Calendar, Event, Timezone

from portal import translating
from portal.frame import home_city
from portal.languages import LANGUAGES
from sistercity.calendar import KINDS, heading
from sistercity.models import Activity

STATUS = {
    Activity.Status.PLANNED: "TENTATIVE",
    Activity.Status.HELD: "CONFIRMED",
    Activity.Status.CANCELLED: "CANCELLED",
}


def answer(entries, *, name, filename, description=""):
    calendar = _calendar(name, description)
    for entry in entries:
        if is_in_file(entry):
            calendar.add_component(_event(entry))
    if not calendar.subcomponents:  # a calendar without a component is none
        calendar.add_component(Timezone.from_tzid(settings.TIME_ZONE))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response


def is_in_file(entry):
    """A postponed activity has no day yet."""
    known = entry.starts.precision == "day"
    return known and (entry.kind != "activity" or entry.record.status in STATUS)


def _calendar(name, description):
    city, tag = home_city(), LANGUAGES[get_language()].tag
    title = f"{name} – {city.name}" if city else name
    calendar = Calendar()
    calendar.add("prodid", f"-//City portal//International cooperation//{tag.upper()}")
    calendar.add("version", "2.0")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    if description:
        calendar.add("description", description)
        calendar.add("x-wr-caldesc", description)
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    return calendar


def _event(entry):
    event, record = Event(), entry.record
    event.add("uid", f"{entry.uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", getattr(record, "updated_at", None) or timezone.now())
    event.add("sequence", getattr(record, "version", 0))
    event.add("dtstart", entry.starts.earliest)
    event.add("dtend", _last(entry) + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("status", STATUS[record.status] if entry.kind == "activity" else "CONFIRMED")
    event.add("categories", [str(KINDS[entry.kind])])
    _add_texts(event, entry)
    if entry.path:
        event.add("url", settings.SITE_URL + entry.path)
    return event


def _last(entry):
    ends = entry.ends
    known = ends and ends.precision == "day" and ends.earliest >= entry.starts.earliest
    return ends.earliest if known else entry.starts.earliest


def _add_texts(event, entry):
    partners = ", ".join(str(partner) for partner in entry.partners)
    title = f"{heading(entry)} – {partners}" if partners else heading(entry)
    event.add("summary", f"[{_('Draft')}] {title}" if entry.draft else title)
    if entry.kind == "activity":
        for name, field in {"description": "summary", "location": "place"}.items():
            found = translating.text(entry.record, field, get_language())
            if found.value:
                tag = LANGUAGES[found.language].tag
                event.add(name, found.value, parameters={"language": tag})
