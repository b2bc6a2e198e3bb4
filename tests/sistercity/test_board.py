"""The officer's board: who stands where, who is awaited, what is late, and who may look."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal import dashboard
from tests.bench import cooperation
from tests.factories import (
    make_agreement,
    make_office,
    make_partner,
    make_partnership,
    make_staff,
    make_stage_record,
)
from tests.project.reading import texts, tree

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

YEAR = timezone.localdate().year
MOST = 15
DRAFT = {"state": "draft", "published_at": None}
HOLDERS = {
    "officer": [("cooperation_officer", "")],
    "publisher": [("publisher", "sistercity")],
    "author": [("author", "sistercity")],
    "translator": [("translator", "de")],
    "embassy": [("embassy_contributor", "DE")],
    "author of the city": [("author", "portal")],
    "nobody": [],
}


def board(**query):
    return reverse("admin:sistercity_partnership_board", query=query or None)


@pytest.fixture
def officer(client):
    user = make_staff(*HOLDERS["officer"])
    client.force_login(user)
    return user


def names(response):
    return texts(response, "//table[@id='board']/tbody//th/a")


def at(name, stage, record="in_progress", country="DE", office=None, due=None, **partner):
    tie = make_partnership(
        partner=make_partner(name_en=name, country=country, **partner), responsible_office=office
    )
    make_stage_record(partnership=tie, stage=stage, state=record, due_on=due)
    return tie


@pytest.fixture
def partnerships(officer):
    office = make_office(name_en="Bureau")
    at("Aachen", "exploration", office=office)
    at("Busan", "council_approval", "waiting_council", "KR", due=str(YEAR - 1))
    at("Cork", "council_approval", "waiting_council", "IE")
    signed = at("Delft", "mou_signing", "completed", "NL", office)
    make_agreement(partnership=signed, signed_on="2020", term="indefinite")
    at("Draft", "exploration", **DRAFT)
    at("Drill", "exploration", training=True, **DRAFT)
    at("Gone", "exploration", **DRAFT | {"state": "archived"})


@pytest.mark.parametrize("query, expected", [
    ({}, ["Aachen", "Busan", "Cork", "Delft", "Draft"]),
    ({"country": "KR"}, ["Busan"]),
    ({"stage": "council-approval"}, ["Busan", "Cork"]),
    ({"state": "waiting_council"}, ["Busan", "Cork"]),
    ({"state": "completed", "stage": "implementation"}, []),
    ({"warning": "overdue"}, ["Busan"]),
    ({"warning": "quiet"}, ["Delft"]),
    ({"training": "1"}, ["Drill"]),
    ({"training": "0"}, ["Aachen", "Busan", "Cork", "Delft", "Draft"]),
])  # fmt: skip
def test_filters(query, expected, partnerships, client):
    assert names(client.get(board(**query))) == expected


def test_filter_by_office(partnerships, client):
    (choice,) = tree(client.get(board())).xpath("//option[.='Bureau']/@value")

    assert names(client.get(board(office=choice))) == ["Aachen", "Delft"]


def test_wrong_filter_is_named_and_filters_nothing(partnerships, client):
    response = client.get(board(country="XX"))

    assert texts(response, "//*[@id='id_country_error']") == [
        "Select a valid choice. XX is not one of the available choices."
    ]
    assert len(names(response)) == 5


def test_totals_count_what_is_found(partnerships, client):
    response = client.get(board())

    assert texts(response, "//dl[@class='totals']//dd") == ["5", "2", "1", "2", "0"]
    assert [cell.rpartition(" ")[2] for cell in texts(response, "//tfoot//td")] == [
        "2", "0", "0", "2", "0", "0", "0", "1", "0", "0",
    ]  # fmt: skip


def test_cell_says_its_state_in_words(partnerships, client):
    (row,) = tree(client.get(board(country="KR"))).xpath("//table[@id='board']/tbody/tr")
    cells = [" ".join(cell.text_content().split()) for cell in row.xpath("td[position() > 1]")]

    assert cells[3] == "4. City council approval: … Waiting for the city council ! overdue"
    assert cells[4] == "5. Government facilitation: No record"
    assert "here" in row.xpath("td[position() > 1]")[3].get("class").split()


def test_training_is_labelled_and_never_mixed(partnerships, client):
    real, training = client.get(board()), client.get(board(training="1"))

    label = "//p[@class='training']"
    assert (len(texts(real, label)), len(texts(training, label))) == (0, 1)
    assert texts(training, "//nav[@class='switch']/a[@aria-current]") == [
        "Training data, fictional"
    ]


@pytest.mark.parametrize("holder", HOLDERS)
def test_who_sees_the_board(holder, client):
    client.force_login(make_staff(*HOLDERS[holder]))
    sees = {"officer", "publisher", "author", "translator"}
    status = 200 if holder in sees else 302 if holder == "nobody" else 403

    assert client.get(board()).status_code == status


def cost(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_queries_with_20_and_with_500(officer, client):
    client.get(board())
    cooperation.make(20)
    few = [cost(client, board()), cost(client, board())]
    cooperation.make(480)

    many = [cost(client, board()), cost(client, board())]

    assert (many, max(many) <= MOST) == (few, True)
    response = client.get(board(page=10))
    assert texts(response, "//dl[@class='totals']//dd")[0] == "500"
    assert len(names(response)) == 50


@pytest.mark.parametrize("count", [1, 3])
def test_queries_with_few(count, officer, client):
    client.get(board())
    for number in range(count):
        at(f"City {number}", "exploration")

    assert cost(client, board()) <= MOST
    assert len(names(client.get(board()))) == count


@pytest.mark.parametrize("holder", ["officer", "publisher", "author", "embassy"])
def test_warnings_are_on_the_dashboard_of_those_who_run_the_stages(holder, client):
    at("Busan", "council_approval", "waiting_council", due=str(YEAR - 1))
    at("Drill", "exploration", due="2000", training=True, **DRAFT)
    user = make_staff(*HOLDERS[holder])

    found = [panel for panel in dashboard.panels(user) if panel.key == "warnings"]

    assert len(found) == (holder in ("officer", "publisher"))
    for panel in found:
        assert [row.title for row in panel.rows] == ["Busan"]
        assert panel.rows[0].overdue


def test_dashboard_shows_the_most_urgent_and_where_the_rest_is(officer):
    cooperation.make(30)
    at("Zagreb", "exploration", due="2000")

    (panel,) = [panel for panel in dashboard.panels(officer) if panel.key == "warnings"]

    assert panel.rows[-1].url == board()
    assert len(panel.rows) == dashboard.MOST + 1
    assert panel.rows[0].overdue
