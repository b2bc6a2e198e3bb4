"""Queries of admin pages and of what every save keeps up; see the issue's figures."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import translating
from portal.languages import LANGUAGES
from portal.models import TranslationState
from tests.project.test_admin import BY_NAME, MAKE, SEVERAL, form_values, make, page, source_column

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

MOST_OF_A_FORM, MOST_OF_A_LIST, MOST_OF_UPKEEP = 20, 15, 4
UPKEEP = ("historical", "translationstate")


def queries(client, url):
    for _ in range(2):  # the first requests read the addresses of the CMS and its user's settings
        client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def translate(record):
    """A text and a state in every language."""
    for field in translating.translated_fields(type(record)):
        values = {translating.column(field, code): "Teks" for code in LANGUAGES}
        type(record)._base_manager.filter(pk=record.pk).update(**values)
    record.refresh_from_db()
    fields = translating.translated_fields(type(record))
    pairs = [(field, code) for field in fields for code in LANGUAGES if code != "id"]
    translating.confirm_all(record, pairs=pairs, state=TranslationState.State.CURRENT)


@pytest.mark.parametrize("model", MAKE, **BY_NAME)
def test_form_stays_within_its_queries_however_much_there_is(model, admin_client):
    record = make(model)
    if model in SEVERAL:
        MAKE[model]()  # the library links neighbours
    url = page(model, "change", record.pk)
    bare = queries(admin_client, url)

    translate(record)
    if model in SEVERAL:
        MAKE[model](), MAKE[model]()

    assert (queries(admin_client, url), bare <= MOST_OF_A_FORM) == (bare, True)


@pytest.mark.parametrize("model", MAKE, **BY_NAME)
def test_list_stays_within_its_queries(model, admin_client):
    make(model)

    assert queries(admin_client, page(model, "changelist")) <= MOST_OF_A_LIST


@pytest.mark.parametrize("model", MAKE, **BY_NAME)
def test_history_and_states_cost_little_at_each_save(model, admin_client):
    record = make(model)
    url = page(model, "change", record.pk) + "?language=de"
    opened = form_values(admin_client.get(url))
    source = source_column(opened)
    texts = {name: "Neu" for name in opened if name.endswith("_de") and "-" not in name}

    with CaptureQueriesContext(connection) as captured:
        response = admin_client.post(url, opened | {source: "Baru"} | texts)

    assert response.status_code == 302
    kept = [q["sql"] for q in captured if any(f"_{name}" in q["sql"] for name in UPKEEP)]
    assert 2 <= len(kept) <= MOST_OF_UPKEEP, kept
    saved = TranslationState.objects.filter(language="de", state="current")
    assert saved.count() == len(texts)
