"""Which hit comes first. The suite runs this on both databases."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from portal.search import find
from tests.factories import make_activity, make_agreement, make_office, make_partnership

pytestmark = pytest.mark.django_db


def titles(text):
    with override("en"):
        return [re.sub("</?mark>", "", hit.title) for hit in find(text, language="en").hits]


def test_title_before_summary_before_body():
    make_office(name_en="Harbour", answers_for_en="about a lighthouse")
    make_office(name_en="Cape", task_en="keeps the lighthouse")
    make_office(name_en="Lighthouse")

    assert titles("lighthouse") == ["Lighthouse", "Cape", "Harbour"]


def test_word_before_its_stem_before_what_it_begins():
    make_office(name_en="A lanternfish")
    make_office(name_en="B lanterns")
    make_office(name_en="C lantern")

    assert titles("lantern") == ["C lantern", "B lanterns", "A lanternfish"]


def test_a_name_that_several_bear_names_none_of_them():
    make_office(name_en="Signing a cassava accord")
    make_agreement(title_en="Cassava accord")
    alone = titles("cassava accord")
    make_agreement(title_en="Cassava accord")

    assert alone == ["Cassava accord", "Signing a cassava accord"]
    assert titles("cassava accord") == ["Signing a cassava accord", *["Cassava accord"] * 2]


def test_readers_language_first_and_each_object_once():
    make_office(name_en="Orchid", name_de="Orchidee", task_en="", slug="orchid")
    make_office(name_en="", name_de="Orchid", slug="german")

    with override("de"):
        found = [(hit.title, hit.language.code) for hit in find("orchid", language="de").hits]

    assert found == [("<mark>Orchid</mark>", "de"), ("<mark>Orchidee</mark>", "de")]


def test_coming_events_first():
    tie = make_partnership()
    past, coming = timezone.localdate() - timedelta(900), timezone.localdate() + timedelta(9)
    make_activity(tie, title_en="Gamelan A", starts_on=past.isoformat())
    make_activity(tie, title_en="Gamelan B", starts_on=coming.isoformat())

    with override("en"):
        assert titles("gamelan") == ["Gamelan B", "Gamelan A"]
