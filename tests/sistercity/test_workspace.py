"""A partnership's workspace: what it shows, and the steps taken in it, as forms."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sistercity.models import StageRecord
from tests.factories import (
    make_activity,
    make_agreement,
    make_benefit,
    make_commitment,
    make_contact,
    make_evaluation,
    make_file,
    make_office,
    make_partner,
    make_partnership,
    make_proposal,
    make_staff,
    make_stage_record,
)
from tests.project.reading import texts, tree
from tests.sistercity.test_board import HOLDERS

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

YEAR = timezone.localdate().year
MOST = 30
DRAFT = {"state": "draft", "published_at": None}


@pytest.fixture
def officer(client):
    user = make_staff(("cooperation_officer", ""))
    client.force_login(user)
    return user


@pytest.fixture
def tie():
    return make_partnership(partner=make_partner(name_en="Busan", country="KR"))


def workspace(tie):
    return reverse("admin:sistercity_partnership_work", args=[tie.pk])


def step(tie, name, stage="exploration", round=1, year=0):
    args = [tie.pk, round, stage, year, name]
    return reverse("admin:sistercity_partnership_step", args=args)


def send(client, url, **entries):
    """What a browser would send of the form as it is now, with these entries."""
    (form,) = tree(client.get(url)).xpath("//form[@id='step_form']")
    fields = {name: value or "" for name, value in form.fields.items() if name}
    return client.post(url, fields | entries)


def errors(response):
    """{field: messages}, as the page says them."""
    rows = tree(response).xpath("//div[contains(@class, 'form-row')][ul[@class='errorlist']]")
    return {row.xpath("string(.//*[@name]/@name)"): row.xpath("ul/li/text()") for row in rows}


def test_a_new_partnership_begins_at_stage_1(officer, client, tie):
    response = client.get(workspace(tie))
    assert texts(response, "//section[@aria-labelledby='next']/p")[0] == (
        "1. Exploration – Not started"
    )

    answer = send(client, step(tie, "start"), on="2026-03", due_on="2099-01-31")

    assert (answer.status_code, answer.url) == (302, workspace(tie))
    record = StageRecord.objects.get(stage="exploration")
    assert (record.state, record.started_on.iso, record.due_on.iso) == (
        "in_progress",
        "2026-03",
        "2099-01-31",
    )
    assert record.history.latest().history_user == officer
    response = client.get(workspace(tie))
    assert texts(response, "//section[@aria-labelledby='next']/ul/li") == [
        "Still missing, or not accepted yet: City profile, Partner’s request, Expert study."
    ]
    assert texts(response, "//h2[@id='history']/following::table[1]//tbody/tr[last()]/td")[3] == (
        "Started"
    )


def test_missing_documents_lead_to_their_form(officer, client, tie):
    record = make_stage_record(partnership=tie, state="in_progress")
    make_file(partnership=tie, record=record, type="city_profile", number="1")
    make_file(partnership=tie, record=record, type="partner_request", accepted_at=None)

    response = client.get(workspace(tie))

    (papers, missing) = tree(response).xpath("//li[@id='stage-1']//ul[@class='papers']")
    assert [" ".join(li.text_content().split()) for li in papers] == [
        "… Partner’s request · not accepted yet",
        "✓ City profile 1",
    ]
    add = reverse("admin:sistercity_document_add")
    assert missing.xpath("li/a/@href") == [
        f"{add}?partnership={tie.pk}&record={record.pk}&type={type}"
        for type in ("partner_request", "expert_study")
    ]


def test_refused_step_says_why_at_the_reason_and_keeps_the_entries(officer, client, tie):
    make_stage_record(partnership=tie, state="completed_date_unknown")
    make_stage_record(partnership=tie, stage="letter_of_intent", state="in_progress")
    url = step(tie, "complete", "letter-of-intent")

    refused = send(client, url, on="2026-03")

    assert refused.status_code == 200
    assert errors(refused) == {
        "override": ["Still missing, or not accepted yet: Signed Letter of Intent."]
    }
    assert tree(refused).xpath("//input[@name='on']/@value") == ["2026-03"]
    assert send(client, url, on="2026-03", override="By telephone.").status_code == 302
    response = client.get(workspace(tie))
    assert texts(response, "//li[@id='stage-2']//div[@class='reason']/dd") == ["By telephone."]


@pytest.mark.parametrize("entries, wrong", [
    ({"on": "next week"}, {"on": [
        "Write a date as 2016-02-24, or only 2016-02 or 2016 if no more is known."]}),
    ({"on": ""}, {"on": ["This field is required."]}),
    ({"on": "2099"}, {"on": ["This date lies in the future."]}),
    ({"on": "2010"}, {"on": ["A stage cannot be completed before it was started."]}),
])  # fmt: skip
def test_wrong_dates_are_named_at_their_field(entries, wrong, officer, client, tie):
    record = make_stage_record(partnership=tie, state="in_progress", started_on="2011")

    refused = send(client, step(tie, "complete"), **entries | {"override": "Because."})

    assert errors(refused) == wrong
    assert tree(refused).xpath("//textarea[@name='override']")[0].text.strip() == "Because."
    record.refresh_from_db()
    assert record.state == "in_progress"


def test_the_second_officer_is_told_and_keeps_the_entries(officer, client, tie):
    record = make_stage_record(partnership=tie, state="in_progress")
    url = step(tie, "skip")
    (form,) = tree(client.get(url)).xpath("//form[@id='step_form']")
    opened = {name: value or "" for name, value in form.fields.items() if name}
    assert send(client, step(tie, "wait"), state="waiting_partner").status_code == 302

    for _again in range(2):  # sending the refused form again does not help either
        refused = client.post(url, opened | {"reason": "Mine."})

        (error,) = texts(refused, "//ul[contains(@class, 'nonfield')]/li")
        assert error.startswith("Somebody else has changed this stage since you opened it.")
        assert tree(refused).xpath("//textarea[@name='reason']")[0].text.strip() == "Mine."
    record.refresh_from_db()
    assert record.state == "waiting_partner"


def test_forged_version_is_an_error_and_no_failure(officer, client, tie):
    make_stage_record(partnership=tie, state="in_progress")

    refused = client.post(step(tie, "skip"), {"version": "x", "reason": "Mine."})

    assert refused.status_code == 200
    assert StageRecord.objects.get().state == "in_progress"


def test_waiting_is_shown_with_its_next_step(officer, client, tie):
    make_stage_record(partnership=tie, state="in_progress")

    send(client, step(tie, "wait"), state="waiting_partner", due_on="2020", next_step="Tunggu.")

    response = client.get(workspace(tie))
    assert texts(response, "//section[@aria-labelledby='warnings']//li") == [
        "Stage overdue Exploration was due: 2020."
    ]
    assert send(client, step(tie, "go-on")).status_code == 302
    assert StageRecord.objects.get(stage="exploration").state == "in_progress"


def test_a_year_is_opened_and_a_renewal_begun(officer, client, tie):
    make_agreement(partnership=tie, signed_on="2020", term="indefinite")
    year = reverse("admin:sistercity_partnership_open_year", args=[tie.pk])
    renew = reverse("admin:sistercity_partnership_renew", args=[tie.pk])

    assert errors(send(client, year, year="1900")) == {
        "year": ["Choose a year that has begun, from 1945 on."]
    }
    assert errors(send(client, renew, on="2026-01")) == {"first": ["This field is required."]}
    assert send(client, year, year=str(YEAR)).status_code == 302
    assert send(client, renew, on="2026-01", first="cooperation_plan").status_code == 302

    response = client.get(workspace(tie))
    assert texts(response, "//li[@id='stage-8']//b") == [str(YEAR)]
    assert texts(response, "//li[@id='stage-3']//b") == ["Round 2"]
    assert "Being renewed" in texts(response, "//dl[@class='totals']//dd")[3]


def test_earlier_rounds_can_be_read(officer, client, tie):
    make_stage_record(partnership=tie, stage="cooperation_plan", state="completed")
    make_stage_record(partnership=tie, stage="cooperation_plan", state="in_progress", round=2)
    make_stage_record(partnership=tie, stage="reporting", year=2020, state="completed")
    make_stage_record(partnership=tie, stage="reporting", year=2021, state="completed")

    response = client.get(workspace(tie))

    assert texts(response, "//details//li") == [
        "Cooperation plan · round 1 · Done",
        "Reporting · 2020 · Done",
    ]


@pytest.mark.parametrize("address", [
    ("start", "exploration", 2), ("start", "exploration", 1, 2024), ("start", "reporting", 1),
    ("start", "no-stage", 1), ("begin", "exploration", 1), ("start", "evaluation", 1, 2024),
])  # fmt: skip
def test_steps_that_cannot_be_are_not_found(address, officer, client, tie):
    name, stage, round, *year = address

    assert client.get(step(tie, name, stage, round, *year)).status_code == 404


def test_partnership_that_is_not_there(officer, client):
    assert client.get(reverse("admin:sistercity_partnership_work", args=[999])).status_code == 404


# Who sees the workspace, and who may take a step.
SEE, WORK = {"officer", "publisher", "author", "translator"}, {"officer", "publisher"}


@pytest.mark.parametrize("holder", HOLDERS)
def test_who_may_what(holder, client, tie):
    client.force_login(make_staff(*HOLDERS[holder]))
    make_stage_record(partnership=tie, state="in_progress", version=1)
    refused = 302 if holder == "nobody" else 403
    sees, works = (holder in SEE, holder in WORK)

    page = client.get(workspace(tie))
    assert page.status_code == (200 if sees else refused)
    for url in [step(tie, "skip"), *(
        reverse(f"admin:sistercity_partnership_{name}", args=[tie.pk])
        for name in ("renew", "open_year")
    )]:  # fmt: skip
        assert client.get(url).status_code == (200 if works else refused)
    answer = client.post(step(tie, "skip"), {"version": "2", "reason": "No need."})
    assert answer.status_code == (302 if works else 403)
    assert StageRecord.objects.get().state == ("skipped_with_reason" if works else "in_progress")
    if sees:
        assert bool(texts(page, "//li[@id='stage-1']//a[@class='button']")) == works


def make_everything(tie):
    agreement = make_agreement(partnership=tie)
    make_activity(tie, starts_on="2024")
    make_commitment(agreement=agreement)
    make_benefit(partnership=tie)
    make_contact(partnership=tie)
    make_proposal(partnership=tie)
    make_evaluation(partnership=tie, year=2000 + tie.evaluations.count())
    record = make_stage_record(
        partnership=tie, stage="reporting", year=2000 + tie.evaluations.count(),
        office=make_office(), state="in_progress",
    )  # fmt: skip
    make_file(partnership=tie, record=record)


def test_queries_do_not_grow(officer, client, tie):
    def cost():
        client.get(workspace(tie))  # reads what a write has emptied
        with CaptureQueriesContext(connection) as captured:
            assert client.get(workspace(tie)).status_code == 200
        return len(captured)

    make_everything(tie)
    one = cost()
    for _ in range(8):
        make_everything(tie)

    assert (cost(), one <= MOST) == (one, True)


def test_records_of_the_partnership_are_linked(officer, client, tie):
    for _ in range(7):
        make_everything(tie)
    make_activity(title_en="Elsewhere")

    response = client.get(workspace(tie))

    counts = {
        key.removeprefix("list-"): len(texts(response, f"//section[@aria-labelledby='{key}']//li"))
        for key in tree(response).xpath("//div[@class='panels']/section/@aria-labelledby")
    }
    assert counts == dict.fromkeys(
        ["agreement", "activity", "commitment", "benefit", "evaluation", "contactperson",
         "proposal", "document"], 6,
    )  # fmt: skip
    add = f"{reverse('admin:sistercity_agreement_add')}?partnership={tie.pk}"
    assert add in tree(response).xpath("//a[@class='addlink']/@href")
    for url in tree(response).xpath("//div[@class='panels']//p[@class='buttons']/a/@href"):
        assert client.get(url).status_code == 200, url


def test_form_of_a_record_leaves_the_city_s_own_steps_to_the_workspace(officer, client, tie):
    own = make_stage_record(partnership=tie, state="in_progress")
    told = make_stage_record(
        partnership=tie, stage="letter_of_intent", state="completed",
        sources=[{"title": "Report", "url": None}],
    )  # fmt: skip

    def fields(record):
        url = reverse("admin:sistercity_stagerecord_change", args=[record.pk])
        return client.get(url).context["adminform"].form.fields.keys()

    fixed = {"state", "started_on", "completed_on", "reason", "sources", "partnership", "round"}
    assert fixed & fields(own) == set()
    assert fixed - fields(told) == set()
    assert {"due_on", "office", "internal_note", "next_step_ind"} - fields(own) == set()


def test_record_entered_by_hand_names_its_source(officer, client, tie):
    url = reverse("admin:sistercity_stagerecord_add")
    entries = {"partnership": tie.pk, "round": 1, "stage": "exploration", "state": "completed"}

    refused = client.post(url, entries)
    taken = client.post(url, entries | {"sources": "Yearbook 1960"})

    assert list(refused.context["adminform"].form.errors) == ["sources"]
    assert (taken.status_code, StageRecord.objects.get().state) == (302, "completed")
