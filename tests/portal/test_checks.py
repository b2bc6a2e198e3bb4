import pytest
from django.core.checks import run_checks

from portal.checks import (
    bucket_can_be_used,
    demo_accounts_stay_at_home,
    security_contact_is_named,
    site_url_is_served,
)


def found(check):
    return [problem.id for problem in check(None)]


@pytest.mark.parametrize(
    "demo, url, ids",
    [
        (True, "https://portal.example.org", ["portal.E001"]),
        (True, "http://192.0.2.1:8000", ["portal.E001"]),
        (True, "http://localhost.example.org", ["portal.E001"]),
        (True, "http://localhost:8000", []),
        (True, "http://127.0.0.1", []),
        (True, "http://[::1]:8000", []),
        (False, "https://portal.example.org", []),
    ],
)
def test_demo_accounts_stay_at_home(demo, url, ids, settings):
    settings.DEMO, settings.SITE_URL = demo, url

    assert found(demo_accounts_stay_at_home) == ids


@pytest.mark.parametrize(
    "hosts, ids",
    [
        (["portal.example.org", "localhost"], []),
        (["*"], []),
        ([".example.org"], []),
        (["localhost"], ["portal.E002"]),
        (["example.org"], ["portal.E002"]),
        ([], ["portal.E002"]),
    ],
)
def test_site_url_is_served(hosts, ids, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://portal.example.org", hosts

    assert found(site_url_is_served) == ids


@pytest.mark.parametrize("contact, ids", [("", ["portal.W003"]), ("a@example.org", [])])
def test_somebody_is_named_for_security(contact, ids, settings):
    settings.SECURITY_CONTACT = contact

    assert found(security_contact_is_named) == ids


@pytest.mark.parametrize("bucket", [{}, {"bucket_name": "uploads"}])
def test_what_a_bucket_needs_is_installed_here(bucket, settings):
    settings.BUCKET = bucket

    assert found(bucket_can_be_used) == []


def test_checks_are_registered_and_say_what_to_do(settings):
    settings.DEMO, settings.SITE_URL = True, "https://portal.example.org"
    settings.ALLOWED_HOSTS, settings.SECURITY_CONTACT = ["localhost"], ""

    ours = {
        p.id: p for p in run_checks(include_deployment_checks=True) if p.id.startswith("portal.")
    }

    assert set(ours) == {"portal.E001", "portal.E002", "portal.W003"}
    assert [p.id for p in ours.values() if not p.hint] == []


def test_contact_is_asked_for_in_deployment_only(settings):
    settings.SECURITY_CONTACT = ""

    assert [p.id for p in run_checks() if p.id == "portal.W003"] == []
