"""The interface answers as its description says, whatever it is asked."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.generation import GenerationMode

from tests.factories import (
    make_activity,
    make_agreement,
    make_benefit,
    make_partner,
    make_partnership,
    make_stage_guide,
)

pytestmark = pytest.mark.django_db
CHECKS = [
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
]


@pytest.fixture
def connection_kept():
    """Requests end, as with Django's own client, without closing the test's connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def description(connection_kept, monkeypatch):
    """Without the limit on searches, or most answers would be that one."""
    monkeypatch.setattr("portal.search_api.asks_too_often", lambda request: False)
    tie = make_partnership(partner=make_partner(slug="namur"))
    make_agreement(partnership=tie)
    make_activity(tie)
    make_benefit(partnership=tie)
    make_stage_guide()
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def ask_anything(description, examples):
    """Each operation with what its description allows, and with what it does not."""
    limits = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    for found in description.get_all_operations():
        for mode in GenerationMode:
            limits(given(found.ok().as_strategy(mode))(answers_as_described))()


def answers_as_described(case):
    case.call_and_validate(checks=CHECKS)


def test_anything_asked_is_answered_as_described(description):
    ask_anything(description, examples=8)


@pytest.mark.full
def test_anything_asked_at_length_is_answered_as_described(description):
    ask_anything(description, examples=300)
