"""The yearly report: what it holds, who may read it, and when it is missing."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from portal.languages import LANGUAGES
from sistercity import reports
from sistercity.models import Partnership
from tests.factories import (
    everywhere,
    make_activity,
    make_agreement,
    make_benefit,
    make_commitment,
    make_evaluation,
    make_home,
    make_partner,
    make_partnership,
    make_staff,
    make_stage_record,
)
from tests.portal.test_pdf import needs_fonts
from tests.project.reading import main, texts

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DRAFT = {"state": "draft", "published_at": None}
SOURCE = [{"title": "Yearbook", "url": "https://example.org/"}]


def make_reported(year=2024, state="completed", **values):
    tie = make_partnership(partner=make_partner(slug="suwon", name_en="Suwon", **values))
    make_agreement(partnership=tie, signed_on="1997", term="indefinite", title_en="Treaty")
    make_stage_record(
        partnership=tie,
        stage="reporting",
        year=year,
        state=state,
        public_note_en="A good year.",
        internal_note="Between us.",
    )
    return tie


def address(year=2024, name="report"):
    return reverse(f"sistercity:{name}", kwargs={"slug": "suwon", "year": year})


ROLES = {
    "visitor": None,
    "officer": ("cooperation_officer", ""),
    "publisher": ("publisher", "sistercity"),
    "author elsewhere": ("author", "portal"),
    "embassy": ("embassy_contributor", "KR"),
}
PUBLIC = dict.fromkeys(ROLES, 200)
PREVIEW = PUBLIC | {"visitor": 404, "author elsewhere": 404, "embassy": 404}


@pytest.mark.parametrize(
    "values, year, expected",
    [
        ({}, 2024, PUBLIC),
        ({"state": "completed_date_unknown"}, 2024, PUBLIC),
        ({"state": "in_progress"}, 2024, PREVIEW),
        ({"state": "skipped_with_reason"}, 2024, PREVIEW),
        ({}, 2023, PREVIEW),
        ({}, 2999, dict.fromkeys(ROLES, 404)),
        ({"partner": DRAFT}, 2024, PREVIEW),
        ({"partner": DRAFT | {"training": True}}, 2024, PREVIEW),
    ],
)
def test_who_may_read_it(values, year, expected, client):
    state = values.get("state", "completed")
    tie = make_partnership(partner=make_partner(slug="suwon", **values.get("partner", {})))
    make_stage_record(partnership=tie, stage="reporting", year=2024, state=state, reason="Reason")
    found = {}
    for role, held in ROLES.items():
        client.logout()
        if held:
            client.force_login(make_staff(held))
        statuses = {client.get(address(year, n)).status_code for n in ("report", "report-pdf")}
        (found[role],) = statuses

    assert found == expected


def test_report_holds_what_is_public_of_the_year(client):
    make_home()
    tie = make_reported()
    mou = tie.agreements.get()
    make_agreement(partnership=tie, title_en="Secret draft", term="indefinite", **DRAFT)
    make_agreement(partnership=tie, title_en="Later", signed_on="2025", term="indefinite")
    make_activity(tie, title_en="Festival", starts_on="2024-05", sources=SOURCE)
    make_activity(tie, title_en="Next festival", starts_on="2025")
    make_activity(tie, title_en="Hidden festival", starts_on="2024", **DRAFT)
    make_commitment(agreement=mou, text_en="Exchange pupils", state="done")
    make_benefit(partnership=tie, title_en="Pupils", estimated=True)
    make_benefit(partnership=tie, title_en="Other pupils", year=2023)
    make_evaluation(partnership=tie, text_en="It works.", public=True)
    make_evaluation(partnership=tie, text_en="Not for all.", year=2023, public=True)

    response = client.get(address())
    words = main(response)

    assert texts(response, "//h1") == ["Yearly report 2024: Suwon"]
    assert texts(response, "//main//h2") == [
        "Sister city", "Agreements in force", "Activities of the year", "Commitments",
        "What it brought", "Evaluation", "Sources",
    ]  # fmt: skip
    for shown in ("A good year.", "Treaty", "Festival", "Exchange pupils", "Pupils", "It works."):
        assert shown in words
    for hidden in (
        "Between us.", "Secret draft", "Later", "Next festival", "Hidden festival", "Other pupils",
        "Not for all.",
    ):  # fmt: skip
        assert hidden not in words
    assert "estimated" in words
    assert words.count("Yearbook") == 2  # of the activity and of the figure


def test_internal_evaluation_is_not_shown(client):
    make_evaluation(partnership=make_reported(), text_en="Between us too.", public=False)

    words = main(client.get(address()))

    assert ("Evaluation" in words, "Between us too." in words) == (False, False)


def test_preview_is_marked_and_kept_out_of_search(client):
    make_reported(state="in_progress")
    client.force_login(make_staff(("cooperation_officer", "")))

    response = client.get(address())

    assert texts(response, "//div[contains(@class, 'notice')]//h2") == ["A preview, not public yet"]
    assert b'<meta name="robots" content="noindex">' in response.content


@needs_fonts
@pytest.mark.parametrize("code", LANGUAGES)
def test_pdf_says_the_same_in_every_language(code, client):
    make_home()
    tie = make_reported(**everywhere("profile", "Profile"))
    make_benefit(partnership=tie, **everywhere("title", "Pupils"))

    with translation.override(code):
        page, response = client.get(address()), client.get(address(name="report-pdf"))

    reader = PdfReader(BytesIO(response.content))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (f'inline; filename="report-suwon-2024-{code}.pdf"')
    assert reader.metadata.title == texts(page, "//h1")[0]
    assert f"Pupils {code}" in " ".join(reader.pages[0].extract_text().split())


@pytest.mark.parametrize(
    "values, year",
    [
        ({}, 2024),
        ({"signed_on": "2024-12-31"}, 2024),
        ({"signed_on": "2025-01"}, None),
        ({"type": "loi"}, None),
        ({"term": "fixed", "expires_on": "2020"}, None),
        ({"terminated_on": "2023"}, None),
        (DRAFT, None),
    ],
)
def test_missing_report_of_a_binding_partnership(values, year):
    tie = make_partnership()
    make_agreement(partnership=tie, **{"signed_on": "1997"} | values)
    (loaded,) = Partnership.objects.with_progress()

    assert reports.missing(loaded, date(2025, 6, 1)) == year


@pytest.mark.parametrize(
    "state, year, missing",
    [
        ("completed", 2024, None),
        ("completed_date_unknown", 2024, None),
        ("in_progress", 2024, 2024),
        ("completed", 2023, 2024),
    ],
)
def test_a_made_report_is_not_missing(state, year, missing):
    make_reported(year=year, state=state)
    (loaded,) = Partnership.objects.with_progress()

    assert reports.missing(loaded, date(2025, 6, 1)) == missing


def test_partner_page_leads_to_the_reports(client):
    tie = make_reported()
    make_stage_record(partnership=tie, stage="reporting", year=2023, state="completed")
    make_stage_record(partnership=tie, stage="reporting", year=2022, state="in_progress")

    response = client.get(tie.partner.get_absolute_url())

    assert texts(response, "//a[contains(@href, '/reports/')]") == [
        "Report for 2024",
        "Report for 2023",
    ]
