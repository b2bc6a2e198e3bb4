"""The calendar as a page, as files and as a feed; what of it is for staff only."""

from datetime import date, timedelta

import feedparser
import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from portal.languages import LANGUAGES
from portal.models import City
from sistercity.calendar import REACH
from sistercity.models import CalendarAddress
from tests.factories import (
    everywhere,
    make_activity,
    make_agreement,
    make_attendance,
    make_commitment,
    make_home,
    make_partner,
    make_partnership,
    make_staff,
    make_stage_record,
)
from tests.project.reading import texts, tree

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PAGE, ICS, ATOM = (f"/en/cooperation/calendar{end}" for end in ("/", ".ics", ".atom"))
DRAFT = {"state": "draft", "published_at": None}
TRAINING = {"training": True} | DRAFT
NEXT = timezone.localdate().year + 1
LAST = timezone.localdate().year - 1


def tie_with(name, **values):
    return make_partnership(partner=make_partner(name_en=name, slug=name.lower(), **values))


def strictly(response):
    """The calendar, whose every line icalendar could read and RFC 5545 allows."""
    body = response.content
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert body.endswith(b"\r\n") and b"\n" not in body.replace(b"\r\n", b"")
    assert max(map(len, body.split(b"\r\n"))) <= 75
    calendar = Calendar.from_ical(body)
    assert calendar.errors == [] and calendar["version"] == "2.0" and calendar["prodid"]
    assert calendar.subcomponents
    for event in calendar.events:
        assert event.errors == []
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)
        assert event["dtend"].dt > event["dtstart"].dt
    uids = [str(event["uid"]) for event in calendar.events]
    assert len(uids) == len(set(uids))
    return calendar


def summaries(response):
    return [str(event["summary"]) for event in strictly(response).events]


def listed(response):
    """{month: headings} as they stand on the page."""
    root = tree(response)
    return {
        month.text: texts(response, f"//h2[@id='{month.get('id')}']/following-sibling::ol[1]//h3")
        for month in root.xpath("//h2[starts-with(@id, 'm')]")
    }


@pytest.fixture
def dates():
    namur, suwon = tie_with("Namur"), tie_with("Suwon")
    make_activity(
        namur,
        title_en="Concert",
        starts_on=f"{NEXT}-05-03",
        ends_on=f"{NEXT}-05-05",
        status="planned",
    )
    make_activity(namur, suwon, title_en="Fair", starts_on=f"{NEXT}-05", status="planned")
    make_activity(suwon, title_en="Visit", starts_on=f"{LAST}-08-01")
    make_activity(suwon, title_en="Some day", starts_on=f"{LAST}")
    make_activity(suwon, title_en="Undated")
    make_agreement(
        partnership=namur,
        title_en="Pact",
        term="fixed",
        expires_on=f"{NEXT}-07-01",
        signed_on="2020",
    )
    make_agreement(partnership=suwon, title_en="Vague", term="fixed", expires_on=f"{NEXT}")
    return namur, suwon


@pytest.mark.parametrize(
    "query, expected",
    [
        (
            "",
            {
                f"{NEXT}": ["Ends: Vague"],
                f"May {NEXT}": ["Fair", "Concert"],
                f"July {NEXT}": ["Ends: Pact"],
            },
        ),
        (f"?year={LAST}", {f"{LAST}": ["Some day"], f"August {LAST}": ["Visit"]}),
        ("?kind=expiry", {f"{NEXT}": ["Ends: Vague"], f"July {NEXT}": ["Ends: Pact"]}),
        ("?partner=suwon", {f"{NEXT}": ["Ends: Vague"], f"May {NEXT}": ["Fair"]}),
        (f"?partner=namur&year={LAST}", {}),
    ],
)
def test_page_lists_by_month(query, expected, dates, client):
    response = client.get(PAGE + query)

    assert (response.status_code, listed(response)) == (200, expected)


@pytest.mark.parametrize("name", ["year", "kind", "partner"])
def test_unknown_value_is_named_at_its_field(name, dates, client):
    response = client.get(PAGE, {name: "<script>"})

    assert response.status_code == 400
    assert [p.get("id") for p in tree(response).xpath("//p[@class='msg']")] == [f"id_{name}-error"]


def test_entries_lead_to_where_they_are_told(dates, client):
    links = tree(client.get(PAGE)).xpath("//ol//h3/a/@href")

    for link in links:
        path, _hash, anchor = link.partition("#")
        response = client.get(path)
        assert response.status_code == 200
        assert not anchor or tree(response).xpath(f"//*[@id='{anchor}']")
    assert len(links) == 4


def test_file_holds_what_is_known_to_the_day(dates, client):
    make_home()

    calendar = strictly(client.get(ICS))

    found = {
        str(e["summary"]): (e["dtstart"].dt, e["dtend"].dt, e["status"]) for e in calendar.events
    }
    assert found == {
        "Concert – Namur": (date(NEXT, 5, 3), date(NEXT, 5, 6), "TENTATIVE"),
        "Visit – Suwon": (date(LAST, 8, 1), date(LAST, 8, 2), "CONFIRMED"),
        "Ends: Pact – Namur": (date(NEXT, 7, 1), date(NEXT, 7, 2), "CONFIRMED"),
    }
    assert calendar["name"] == "Partner cities – Bandung"


def test_public_file_reaches_two_years_back_and_the_page_as_far_as_there_are_dates(client):
    tie, oldest = tie_with("Namur"), timezone.localdate() - REACH
    before, since = oldest - timedelta(days=1), oldest + timedelta(days=1)
    make_activity(tie, title_en="Just within", starts_on=oldest.isoformat())
    make_activity(tie, title_en="Over before", starts_on=before.isoformat())
    make_activity(
        tie, title_en="Over since", starts_on=before.isoformat(), ends_on=since.isoformat()
    )
    make_agreement(
        partnership=tie, title_en="Pact", signed_on="2010", term="fixed", expires_on="2020-01-01"
    )
    client.force_login(make_staff(("cooperation_officer", "")))

    public, internal = strictly(client.get(ICS)), strictly(client.get(address_of(client)))

    found = sorted(str(event["summary"]) for event in public.events)
    assert found == ["Just within – Namur", "Over since – Namur"]
    said = "What is known to the day, from two years back on."
    assert (public["description"], public["x-wr-caldesc"]) == (said, said)
    assert (len(internal.events), "description" in internal) == (4, False)
    assert listed(client.get(PAGE + "?year=2020")) == {"January 2020": ["Ends: Pact"]}


def test_cancelled_activity_says_so_and_postponed_has_no_day(client):
    make_activity(title_en="Off", starts_on=f"{LAST}-08-01", status="cancelled")
    make_activity(title_en="Later", starts_on=f"{LAST}-08-01", status="postponed")

    (event,) = strictly(client.get(ICS)).events

    assert (str(event["summary"]).split(" – ")[0], event["status"]) == ("Off", "CANCELLED")


def test_identity_and_version_of_an_event_last(client):
    activity = make_activity(title_en="Concert", starts_on=f"{LAST}-08-01")
    (before,) = strictly(client.get(ICS)).events
    activity.slug, activity.title_en, activity.starts_on = "other", "Ball", f"{LAST}-08-02"
    activity.save()
    with translation.override("de"):
        (after,) = strictly(client.get(reverse("sistercity:calendar-ics"))).events

    assert before["uid"] == after["uid"] == f"activity-activity-{activity.pk}@testserver"
    assert after["sequence"] == before["sequence"] + 1
    assert after["dtstamp"].dt >= before["dtstamp"].dt


def test_file_without_events_is_still_a_calendar(client):
    calendar = strictly(client.get(ICS))

    assert (calendar.events, [part.name for part in calendar.subcomponents]) == ([], ["VTIMEZONE"])


def test_hostile_text_stays_a_text(client):
    hostile = "A,B;C\\D\r\nEND:VEVENT\r\nBEGIN:VEVENT\nX" + "장" * 60
    make_activity(title_en=hostile, summary_en=hostile, place_en=hostile, starts_on=f"{LAST}-08-01")

    (event,) = strictly(client.get(ICS)).events

    unbroken = hostile.replace("\r\n", "\n")
    assert str(event["description"]) == str(event["location"]) == unbroken
    assert str(event["summary"]).startswith(unbroken)


def test_replaced_and_terminated_agreements_have_no_end_to_tell(client):
    old = make_agreement(term="fixed", expires_on="2030-01-01")
    make_agreement(partnership=old.partnership, replaces=old)
    make_agreement(term="fixed", expires_on="2030-01-01", terminated_on="2026")

    assert summaries(client.get(ICS)) == []


def hidden():
    draft, training = tie_with("Hidden", **DRAFT), tie_with("Exercise", **TRAINING)
    day = {"starts_on": f"{LAST}-08-01"}
    make_activity(tie_with("Namur"), title_en="Hidden draft", **day, **DRAFT)
    make_activity(draft, title_en="Hidden city's", **day)
    make_activity(training, title_en="Exercise fair", **day)
    make_agreement(partnership=draft, title_en="Hidden pact", term="fixed", expires_on="2030-01-01")
    make_stage_record(partnership=draft, due_on="2027-01-15", stage="council_approval")
    make_stage_record(partnership=training, due_on="2027-01-15")
    for tie in (draft, training):
        agreement = make_agreement(partnership=tie, title_en="Hidden")
        make_commitment(agreement=agreement, text_en="Hidden promise", due_on="2027-02-01")
        make_commitment(agreement=agreement, text_en="Done", due_on="2027-02-01", state="done")


@pytest.mark.parametrize("path", [PAGE, PAGE + f"?year={LAST}", ICS, ATOM])
def test_public_calendar_tells_nothing_hidden(path, client):
    hidden()

    body = client.get(path).content.decode()

    assert "Hidden" not in body
    assert "Exercise" not in body


def address_of(client):
    page = client.get("/en/cooperation/calendar/staff/")
    (value,) = tree(page).xpath("//input[@id='address']/@value")
    return value.removeprefix("http://testserver")


def test_staff_calendar_holds_drafts_and_deadlines_but_no_training_data(client):
    hidden()
    client.force_login(make_staff(("cooperation_officer", "")))
    path = address_of(client)
    client.logout()

    response = client.get(path)

    assert sorted(summaries(response)) == [
        "Due: City council approval – Hidden",
        "Due: Hidden promise – Hidden",
        "[Draft] Ends: Hidden pact – Hidden",
        "[Draft] Hidden city's – Hidden",
        "[Draft] Hidden draft – Namur",
    ]
    assert "no-store" in response["Cache-Control"]


def test_staff_calendar_ends_with_a_new_address_a_lost_role_and_an_account_closed(client):
    user = make_staff(("cooperation_officer", ""))
    client.force_login(user)
    first = address_of(client)
    assert client.get(first).status_code == 200

    client.post("/en/cooperation/calendar/staff/")
    second = address_of(client)

    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    user.is_active = False
    user.save()
    assert client.get(second).status_code == 404
    user.is_active = True
    user.save()
    user.role_assignments.all().delete()
    assert client.get(second).status_code == 404


def test_staff_calendar_needs_an_address_of_ours(client):
    record = CalendarAddress.objects.create(user=make_staff(("cooperation_officer", "")))
    tokens = [
        signing.dumps([record.user_id, record.number]),
        signing.dumps([record.user_id, record.number], salt="sistercity.calendar") + "x",
        signing.dumps([record.user_id, 9], salt="sistercity.calendar"),
        "x",
    ]

    for token in tokens:
        assert client.get(reverse("sistercity:staff-ics", args=[token])).status_code == 404


def test_embassy_sees_only_what_is_its_own_or_public(client):
    hidden()
    make_activity(
        tie_with("Suwon", country="KR"), title_en="Korean draft", starts_on=f"{LAST}-08-01", **DRAFT
    )
    make_activity(
        tie_with("Essen", country="DE"), title_en="German draft", starts_on=f"{LAST}-08-01", **DRAFT
    )
    client.force_login(make_staff(("embassy_contributor", "KR")))

    assert summaries(client.get(address_of(client))) == ["[Draft] Korean draft – Suwon"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_and_feed_are_in_every_language(language, client):
    tie = make_partnership(partner=make_partner(**everywhere("name", "City")))
    make_activity(
        tie,
        starts_on=f"{LAST}-08-01",
        **everywhere("title", "Ball"),
        **everywhere("summary", "Text"),
    )
    with translation.override(language):
        ics, atom = (reverse(f"sistercity:{name}") for name in ("calendar-ics", "activities-feed"))

    (event,) = strictly(client.get(ics)).events
    feed = feedparser.parse(client.get(atom).content)

    assert str(event["summary"]) == f"Ball {language} – City {language}"
    assert event["description"].params["language"] == LANGUAGES[language].tag
    assert not feed.bozo and feed.feed.language == LANGUAGES[language].tag
    assert [(e.title, e.summary) for e in feed.entries] == [
        (f"Ball {language}", f"Text {language}")
    ]
    assert feed.entries[0].link.startswith(f"http://testserver/{language}/")


def test_feed_holds_the_latest_that_the_language_has(client):
    moment = timezone.now() - timedelta(days=3)
    for number in range(32):
        make_activity(title_en=f"No. {number}", published_at=moment + timedelta(minutes=number))
    make_activity(title_ind="Hanya Indonesia", title_en="")

    feed = feedparser.parse(client.get(ATOM).content)

    assert [entry.title for entry in feed.entries] == [f"No. {n}" for n in range(31, 1, -1)]
    assert len({entry.id for entry in feed.entries}) == 30


def test_activity_of_many_partners_says_how_each_took_part(client):
    namur, suwon = tie_with("Namur"), tie_with("Suwon")
    activity = make_activity(namur, suwon, title_en="Fair", starts_on="2019")
    make_attendance(activity=activity, partnership=namur, state="attended", participants=12)
    make_attendance(activity=activity, partnership=suwon, state="declined")

    tags = [
        texts(client.get(tie.partner.get_absolute_url()), "//ol[@class='timeline']//span")
        for tie in (namur, suwon)
    ]

    assert tags == [
        ["Festival", "Took part · 12 participants", "Not yet checked"],
        ["Festival", "Declined", "Not yet checked"],
    ]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("path", [PAGE, ICS, ATOM])
def test_calendar_needs_a_constant_number_of_queries(
    path, number, client, django_assert_max_num_queries
):
    make_home()
    for n in range(number):
        tie = tie_with(f"City-{n}")
        make_activity(tie, starts_on=f"{NEXT}-05-03")
        make_agreement(partnership=tie, term="fixed", expires_on=f"{NEXT}-07-01")
    for _ in range(2):
        client.get(path)
    City.objects.update(official_domain="example.org")

    with django_assert_max_num_queries(10):
        response = client.get(path)

    assert response.content.lower().count(b"city-") >= 2 * number
