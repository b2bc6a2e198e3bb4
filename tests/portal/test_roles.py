"""What each role may do, as a table; and nothing besides it."""

import pytest
from cms.models import Page, PageContent
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from djangocms_text.models import Text

from portal import roles
from portal.content import content_models
from portal.models import (
    City,
    LegalBasis,
    Office,
    Role,
    RoleAssignment,
    TranslationState,
    User,
)
from portal.sections import section_choices
from sistercity.models import Activity, Agreement, CooperationField, Partner, StageRecord
from tests.factories import (
    make_activity,
    make_office,
    make_partner,
    make_partnership,
    make_staff,
    make_stage_record,
)

pytestmark = pytest.mark.django_db

DRAFT = {"state": "draft", "published_at": None}
ACTIONS = ["view", "add", "change", "delete", "submit", "publish"]
MODELS = [
    Office, LegalBasis, City, User, RoleAssignment, TranslationState, Page, PageContent, Text,
    Partner, Agreement, Activity, StageRecord, CooperationField, Group, Site,
]  # fmt: skip
HOLDERS = {
    "nobody": [],
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
# v view, a add, c change, d delete, s submit, p publish
TABLE = {
    "nobody": {},
    "author of the city": {
        Office: "vacs", LegalBasis: "v", TranslationState: "v", Page: "vac", PageContent: "vac",
        Text: "vacdsp",
    },
    "author of partners": {
        Partner: "vacs", Agreement: "vacs", Activity: "vacs", StageRecord: "v",
        CooperationField: "v", TranslationState: "v", Page: "vac", PageContent: "vac",
        Text: "vacdsp",
    },
    "publisher of the city": {
        Office: "vacdsp", LegalBasis: "vacdsp", TranslationState: "v", Page: "vacdsp",
        PageContent: "vacdsp", Text: "vacdsp",
    },
    "publisher of partners": {
        Partner: "vacdsp", Agreement: "vacdsp", Activity: "vacdsp", StageRecord: "vacdsp",
        CooperationField: "vacdsp", TranslationState: "v", Page: "vacdsp",
        PageContent: "vacdsp", Text: "vacdsp",
    },
    "translator": {
        Office: "vc", LegalBasis: "vc", TranslationState: "v", Page: "vc", PageContent: "vc",
        Text: "vacdsp", Partner: "vc", Agreement: "vc", Activity: "vc", StageRecord: "vc",
        CooperationField: "vc",
    },
    "officer": {
        Partner: "v", Agreement: "vacs", Activity: "vacs", StageRecord: "vacdsp",
        CooperationField: "v",
    },
    "embassy": {Activity: "vacs"},
    "data editor": {},
    "moderator": {},
    "administrator": {
        City: "vacsp", User: "vacsp", RoleAssignment: "vacdsp", Site: "vacsp",
    },
}  # fmt: skip


@pytest.mark.parametrize("holder", HOLDERS)
def test_permissions_of_a_role(holder):
    user = make_staff(*HOLDERS[holder])

    found = {
        model: "".join(
            action[0]
            for action in ACTIONS
            if user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")
        )
        for model in MODELS
    }

    assert {model: letters for model, letters in found.items() if letters} == TABLE[holder]


@pytest.mark.parametrize("role", Role)
def test_every_role_has_rules(role):
    assert set(roles.RULES) == set(Role)
    assert roles.RULES[role] != {}


def test_content_of_every_section_has_authors_of_its_own_only():
    keys = [key for key, _label in section_choices()]
    authors = {key: make_staff(("author", key)) for key in keys}

    found = {
        model: [key for key in keys if roles.may(authors[key], "change", model)]
        for model in content_models()
    }

    assert found == {model: [roles.section_key(model)] for model in content_models()}


@pytest.mark.parametrize("active", [True, False])
def test_superuser_may_everything_while_active(active, editor):
    editor.is_active = active

    assert editor.has_perm("portal.publish_office") is active
    assert roles.may(editor, "publish", Office) is active


def test_visitors_and_switched_off_accounts_may_nothing():
    gone = make_staff(("publisher", "portal"))
    gone.is_active = False

    assert [user.has_perm("portal.view_office") for user in (gone, AnonymousUser())] == [
        False,
        False,
    ]


def test_permissions_of_unknown_names_are_refused():
    user = make_staff(("publisher", "portal"))

    assert not user.has_perm("portal.change_nothing")
    assert not user.has_perm("nowhere.change_office")
    assert not user.has_perm("nonsense")


STATES = ["draft", "review", "published", "archived"]
BY_STATE = {
    ("author", "change"): ["draft"],
    ("author", "submit"): ["draft"],
    ("author", "delete"): [],
    ("author", "publish"): [],
    ("publisher", "change"): STATES,
    ("publisher", "publish"): STATES,
    ("publisher", "delete"): ["draft", "review"],
    ("translator", "change"): [],
    ("translator", "translate"): STATES,
    ("translator", "delete"): [],
}


@pytest.mark.parametrize("role, action", BY_STATE)
def test_actions_depend_on_the_state(role, action):
    user = make_staff((role, "de" if role == "translator" else "portal"))
    live = {"published", "archived"}
    offices = {
        state: make_office(state=state)
        if state in live
        else make_office(**DRAFT | {"state": state})
        for state in STATES
    }

    found = [s for s in STATES if roles.may(user, action, Office, offices[s])]

    assert found == BY_STATE[role, action]


def test_translator_s_languages():
    user = make_staff(("translator", "de"), ("translator", "ja"))

    assert roles.languages(user, Office) == ["de", "ja"]
    assert roles.languages(user, StageRecord) == ["de", "ja"]
    assert roles.languages(user, User) == []


def test_embassy_has_the_activities_of_its_countries():
    german, french = (make_partnership(partner=make_partner(country=c)) for c in ("DE", "FR"))
    own = make_activity(german, **DRAFT)
    foreign = make_activity(french, **DRAFT)
    shared = make_activity(german, french, **DRAFT)
    public = make_activity(french)
    user = make_staff(("embassy_contributor", "DE"))

    may_change = [
        activity
        for activity in (own, foreign, shared, public)
        if user.has_perm("sistercity.change_activity", activity)
    ]

    assert may_change == [own]
    assert set(Activity.objects.visible_to(user)) == {own, shared, public}


def test_drafts_are_seen_by_the_editors_of_their_section():
    office, partner = make_office(**DRAFT), make_partner(**DRAFT)
    found = {
        holder: (
            office in Office.objects.visible_to(make_staff(*held)),
            partner in Partner.objects.visible_to(make_staff(*held)),
        )
        for holder, held in HOLDERS.items()
    }

    assert found == {
        "nobody": (False, False),
        "author of the city": (True, False),
        "author of partners": (False, True),
        "publisher of the city": (True, False),
        "publisher of partners": (False, True),
        "translator": (True, True),
        "officer": (False, True),
        "embassy": (False, False),
        "data editor": (False, False),
        "moderator": (False, False),
        "administrator": (False, False),
    }


def test_roles_are_read_once(django_assert_num_queries):
    user, record = make_staff(("translator", "de")), make_stage_record()
    user = User.objects.get(pk=user.pk)

    with django_assert_num_queries(1):
        for action in ACTIONS:
            user.has_perm(f"sistercity.{action}_stagerecord", record)


def test_the_last_role_taken_away_closes_the_admin():
    user = make_staff(("author", "portal"))
    before = user.is_staff
    user.role_assignments.all().delete()

    roles.sync_staff(user)

    user.refresh_from_db()
    assert (before, user.is_staff) == (True, False)
    assert not user.has_perm("portal.view_office")


WRONG = [
    {"role": "translator"},
    {"role": "translator", "language": "de", "section": "portal"},
    {"role": "author"},
    {"role": "publisher", "section": "portal", "language": "de"},
    {"role": "embassy_contributor"},
    {"role": "moderator", "countries": "DE"},
    {"role": "moderator", "section": "portal"},
]


@pytest.mark.parametrize("values", WRONG, ids=str)
def test_database_refuses_a_role_without_what_it_needs(values):
    user = make_staff()

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(user=user, **values)


@pytest.mark.parametrize("values", [{"section": "nowhere"}, {"section": ""}], ids=str)
def test_section_of_a_role_exists(values):
    with pytest.raises(ValidationError):
        RoleAssignment(user=make_staff(), role="author", **values).full_clean()


def test_role_is_held_once():
    user = make_staff(("author", "portal"))

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(user=user, role="author", section="portal")
