"""Which writes drop the snapshots of the public pages: every model is on one side or the other.

A new model of ours fails here until it is named. If public pages show it, it goes to MOVES. If not,
it gets `moves_snapshots = False` (or its AppConfig does) and goes to STAYS. A new app of others
goes to one of the two lists of apps, and to portal.pagecache.writes.QUIET_APPS if it stays.
"""

from pathlib import Path

from django.apps import apps

from portal.pagecache.writes import quiet_tables

ROOT = Path(__file__).resolve().parents[2]

APPS_MOVE = {"cms", "djangocms_text", "djangocms_versioning", "filer", "sites"}
APPS_STAY = {
    *("account", "admin", "auth", "contenttypes", "easy_thumbnails"),
    *("menus", "mfa", "sessions", "usersessions"),
}
EXCEPTIONS = {"cms.UserSettings"}  # stay, although their app moves

MOVES = {
    "portal.AlertBanner",
    "portal.City",
    "portal.CityFact",
    "portal.Columns",
    "portal.Download",
    "portal.Downloads",
    "portal.Fact",
    "portal.Facts",
    "portal.LinkButton",
    "portal.Notice",
    "portal.Picture",
    "portal.PictureOnPage",
    "portal.Quote",
    "portal.ExternalService",
    "portal.LegalBasis",
    "portal.NewsItem",
    "portal.Office",
    "portal.TranslationState",
    "sistercity.Activity",
    "sistercity.Agreement",
    "sistercity.Attendance",
    "sistercity.Benefit",
    "sistercity.Commitment",
    "sistercity.ContactPerson",
    "sistercity.CooperationField",
    "sistercity.Document",
    "sistercity.Evaluation",
    "sistercity.JointCommittee",
    "sistercity.NetworkMembership",
    "sistercity.Partner",
    "sistercity.PartnerCard",
    "sistercity.Partnership",
    "sistercity.RepresentativeOffice",
    "sistercity.ReciprocityCheck",
    "sistercity.Signatory",
    "sistercity.StageGuide",
    "sistercity.StageRecord",
    "sistercity.YearlyGoal",
}
STAYS = {
    "portal.PageFeedback",
    "portal.Redirect",
    "portal.RoleAssignment",
    "portal.DocumentText",
    "portal.SearchEntry",
    "portal.SearchQuery",
    "portal.SearchWord",
    "portal.User",
    "sistercity.CalendarAddress",
    "sistercity.Proposal",
    "sistercity.Reminder",
}


def is_ours(model):
    return Path(model._meta.app_config.path).parent == ROOT


def is_quiet(model):
    return model._meta.db_table in quiet_tables()


def models():
    return [model for model in apps.get_models() if not model._meta.proxy]


def test_every_model_of_ours_moves_the_snapshots_or_is_known_not_to():
    ours = [model for model in models() if is_ours(model) and not hasattr(model, "instance_type")]

    assert {model._meta.label for model in ours if not is_quiet(model)} == MOVES
    assert {model._meta.label for model in ours if is_quiet(model)} == STAYS


def test_history_never_moves_them():
    history = [model for model in models() if hasattr(model, "instance_type")]

    assert history
    assert [model._meta.label for model in history if not is_quiet(model)] == []


def test_every_app_of_others_is_on_one_side():
    others = [model for model in models() if not is_ours(model)]
    quiet = {model._meta.label for model in others if is_quiet(model)}
    stay = {model._meta.label for model in others if model._meta.app_label in APPS_STAY}

    assert {model._meta.app_label for model in others} == APPS_MOVE | APPS_STAY
    assert quiet == stay | EXCEPTIONS


def test_a_link_table_goes_with_the_model_that_owns_it():
    links = [
        model for model in apps.get_models(include_auto_created=True) if model._meta.auto_created
    ]

    assert links
    wrong = [link for link in links if is_quiet(link) != is_quiet(link._meta.auto_created)]
    assert wrong == []
