import csv
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from openpyxl import load_workbook

from portal import exports
from portal.models import Office
from sistercity.models import Partner
from tests.factories import make_office, make_partner
from tests.project.test_admin import page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_only_text(sign):
    assert exports.harmless(f"{sign}cmd") == f"'{sign}cmd"


def test_other_text_stays_as_it_is_without_control_characters():
    assert exports.harmless("1+1 = 2\x00\x07") == "1+1 = 2"


def export(client, action, model, *records, query=""):
    chosen = {"action": action, "_selected_action": [record.pk for record in records]}
    return client.post(page(model, "changelist") + query, chosen)


def read_csv(response):
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_csv_has_every_language_and_no_formula(admin_client):
    above = make_office(name_en="Above")
    office = make_office(name_en="=1+1", name_ar="مكتب", phone="+62 22", parent=above)

    (row,) = read_csv(export(admin_client, "export_csv", Office, office))

    assert {key: row[key] for key in ("name [en]", "name [ar]", "telephone", "part of")} == {
        "name [en]": "'=1+1",
        "name [ar]": "مكتب",
        "telephone": "'+62 22",
        "part of": "Above",
    }
    assert row["state"] == "Published"
    assert "name" not in row


def test_xlsx_keeps_types(admin_client):
    partner = make_partner(
        name_en="=cmd", population=12000, latitude="-6.5", longitude="1", area_km2="1.5"
    )

    response = export(admin_client, "export_xlsx", Partner, partner)

    sheet = load_workbook(BytesIO(response.content)).active
    heads, values = ([cell.value for cell in row] for row in sheet.rows)
    row = dict(zip(heads, values, strict=True))
    assert (row["name [en]"], row["population"], row["latitude"]) == ("'=cmd", 12000, -6.5)
    assert row["changed"].date() == timezone.localdate(partner.updated_at)


def test_all_of_a_filtered_list_leaves_the_others_out(admin_client):
    draft = make_office(state="draft", published_at=None)
    make_office()
    chosen = {"action": "export_csv", "select_across": "1", "_selected_action": [draft.pk]}

    response = admin_client.post(page(Office, "changelist") + "?state__exact=draft", chosen)

    assert [row["address"] for row in read_csv(response)] == [""]
    assert [row["ID"] for row in read_csv(response)] == [str(draft.pk)]


def test_viewers_may_export_and_nobody_else(client, django_user_model):
    office = make_office()
    user = django_user_model.objects.create_user("viewer", "v@example.org", is_staff=True)
    client.force_login(user)
    assert export(client, "export_csv", Office, office).status_code == 403

    user.user_permissions.add(Permission.objects.get(codename="view_office"))

    assert len(read_csv(export(client, "export_csv", Office, office))) == 1


def test_queries_do_not_grow_with_rows(django_assert_num_queries):
    for _ in range(3):
        make_office(parent=make_office())

    with django_assert_num_queries(1):
        assert len(list(exports.rows(Office.objects.all()))) == 7
