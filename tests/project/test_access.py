"""Who may open which page. A new named URL must be added here."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import URLResolver, get_resolver, reverse

from tests.factories import (
    make_agreement,
    make_document,
    make_file,
    make_home,
    make_news,
    make_office,
    make_partner,
    make_partnership,
    make_stage_guide,
    make_stage_record,
)

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "staff", "admin")
EVERYBODY = (200, 200, 200)
NOBODY = (404, 404, 404)
EDITORS = (404, 404, 200)
TO_THE_LANGUAGE = (302, 302, 302)
PAGE_EDITORS = (403, 403, 200)
BY_POST = (405, 405, 405)
SIGNED_IN = (302, 200, 200)
SIGNED_OUT = (200, 302, 302)
LEADS_ON = (302, 302, 302)
WITHOUT_MEANS = (302, 403, 403)  # these accounts have no password and no app
SIGNED_IN_WITH_CODES = (302, 404, 404)
DRAFT = {"state": "draft", "published_at": None}
PASSWORD_RESET = [
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
]


def slug(make, **values):
    return lambda: {"slug": make(**values).slug}


def stored(**values):
    return lambda: {"name": make_document(**values).file.name}


def filed(**values):
    def make():
        document = make_file(**values)
        return {"pk": document.pk, "name": document.file_name}

    return make


def city():
    make_home()
    return {}


def report(state):
    def make():
        tie = make_partnership()
        make_stage_record(partnership=tie, stage="reporting", year=2024, state=state)
        return {"slug": tie.partner.slug, "year": 2024}

    return make


def agreement_of_a_draft():
    tie = make_partnership(partner=make_partner(**DRAFT))
    return {"slug": make_agreement(partnership=tie).slug}


def privacy():
    return {"slug": "privacy"}


PAGES = [
    ("root", dict, TO_THE_LANGUAGE),
    ("robots", dict, EVERYBODY),
    ("sitemap", dict, EVERYBODY),
    ("manifest", dict, EVERYBODY),
    ("security", dict, EVERYBODY),
    ("opensearch", dict, EVERYBODY),
    ("search", dict, EVERYBODY),
    ("api:api-root", dict, NOBODY),
    ("api:openapi-json", dict, EVERYBODY),
    ("api:partners", dict, EVERYBODY),
    ("api:partner", slug(make_partner), EVERYBODY),
    ("api:partner", slug(make_partner, **DRAFT), NOBODY),
    ("api:stages", dict, EVERYBODY),
    ("api:agreements", dict, EVERYBODY),
    ("api:activities", dict, EVERYBODY),
    ("api:benefits", dict, EVERYBODY),
    ("api:search", dict, EVERYBODY),
    ("pages-root", dict, EVERYBODY),
    ("pages-details-by-slug", privacy, EVERYBODY),
    ("pages-details-by-slug", lambda: {"slug": "no-such-page"}, NOBODY),
    ("offices:list", dict, EVERYBODY),
    ("offices:office", slug(make_office), EVERYBODY),
    ("offices:office", slug(make_office, **DRAFT), EDITORS),
    ("services:list", dict, EVERYBODY),
    ("news:list", dict, EVERYBODY),
    ("news:feed", dict, EVERYBODY),
    ("news:item", slug(make_news), EVERYBODY),
    ("news:item", slug(make_news, **DRAFT), EDITORS),
    ("feedback", dict, EVERYBODY),
    ("feedback_problem", dict, EVERYBODY),
    ("feedback_thanks", dict, EVERYBODY),
    ("sistercity:home", dict, EVERYBODY),
    ("sistercity:partners", dict, EVERYBODY),
    ("sistercity:partner", slug(make_partner), EVERYBODY),
    ("sistercity:partner", slug(make_partner, **DRAFT), EDITORS),
    ("sistercity:agreements", dict, EVERYBODY),
    ("sistercity:agreement", slug(make_agreement), EVERYBODY),
    ("sistercity:agreement", slug(make_agreement, **DRAFT), EDITORS),
    ("sistercity:agreement", agreement_of_a_draft, EDITORS),
    ("sistercity:calendar", dict, EVERYBODY),
    ("sistercity:calendar-ics", dict, EVERYBODY),
    ("sistercity:activities-feed", dict, EVERYBODY),
    ("sistercity:staff-calendar", dict, EDITORS),
    ("sistercity:staff-ics", lambda: {"token": "no-such-token"}, NOBODY),
    ("sistercity:results", dict, EVERYBODY),
    ("sistercity:results-file", lambda: {"kind": "csv"}, EVERYBODY),
    ("sistercity:results-file", lambda: {"kind": "exe"}, NOBODY),
    *[(f"sistercity:profile{end}", city, EVERYBODY) for end in ("", "-pdf")],
    *[(f"sistercity:delegation{end}", slug(make_partner), EVERYBODY) for end in ("", "-pdf")],
    ("sistercity:delegation", slug(make_partner, **DRAFT), EDITORS),
    *[(f"sistercity:report{end}", report("completed"), EVERYBODY) for end in ("", "-pdf")],
    *[(f"sistercity:report{end}", report("in_progress"), EDITORS) for end in ("", "-pdf")],
    ("sistercity:stages", dict, EVERYBODY),
    ("sistercity:representatives", dict, EVERYBODY),
    ("sistercity:networks", dict, EVERYBODY),
    ("sistercity:reciprocity", dict, EVERYBODY),
    ("sistercity:stage", slug(make_stage_guide), EVERYBODY),
    ("sistercity:stage", slug(make_stage_guide, **DRAFT), EDITORS),
    ("sistercity:propose", dict, EVERYBODY),
    ("sistercity:proposed", dict, EVERYBODY),
    ("document", filed(public=True), EVERYBODY),
    ("document", filed(), EDITORS),
    ("preview", lambda: {"token": "no-such-token"}, NOBODY),
    ("admin-language", dict, BY_POST),
    ("cms_wizard_create", dict, PAGE_EDITORS),
    ("cms_login", dict, LEADS_ON),
    *[(name, dict, LEADS_ON) for name in ("sign-in", "sign-in-cms", "change-password")],
    *[(name, dict, SIGNED_IN) for name in ("sign-out", "account_logout", "mfa_index")],
    *[(name, dict, SIGNED_OUT) for name in ("account_login",)],
    *[(name, dict, LEADS_ON) for name in ("mfa_authenticate", "mfa_login_webauthn")],
    *[(name, dict, EVERYBODY) for name in PASSWORD_RESET],
    ("account_reset_password_from_key", lambda: {"uidb36": "1", "key": "x-y"}, EVERYBODY),
    ("account_change_password", dict, LEADS_ON),  # these accounts have none
    ("account_set_password", dict, SIGNED_IN),
    ("account_reauthenticate", dict, WITHOUT_MEANS),
    ("mfa_reauthenticate", dict, WITHOUT_MEANS),
    ("mfa_reauthenticate_webauthn", dict, WITHOUT_MEANS),
    ("mfa_activate_totp", dict, SIGNED_IN),
    ("mfa_deactivate_totp", dict, SIGNED_IN_WITH_CODES),
    ("mfa_view_recovery_codes", dict, SIGNED_IN_WITH_CODES),
    ("mfa_download_recovery_codes", dict, SIGNED_IN_WITH_CODES),
    ("mfa_generate_recovery_codes", dict, SIGNED_IN),
    ("mfa_list_webauthn", dict, SIGNED_IN),
    ("mfa_add_webauthn", dict, SIGNED_IN),
    ("mfa_edit_webauthn", lambda: {"pk": 1}, SIGNED_IN_WITH_CODES),
    ("mfa_remove_webauthn", lambda: {"pk": 1}, SIGNED_IN_WITH_CODES),
    ("usersessions_list", dict, SIGNED_IN),
    ("media", stored(is_public=True), EVERYBODY),
    ("media", stored(is_public=False), NOBODY),
    ("private", stored(is_public=False), EDITORS),
    ("private", stored(is_public=True), NOBODY),
]


@pytest.fixture(autouse=True)
def contact(settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"


def sign_in(client, django_user_model, role):
    if role != "visitor":
        user = django_user_model.objects.create_user(
            role, f"{role}@example.org", is_staff=True, is_superuser=role == "admin"
        )
        client.force_login(user)


def url_names(resolver, namespace=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from url_names(pattern, namespace + inner)
        else:
            yield namespace + (pattern.name or f"unnamed {pattern.pattern}")


def public_names():
    return {name for name in url_names(get_resolver()) if not name.startswith("admin:")}


def test_every_page_has_an_access_rule():
    assert public_names() == {name for name, _make, _statuses in PAGES}


@pytest.mark.parametrize("name, make, statuses", PAGES)
def test_access(name, make, statuses, client, django_user_model):
    url = reverse(name, kwargs=make())

    found = []
    for role in ROLES:
        sign_in(client, django_user_model, role)
        response = client.get(url)
        found.append(response.status_code)
        if response.streaming:
            b"".join(response)  # a file is closed at its end

    assert tuple(found) == statuses


# Lists of the CMS that lead on to another one.
REDIRECTED = {
    "admin:cms_page_changelist",
    "admin:djangocms_versioning_pagecontentversion_changelist",
}


def admin_lists():
    return {name for name in url_names(get_resolver()) if name.endswith("_changelist")} - REDIRECTED


@pytest.mark.parametrize("role, status", [("visitor", 302), ("staff", 403), ("admin", 200)])
def test_every_list_of_the_admin(role, status, client, django_user_model):
    sign_in(client, django_user_model, role)

    answers = {name: client.get(reverse(name)) for name in sorted(admin_lists())}

    codes = {name: answer.status_code for name, answer in answers.items()}
    assert {name: code for name, code in codes.items() if code != status} == {}
    if role == "visitor":
        assert {answer.url.partition("?")[0] for answer in answers.values()} == {"/admin/login/"}


def test_permission_to_view_opens_the_draft_of_that_model_only(client, django_user_model):
    user = django_user_model.objects.create_user("reader", "r@example.org", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_office"))
    client.force_login(user)

    office = client.get(make_office(**DRAFT).get_absolute_url())
    partner = client.get(make_partner(**DRAFT).get_absolute_url())

    assert (office.status_code, partner.status_code) == (200, 404)
