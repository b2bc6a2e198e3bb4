import pytest
from django.core.cache import cache
from django.test import Client

from tests.portal.accounts.site import make_staff


@pytest.fixture
def staff(db):
    return make_staff()


@pytest.fixture(autouse=True)
def no_attempts_yet():
    """Rate limits are kept in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture(autouse=True)
def second_factor(settings):
    settings.SECOND_FACTOR_FOR_STAFF = True


@pytest.fixture
def client_elsewhere():
    return Client(headers={"user-agent": "Elsewhere"})
