"""The results pages: figures with their sources, summed only with their like."""

import csv
import json
from decimal import Decimal
from io import BytesIO, StringIO
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given, strategies as st
from openpyxl import load_workbook

from portal.languages import LANGUAGES
from portal.pagecache.writes import move
from sistercity import results
from sistercity.models import Benefit, Partner, Partnership
from tests.factories import (
    everywhere,
    make_activity,
    make_benefit,
    make_field,
    make_file,
    make_partner,
    make_partnership,
    published,
)
from tests.project.reading import main, texts, tree

URL = "/en/cooperation/results/"
DRAFT = {"state": "draft", "published_at": None}
SOURCE = [{"title": "Book", "url": None}]

FIGURES = st.builds(
    SimpleNamespace,
    direction=st.sampled_from(Benefit.Direction.values),
    measure=st.sampled_from(Benefit.Measure.values[:4]),
    unit=st.sampled_from(["", "people", "items"]),
    currency=st.sampled_from(["", "EUR", "IDR"]),
    confidence=st.sampled_from(["verified", "illustrative"]),
    year=st.integers(2020, 2023),
    estimated=st.booleans(),
    quantity=st.none() | st.integers(0, 10**9).map(lambda n: Decimal(n) / 100),
)


def like(figure):
    return (
        figure.direction,
        figure.measure,
        figure.unit,
        figure.currency,
        figure.confidence == "illustrative",
    )


@given(st.lists(FIGURES, max_size=12))
def test_sums_never_mix(figures):
    counted = [f for f in figures if f.quantity is not None]

    groups = results.groups(figures)

    found = [
        (g.kind.direction, g.kind.measure, g.kind.unit, g.kind.currency, g.kind.illustrative)
        for g in groups
    ]
    assert len(found) == len(set(found))
    assert set(found) == {like(f) for f in counted}
    for key, group in zip(found, groups, strict=True):
        same = [f for f in counted if like(f) == key]
        assert group.total.value == sum(f.quantity for f in same)
        assert group.total.estimated == any(f.estimated for f in same)
        assert {year: part.value for year, part in group.years.items()} == {
            year: sum(f.quantity for f in same if f.year == year) for year in {f.year for f in same}
        }


@given(st.lists(FIGURES, min_size=1, max_size=8))
def test_bars_are_shares_of_the_longest(figures):
    for group in results.groups(figures):
        shares = [float(bar["share"]) for bar in group.bars]

        assert all(0 <= share <= 100 for share in shares)
        assert max(shares) == (100 if group.total.value else 0)
        assert [bar["label"] for bar in group.bars] == sorted(group.years)


def figures(response):
    return texts(response, "//table[@aria-labelledby='table']/tbody/tr/th")


@pytest.mark.django_db
def test_page_shows_each_figure_with_its_marks_and_source(client):
    partner = make_partner(name_en="Suwon", slug="suwon")
    tie = make_partnership(partner=partner)
    make_benefit(
        partnership=tie,
        title_en="Masks",
        year=2020,
        measure="goods_in_kind",
        quantity=20000,
        unit="items",
        method_en="As the source says.",
        sources=[{"title": "Saung", "url": "https://example.org/"}],
        as_of="2020-05",
        confidence="verified",
        estimated=True,
        evidence=make_file(partnership=tie, title="Minutes", public=True),
    )

    response = client.get(URL)

    assert figures(response) == [
        "Masks As the source says. Evidence: Minutes Source: Saung As of May 2020"
    ]
    assert texts(response, "//table[@aria-labelledby='table']/tbody/tr/td") == [
        "Suwon", "2020", "Received", "Goods in kind", "20,000 estimated", "items",
    ]  # fmt: skip
    assert texts(response, "//ul[@class='bars']/li") == ["2020 20,000 estimated"]


@pytest.mark.django_db
def test_internal_evidence_is_not_named(client):
    tie = make_partnership()
    make_benefit(
        partnership=tie, title_en="Masks", evidence=make_file(partnership=tie, title="Secret")
    )

    assert "Secret" not in main(client.get(URL))


@pytest.mark.django_db
def test_what_is_not_public_is_not_counted(client, admin_client):
    hidden = make_partnership(partner=make_partner(**DRAFT))
    training = make_partnership(partner=make_partner(training=True, **DRAFT))
    make_benefit(title_en="Draft", **DRAFT)
    make_benefit(title_en="Hidden", partnership=hidden)
    make_benefit(title_en="Training", partnership=training)
    make_benefit(title_en="Shown", sources=[{"title": "Book", "url": None}])

    for reader in (client, admin_client):
        response = reader.get(URL)
        assert figures(response) == ["Shown Not yet checked Source: Book"]
        assert "12" in texts(response, "//ul[@class='bars']/li")[0]
        assert len(json.loads(reader.get(f"{URL}figures.json").content)["rows"]) == 1


@pytest.mark.django_db
def test_illustrative_figures_are_marked_and_apart(client):
    make_benefit(confidence="illustrative", quantity=5)
    make_benefit(confidence="verified", quantity=7)

    response = client.get(URL)

    assert texts(response, "//ul[@class='bars']/li") == ["2024 7", "2024 5"]
    assert texts(response, "//section[.//ul[@class='bars']]/p/span") == ["Illustrative"]
    rows = json.loads(client.get(f"{URL}figures.json").content)["rows"]
    assert sorted((row["quantity"], row["illustrative"]) for row in rows) == [
        (5, True),
        (7, False),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query, shown",
    [
        ("partner=suwon", ["One"]),
        ("field=culture", ["Two"]),
        ("direction=given", ["Two"]),
        ("measure=students", ["One"]),
        ("year=2021", ["Two"]),
        ("partner=suwon&year=2021", []),
    ],
)
def test_filters(query, shown, client):
    tie = make_partnership(partner=make_partner(slug="suwon"))
    make_benefit(title_en="One", partnership=tie, year=2020, confidence="verified", sources=SOURCE)
    make_benefit(
        title_en="Two",
        field=make_field(code="culture", name_en="Culture"),
        year=2021,
        direction="given",
        measure="visitors",
        confidence="verified",
        sources=SOURCE,
    )

    response = client.get(f"{URL}?{query}")

    assert [row.split()[0] for row in figures(response)] == shown
    assert ("No source gives a figure for this choice" in main(response)) is (shown == [])
    rows = json.loads(client.get(f"{URL}figures.json?{query}").content)["rows"]
    assert [row["title"] for row in rows] == shown


@pytest.mark.django_db
def test_unknown_filter_value_is_said_at_its_field(client):
    make_benefit()

    response = client.get(f"{URL}?year=1800")

    assert response.status_code == 400
    assert texts(response, "//p[@class='msg']") == [
        "Select a valid choice. 1800 is not one of the available choices."
    ]
    assert client.get(f"{URL}figures.csv?year=1800").status_code == 400


@pytest.mark.django_db
def test_without_figures_the_page_says_so(client):
    response = client.get(URL)

    assert texts(response, "//div[@class='empty']/h2") == ["No source gives a figure yet"]
    partner = make_partnership(partner=make_partner(slug="gumi")).partner
    assert "No source gives a figure." in main(client.get(partner.get_absolute_url()))


@pytest.mark.django_db
@pytest.mark.parametrize("code", LANGUAGES)
def test_files_hold_the_same_rows(code, client):
    tie = make_partnership(partner=make_partner(**everywhere("name", "=Partner")))
    values = {"partnership": tie, "confidence": "verified"}
    make_benefit(year=2023, quantity=Decimal("12.50"), **everywhere("title", "Half"), **values)
    make_benefit(
        year=2022, quantity=None, unit="", estimated=True, **everywhere("title", "None"), **values
    )
    with translation.override(code):
        base = "/".join(tie.partner.get_absolute_url().split("/")[:3]) + "/results/figures"

    data = json.loads(client.get(f"{base}.json").content)
    sheet = load_workbook(BytesIO(client.get(f"{base}.xlsx").content)).active
    text = client.get(f"{base}.csv").content.decode("utf-8-sig")

    rows = [list(row.values()) for row in data["rows"]]
    safe = [["'" + c if str(c).startswith("=") else c for c in row] for row in rows]
    assert [list(row) for row in sheet.values] == [list(data["columns"]), *safe]
    assert list(csv.reader(StringIO(text, newline=""))) == [
        list(data["columns"]),
        *[["" if c is None else str(c) for c in row] for row in safe],
    ]
    assert data["language"] == code
    assert [(row["quantity"], row["title"], row["estimated"]) for row in data["rows"]] == [
        (12.5, f"Half {code}", False),
        (None, f"None {code}", True),
    ]


@pytest.mark.django_db
def test_unknown_format_is_not_found(client):
    assert client.get(f"{URL}figures.exe").status_code == 404


@pytest.mark.django_db
def test_partner_page_shows_its_figures_and_an_editor_the_drafts(client, admin_client):
    tie = make_partnership(partner=make_partner(slug="suwon"))
    make_benefit(partnership=tie, title_en="Masks", confidence="verified", sources=SOURCE)
    make_benefit(partnership=tie, title_en="Secret", confidence="verified", sources=SOURCE, **DRAFT)
    make_benefit(title_en="Elsewhere")
    rows = "//table[@aria-labelledby='results']/tbody/tr/th"

    reader = client.get(tie.partner.get_absolute_url())
    editor = admin_client.get(tie.partner.get_absolute_url())

    assert texts(reader, rows) == ["Masks Source: Book"]
    assert texts(editor, rows) == ["Masks Source: Book", "Secret Draft Source: Book"]
    assert tree(reader).xpath("//a[contains(@href, 'results/?partner=suwon')]/@href") == [
        "/en/cooperation/results/?partner=suwon"
    ]


@pytest.mark.django_db
def test_activities_are_counted_by_field_and_year(client):
    culture, year = make_field(name_en="Culture"), timezone.localdate().year
    first, second = make_partnership(), make_partnership()
    make_activity(first, second, field=culture, starts_on=f"{year}-02-01")
    make_activity(first, field=culture, starts_on="1985")
    make_activity(first, starts_on=None)
    make_activity(first, field=culture, starts_on=f"{year}", status="planned")
    make_activity(first, field=culture, starts_on=f"{year}", **DRAFT)
    make_activity(make_partnership(partner=make_partner(**DRAFT)), starts_on=f"{year}")

    response = client.get(URL)

    table = "//table[@aria-labelledby='activities']"
    assert texts(response, f"{table}/thead//th") == [
        "Field of cooperation", "All years", str(year), "Earlier", "No date",
    ]  # fmt: skip
    assert [texts(response, f"{table}/tbody/tr[{n}]/*") for n in (1, 2)] == [
        ["Culture", "2", "1", "1", "–"],
        ["No field named", "1", "–", "–", "1"],
    ]


def make_many(count):
    partners = Partner.objects.bulk_create(
        [
            Partner(slug=f"many-{n}", name_en=f"Many {n}", country="DE", **published())
            for n in range(count)
        ]
    )
    ties = Partnership.objects.bulk_create(
        [Partnership(partner=partner, kind="sister_city") for partner in partners]
    )
    Benefit.objects.bulk_create(
        [
            Benefit(
                slug=f"many-{n}",
                partnership=tie,
                title_en=f"Benefit {n}",
                year=2000 + n % 20,
                direction="received",
                measure="students",
                quantity=n,
                unit="people",
                sources=SOURCE,
                **published(),
            )
            for n, tie in enumerate(ties)
        ]
    )
    return partners[0]


@pytest.mark.django_db
@pytest.mark.any_database
@pytest.mark.parametrize("partnerships", [20, 500])
def test_queries_do_not_grow_with_partnerships(partnerships, client):
    partner = make_many(partnerships)
    client.get("/en/")  # the frame's own
    counts = []
    for url in (URL, f"{URL}?year=2003", partner.get_absolute_url(), f"{URL}figures.csv"):
        move()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))

    assert [count <= most for count, most in zip(counts, [15, 15, 15, 15], strict=True)] == [
        True
    ] * 4
