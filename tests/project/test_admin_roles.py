"""Every page of the admin and every role: what opens is what the table says.

A model newly registered fails here until the table names it.
"""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.sites.models import Site
from django.http import HttpResponse
from django.template.response import TemplateResponse
from filer.models import Clipboard, File, Folder

from portal import errors
from portal.models import RoleAssignment, SearchQuery, TranslationState, User
from sistercity.models import Document
from tests import factories
from tests.project.test_admin import MAKE, UNTRANSLATED, page

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

HOLDERS = {
    "author of the city": [("author", "portal")],
    "author of partners": [("author", "sistercity")],
    "publisher of the city": [("publisher", "portal")],
    "publisher of partners": [("publisher", "sistercity")],
    "translator": [("translator", "de")],
    "officer": [("cooperation_officer", "")],
    "embassy": [("embassy_contributor", "DE")],
    "data editor": [("data_editor", "")],
    "moderator": [("moderator", "")],
    "administrator": [("administrator", "")],
}
CITY = ("author of the city", "publisher of the city")
PARTNERS = ("author of partners", "publisher of partners")
CITY_CONTENT = {
    "author of the city": "lach", "publisher of the city": "lacdh", "translator": "lch",
}  # fmt: skip
PARTNER_CONTENT = {
    "author of partners": "lach", "publisher of partners": "lacdh", "translator": "lch",
    "officer": "lvh",
}  # fmt: skip
PARTNER_RECORD = PARTNER_CONTENT | {"author of partners": "lvh"}
UNTRANSLATED_RECORD = PARTNER_RECORD | {"officer": "lacdh", "translator": "lvh"}
CITY_RECORD = {
    "author of the city": "lvh", "publisher of the city": "lacdh", "translator": "lvh",
}  # fmt: skip
INBOX = CITY_RECORD | {"publisher of the city": "lcdh", "moderator": "lcdh"}
LIBRARY = {
    **dict.fromkeys(["author of the city", "author of partners", "officer", "data editor"], "lach"),
    **dict.fromkeys(["publisher of the city", "publisher of partners"], "lacdh"),
    "translator": "lvh",
}
# l list, a add, v change page to read only, c change page to write, d delete, h history; of a
# record that is a draft where it can be one.
TABLE = {
    "filer.File": LIBRARY,
    "filer.Folder": LIBRARY,
    "filer.Clipboard": LIBRARY,
    "portal.AlertBanner": CITY_CONTENT,
    "portal.City": {"administrator": "lch"},
    "portal.CityFact": CITY_RECORD | {"translator": "lch"},
    "portal.ExternalService": CITY_CONTENT,
    "portal.LegalBasis": CITY_CONTENT | {"author of the city": "lvh"},
    "portal.NewsItem": CITY_CONTENT,
    "portal.Office": CITY_CONTENT,
    "portal.PageFeedback": INBOX,
    "portal.Picture": LIBRARY | {"translator": "lch"},
    "portal.Redirect": CITY_RECORD,
    "portal.SearchQuery": dict.fromkeys([*CITY, "translator"], "l"),
    "portal.RoleAssignment": {"administrator": "lacdh"},
    "portal.TranslationState": dict.fromkeys([*CITY, *PARTNERS, "translator"], "lvh"),
    "portal.User": {"administrator": "lach"},
    "sistercity.Activity": PARTNER_CONTENT | {"officer": "lach", "embassy": "lach"},
    "sistercity.Agreement": PARTNER_CONTENT | {"officer": "lach"},
    "sistercity.Attendance": UNTRANSLATED_RECORD,
    "sistercity.Benefit": PARTNER_CONTENT | {"officer": "lach"},
    "sistercity.Commitment": PARTNER_RECORD | {"officer": "lacdh"},
    "sistercity.ContactPerson": PARTNER_RECORD | {"officer": "lacdh"},
    "sistercity.CooperationField": PARTNER_RECORD,
    "sistercity.Document": {
        "publisher of partners": "lacdh",
        "officer": "lacdh",
        "embassy": "lach",
    },
    "sistercity.Evaluation": PARTNER_RECORD | {"officer": "lacdh"},
    "sistercity.JointCommittee": PARTNER_RECORD | {"officer": "lacdh"},
    "sistercity.NetworkMembership": PARTNER_CONTENT | {"officer": "lach"},
    "sistercity.Partner": PARTNER_CONTENT,
    "sistercity.Partnership": PARTNER_RECORD | {"officer": "lacdh"},
    "sistercity.Proposal": dict.fromkeys(["publisher of partners", "officer"], "lcdh"),
    "sistercity.ReciprocityCheck": PARTNER_RECORD | {"officer": "lacdh"},
    "sistercity.RepresentativeOffice": PARTNER_CONTENT,
    "sistercity.StageGuide": PARTNER_CONTENT,
    "sistercity.Signatory": PARTNER_RECORD | {"officer": "lacdh"},
    "sistercity.StageRecord": PARTNER_RECORD | {"officer": "lacdh"},
    "sistercity.YearlyGoal": PARTNER_RECORD | {"officer": "lacdh"},
    "sites.Site": {"administrator": "lach"},
}
# The CMS has tests of its own: tests/portal/test_cms_access.py.
OF_THE_CMS = {"cms", "djangocms_versioning"}


@pytest.fixture(autouse=True)
def blank_pages(monkeypatch):
    """Nothing here reads them: test_admin.py renders each, test_views.py the refusal."""
    monkeypatch.setattr(TemplateResponse, "rendered_content", "")
    monkeypatch.setattr(
        errors, "_page", lambda request, template, status: HttpResponse(status=status)
    )


def make_state():
    return TranslationState.objects.create(
        content=factories.make_office(), field="name", language="de", source_language="id",
        source_hash="", state="current",
    )  # fmt: skip


def make_role():
    return RoleAssignment.objects.create(
        user=factories.make_staff(), role="author", section="portal"
    )


def make_query():
    return SearchQuery.objects.create(query="teh", language="id", day=date(2026, 3, 2))


OTHERS = {
    TranslationState: make_state,
    RoleAssignment: make_role,
    User: factories.make_staff,
    Site: Site.objects.get_current,
    File: factories.make_document,
    Folder: lambda: Folder.objects.create(name="Reports"),
    Clipboard: lambda: Clipboard.objects.create(user=factories.make_staff()),
    SearchQuery: make_query,
    **UNTRANSLATED,
    Document: lambda: factories.make_file(accepted_at=None),
}


def draft(model):
    record = {**MAKE, **OTHERS}[model]()
    if hasattr(record, "published_at"):
        model.objects.filter(pk=record.pk).update(state="draft", published_at=None)
    if hasattr(record, "awaits_acceptance"):
        model.objects.filter(pk=record.pk).update(accepted_at=None)
    return record


def registered():
    return {
        model._meta.label: model
        for model in admin.site._registry
        if model._meta.app_label not in OF_THE_CMS
    }


def test_every_model_of_the_admin_has_a_rule():
    assert set(registered()) == set(TABLE)


def opened(client, model, record):
    """Letters of what opens, as in TABLE."""
    pages = {
        "l": page(model, "changelist"),
        "a": page(model, "add"),
        "c": page(model, "change", record.pk),
        "d": page(model, "delete", record.pk),
        "h": page(model, "history", record.pk),
    }
    found = ""
    for letter, url in pages.items():
        answer = client.get(url)
        assert answer.status_code in (200, 302, 403), (url, answer.status_code)
        if answer.status_code == 200:
            reads = letter == "c" and not answer.context_data["has_change_permission"]
            found += "v" if reads else letter
    return found


@pytest.mark.parametrize("label", TABLE)
def test_pages_open_to_those_whose_role_they_are(label, client):
    """One record and all holders: what every page reads anew after a write is read once."""
    model = registered()[label]
    staff = {holder: factories.make_staff(*roles) for holder, roles in HOLDERS.items()}
    record = draft(model)

    found = {}
    for holder, user in staff.items():
        client.force_login(user)
        found[holder] = opened(client, model, record)

    assert found == dict.fromkeys(HOLDERS, "") | TABLE[label]


@pytest.mark.parametrize("label", TABLE)
def test_accounts_without_a_role_open_nothing(label, client):
    model = registered()[label]
    user = factories.make_staff()
    user.is_staff = True
    user.save()
    record = draft(model)
    client.force_login(user)

    assert opened(client, model, record) == ""


@pytest.mark.parametrize("holder", ["author of the city", "author of partners", "embassy"])
def test_what_is_published_is_not_an_author_s_to_change(holder, client):
    office, activity = factories.make_office(), factories.make_activity()
    client.force_login(factories.make_staff(*HOLDERS[holder]))

    found = [
        opened(client, type(record), record).translate({ord("l"): None, ord("a"): None})
        for record in (office, activity)
    ]

    assert found == (["vh", ""] if holder == "author of the city" else ["", "vh"])
