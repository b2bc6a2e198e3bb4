import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import *
pytestmark = pytest.mark.django_db
def test_x(admin_client):
    for rows in (1,2,3):
        make_field()
        admin_client.get("/admin/sistercity/cooperationfield/")
        with CaptureQueriesContext(connection) as q:
            admin_client.get("/admin/sistercity/cooperationfield/")
        print(rows, len(q))
        for x in q: print("   ", x["sql"][:150])
