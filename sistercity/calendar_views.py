"""The calendar as a page, as a file to subscribe to, and as a feed; staff have one of their own."""

from itertools import groupby

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db.models import F
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from portal import navigation
from portal.feeds import atom
from portal.filters import FilterForm
from portal.pagecache import keep
from sistercity import ics, public
from sistercity.calendar import KINDS, heading, of_late, public_entries, staff_entries
from sistercity.models import CalendarAddress

SALT = "sistercity.calendar"


class CalendarFilter(FilterForm):
    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    partner = forms.ChoiceField(label=gettext_lazy("Partner"), required=False)

    def __init__(self, data=None, *, entries):
        super().__init__(data)
        years = sorted({entry.starts.year for entry in entries}, reverse=True)
        kinds = {entry.kind for entry in entries}
        partners = {(p.slug, str(p)) for entry in entries for p in entry.partners}
        self.choose("year", _("From this month on"), [(str(y), str(y)) for y in years], True)
        self.choose("kind", _("Everything"), [k for k in KINDS.items() if k[0] in kinds], True)
        self.choose("partner", _("All partners"), partners)


def matches(entry, chosen, today):
    """Without a year, what is of this month or later."""
    year, kind, slug = (chosen.get(name) for name in ("year", "kind", "partner"))
    is_coming = entry.starts.latest >= today.replace(day=1)
    return (
        (str(entry.starts.year) == year if year else is_coming)
        and (not kind or entry.kind == kind)
        and (not slug or slug in {partner.slug for partner in entry.partners})
    )


class CalendarPage(TemplateView):
    """What is known to the year only stands at the beginning of its year."""

    template_name = "sistercity/calendar.html"

    def get(self, request, *args, **kwargs):
        self.today = timezone.localdate()
        self.entries = everybody(self.today)
        self.filters = CalendarFilter(request.GET or None, entries=self.entries)
        response = super().get(request, *args, **kwargs)
        if self.filters.errors:
            response.status_code = 400
        elif request.GET:
            keep(request, self.filters.chosen())
        return response

    def get_context_data(self, **kwargs):
        chosen = self.filters.chosen()
        found = [entry for entry in self.entries if matches(entry, chosen, self.today)]
        trail = [(_("Calendar"), reverse("sistercity:calendar"))]
        return super().get_context_data(
            filters=self.filters,
            query=bool(chosen),
            months=by_month(found),
            count=len(found),
            years=sorted({entry.starts.year for entry in self.entries}, reverse=True),
            crumbs=navigation.crumbs(self.request.path_info, trail),
            is_editor=may_have_address(self.request.user),
            **kwargs,
        )


def everybody(today):
    return public_entries(public.activities(), public.agreements(), today)


def by_month(entries):
    """[(month, or year where no more is known, [(entry, its heading)])] in the order of time."""
    ordered = sorted(entries, key=lambda entry: (entry.starts.iso, entry.uid))
    return [
        (month, [(entry, heading(entry)) for entry in group])
        for month, group in groupby(ordered, key=lambda entry: entry.starts.month)
    ]


def public_ics(request):
    today = timezone.localdate()
    return ics.answer(
        of_late(everybody(today), today),
        name=_("Partner cities"),
        description=_("What is known to the day, from two years back on."),
        filename="calendar.ics",
    )


def feed(request):
    """The activities last published."""
    return atom(
        _("Activities with partner cities – %(city)s"),
        sorted(public.activities(), key=lambda a: a.published_at, reverse=True),
        page=reverse("sistercity:calendar"),
        address=reverse("sistercity:activities-feed"),
        path=lambda activity: activity.address,
        kind=lambda activity: activity.get_type_display(),
    )


def may_have_address(user):
    return user.is_active and user.is_staff and user.has_perm("sistercity.view_activity")


@never_cache
def staff_address(request):
    """Shows the address of one's own calendar; by POST, ends it and makes another."""
    if not may_have_address(request.user):
        raise Http404
    record, _created = CalendarAddress.objects.get_or_create(user=request.user)
    if request.method == "POST":
        CalendarAddress.objects.filter(pk=record.pk).update(number=F("number") + 1)
        return HttpResponseRedirect(reverse("sistercity:staff-calendar"))
    request.robots = "noindex"
    address = settings.SITE_URL + staff_path(record)
    return render(request, "sistercity/staff_calendar.html", {"address": address})


def staff_path(record):
    token = signing.dumps([record.user_id, record.number], salt=SALT, compress=True)
    return reverse("sistercity:staff-ics", args=[token])


@never_cache
def staff_ics(request, token):
    """Read by calendar programmes, which do not sign in: the address itself is the key."""
    user = holder(token)
    entries = staff_entries(user, timezone.localdate())
    return ics.answer(entries, name=_("Partner cities, internal"), filename="internal.ics")


def holder(token):
    try:
        pk, number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    user = get_user_model()._base_manager.filter(pk=pk, calendar_address__number=number).first()
    if not user or not may_have_address(user):
        raise Http404
    return user
