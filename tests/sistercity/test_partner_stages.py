"""What readers are told of the stages: where a cooperation stands, who is awaited, what is next."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.pagecache import writes
from tests.bench import cooperation
from tests.factories import (
    everywhere,
    make_agreement,
    make_office,
    make_partner,
    make_partnership,
    make_stage_record,
)
from tests.portal.test_cms_plugins import Landing
from tests.project.reading import main, texts, tree

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

YEAR = timezone.localdate().year
SECTION = "//section[@aria-labelledby='stages']"
MOST = 15


@pytest.fixture
def tie():
    return make_partnership(partner=make_partner(slug="busan", **everywhere("name", "Busan")))


def page(client):
    return client.get("/en/cooperation/partners/busan/")


def test_waiting_is_told_with_its_note_and_next_step(tie, client):
    make_stage_record(
        partnership=tie, state="waiting_partner", due_on="2020-01", reason="Secret reason.",
        internal_note="Secret note.", office=make_office(name_en="Secret bureau"),
        **everywhere("public_note", "The letter is with Busan."),
        **everywhere("next_step", "A visit."),
    )  # fmt: skip

    response = page(client)

    (line,) = texts(response, f"{SECTION}/ul/li")
    assert line == (
        "Exploration Waiting for the partner The letter is with Busan. en Next step: A visit. en"
    )
    assert texts(response, f"{SECTION}//li[@aria-current='step']/*") == [
        "Exploration",
        "Waiting for the partner",
    ]
    assert "Secret" not in main(response)
    assert "2020" not in main(response)


def test_note_in_another_language_is_marked(tie, client):
    make_stage_record(partnership=tie, state="in_progress", public_note_ind="Surat dikirim.")

    response = page(client)

    assert tree(response).xpath(f"{SECTION}/ul/li/span[@lang]/@lang") == ["id"]
    assert texts(response, f"{SECTION}/ul/li/span[@lang]") == ["Surat dikirim."]


def test_renewal_is_told_beside_the_stage(tie, client):
    make_agreement(partnership=tie, signed_on="2020", term="indefinite")
    make_stage_record(partnership=tie, stage="mou_signing", state="completed")
    make_stage_record(partnership=tie, stage="mou_drafting", round=2, state="waiting_partner")
    make_stage_record(partnership=tie, stage="mou_signing", round=2)
    make_stage_record(partnership=tie, stage="implementation", year=YEAR, state="in_progress")
    make_stage_record(partnership=tie, stage="evaluation", year=YEAR)

    response = page(client)

    told = texts(response, f"{SECTION}/p")
    assert told[0].startswith("Stage 8 of 10: Implementation")
    assert told[1] == "The agreement is being renewed. Round 2 stands at: MoU drafting"
    assert texts(response, f"{SECTION}/ul/li/b") == ["MoU drafting", f"Implementation {YEAR}"]


def test_nothing_under_way_is_no_list(tie, client):
    make_stage_record(partnership=tie, state="completed", completed_on="2020")

    assert texts(page(client), f"{SECTION}/ul") == []


def test_page_queries_with_few_and_many_partnerships(tie, client):
    def cost():
        writes.move()
        client.get("/en/offices/")  # reads what all pages share
        with CaptureQueriesContext(connection) as captured:
            assert page(client).status_code == 200
        return len(captured)

    make_stage_record(partnership=tie, state="waiting_partner")
    cooperation.make(20)
    cost()
    few = cost()
    cooperation.make(480)

    assert (cost(), few <= MOST) == (few, True)


def test_plugin_shows_who_stands_where_and_who_is_awaited(client, editor):
    for name, stage, state in [
        ("Aachen", "mou_drafting", "completed"),
        ("Busan", "letter_of_intent", "waiting_partner"),
        ("Cork", "exploration", "in_progress"),
    ]:
        made = make_partnership(partner=make_partner(name_en=name))
        make_stage_record(partnership=made, stage=stage, state=state, internal_note="Secret")
    make_partnership(partner=make_partner(name_en="Unknown"))
    hidden = make_partner(name_en="Hidden", state="draft", published_at=None)
    make_stage_record(partnership=make_partnership(partner=hidden), state="in_progress")

    landing = Landing(client, editor)
    landing.put("StageBoardPlugin")

    response = landing.read()

    assert texts(response, "//main//tbody//th") == ["Cork", "Busan", "Aachen"]
    assert texts(response, "//main//tbody//td[2]") == [
        "Exploration: In progress",
        "Letter of Intent: Waiting for the partner",
        "–",
    ]
    assert "Secret" not in main(response)
