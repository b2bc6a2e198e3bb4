from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal import dashboard
from portal.apps import PortalConfig
from portal.models import Office
from tests.factories import make_agreement, make_office, make_partner, make_service
from tests.project.reading import texts

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DRAFT = {"state": "draft", "published_at": None}
REVIEW = {"state": "review", "published_at": None}
MOST = 32


@pytest.fixture
def colleague(django_user_model):
    return django_user_model.objects.create_superuser("colleague", "c@example.org", "secret")


def by(user, record):
    """The record, with its whole history in this user's name."""
    record.history.update(history_user=user)
    return record


def rows(client, key):
    path = f"//section[@aria-labelledby='panel-{key}']//li/*[1]"
    return texts(client.get(reverse("admin:index")), path)


def test_my_drafts_are_those_i_began(admin_client, admin_user, colleague):
    by(admin_user, make_office(name_en="Mine", **DRAFT))
    by(admin_user, make_partner(name_en="Mine too", **DRAFT))
    by(admin_user, make_office(name_en="Mine and public"))
    theirs = by(colleague, make_office(name_en="Theirs", **DRAFT))
    theirs.save()
    theirs.history.filter(history_type="~").update(history_user=admin_user)

    assert sorted(rows(admin_client, "drafts")) == ["Mine", "Mine too"]


def test_review_waits_for_those_who_did_not_save_last(admin_client, admin_user, colleague):
    by(admin_user, make_office(name_en="I submitted", **REVIEW))
    by(colleague, make_office(name_en="They submitted", **REVIEW))
    by(colleague, make_office(name_en="Their draft", **DRAFT))
    again = by(admin_user, make_office(name_en="They submitted again", **REVIEW))
    again.save()
    again.history.filter(history_type="~").update(history_user=colleague)
    make_office(name_en="Imported", **REVIEW)

    assert rows(admin_client, "review") == ["They submitted", "They submitted again", "Imported"]


def test_review_dates_past_and_within_thirty_days(admin_client):
    today = timezone.localdate()
    make_service(name_en="Late", review_by=today - timedelta(days=1))
    make_office(name_en="Soon", review_by=today + timedelta(days=30))
    make_office(name_en="Later", review_by=today + timedelta(days=31))
    make_office(name_en="Gone", review_by=today, state="archived")

    assert rows(admin_client, "dates") == ["Late", "Soon"]
    late = texts(admin_client.get(reverse("admin:index")), "//li[@class='overdue']/a")
    assert late == ["Late"]


def test_my_latest_changes_begin_with_the_newest(admin_client, admin_user, colleague):
    by(admin_user, make_office(name_en="First"))
    by(admin_user, make_agreement(title_en="Second"))
    by(colleague, make_office(name_en="Theirs"))
    gone = by(admin_user, make_office(name_en="Third"))
    gone.delete()
    Office.history.filter(slug=gone.slug).update(history_user=admin_user)

    assert rows(admin_client, "changes") == ["Third", "Third", "Second", "First"]


def test_gaps_are_counted_per_kind_and_language(admin_client):
    make_office(name_ind="Kantor", name_en="", name_de="Amt")
    make_office(name_ind="Kantor", name_en="Office", name_de="")
    make_office(name_ind="Kantor", state="archived")

    response = admin_client.get(reverse("admin:index"))

    cells = texts(response, "//section[@class='gaps']//tbody/tr[th='Offices']/td")
    assert cells == ["–", "1", "1", "2", "2", "2", "2", "2"]


def test_nobody_sees_kinds_they_may_not_open(client, django_user_model):
    user = django_user_model.objects.create_user("reader", "r@example.org", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_office"))
    client.force_login(user)
    day = timezone.localdate()
    make_office(name_en="Office", name_ind="Kantor", review_by=day)
    make_partner(name_en="Partner", name_ind="Mitra", review_by=day)

    assert rows(client, "dates") == ["Office"]
    kinds = texts(client.get(reverse("admin:index")), "//section[@class='gaps']//tbody//th")
    assert kinds == ["Offices"]


def test_an_app_adds_a_panel(admin_client, monkeypatch):
    def panel(user):
        return dashboard.Panel("mail", "Mail", [dashboard.Row(user.username, "/x/", "new")])

    monkeypatch.setattr(PortalConfig, "dashboard_panels", [panel, lambda user: None], raising=False)

    assert rows(admin_client, "mail") == ["admin"]


def test_queries_stay_few_however_much_there_is(admin_client, admin_user):
    def cost():
        admin_client.get(reverse("admin:index"))
        Office.objects.update(review_by=timezone.localdate())  # a write empties what is kept
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(reverse("admin:index"))
        return len(captured)

    by(admin_user, make_office(name_ind="Kantor", **DRAFT))
    by(admin_user, make_agreement(title_ind="Nota", **REVIEW))
    few = cost()
    for _ in range(3):
        by(admin_user, make_office(name_ind="Kantor", **DRAFT))
        by(admin_user, make_agreement(title_ind="Nota", **REVIEW))

    assert (cost(), few <= MOST) == (few, True)
