"""Who may do what: one table, asked by the admin, the CMS, the API and the pages alike.

A superuser may do everything. All others have what their RoleAssignments say, read once per
request; what no rule names is refused.

A model of ours says more by class attributes: `kept_by`, the roles that keep it besides the
section's publishers; `is_internal`, that no other role reads it; `proposed_for`, the path to the
countries embassies propose it for, and `shown_to_proposer`, a condition by which of these records
an account sees not all.
"""

from functools import cache

from cms.models import CMSPlugin, Page, PageContent, Placeholder
from django.apps import apps
from django.contrib.auth.backends import BaseBackend
from django.db.models import Q
from djangocms_versioning.models import Version
from filer.models import File
from modeltranslation.translator import translator

from portal.models import City, Published, Role, RoleAssignment, TranslationState
from portal.sections import CITY, section_key, section_of_page

READ = frozenset({"view"})
WRITE = READ | {"add", "change"}
DRAFT = WRITE | {"submit"}
TRANSLATE = READ | {"translate"}
EVERYTHING = DRAFT | {"publish", "delete"}
PROTECTED = EVERYTHING - {"delete"}

# role -> kind of model -> actions. "publish" stands for approving, scheduling, sending back,
# archiving and reverting; "translate" for changing one language's texts.
RULES = {
    Role.AUTHOR: {
        "content": DRAFT,
        "record": READ,
        "page": WRITE,
        "plugin": EVERYTHING,
        "media": WRITE,
        "translation": READ,
    },
    Role.PUBLISHER: {
        "content": EVERYTHING,
        "record": EVERYTHING,
        "page": EVERYTHING,
        "plugin": EVERYTHING,
        "media": EVERYTHING,
        "translation": READ,
    },
    Role.TRANSLATOR: {
        "content": TRANSLATE,
        "record": TRANSLATE,
        "page": TRANSLATE,
        "plugin": EVERYTHING,
        "media": TRANSLATE,
        "translation": READ,
    },
    Role.OFFICER: {
        "kept content": DRAFT,
        "kept record": EVERYTHING,
        "content": READ,
        "record": READ,
        "media": WRITE,
    },
    Role.EMBASSY: {"proposed": DRAFT},
    Role.DATA_EDITOR: {
        "kept content": EVERYTHING,
        "kept record": EVERYTHING,
        "content": READ,
        "record": READ,
        "media": WRITE,
    },
    Role.MODERATOR: {"kept content": EVERYTHING, "kept record": EVERYTHING},
    Role.ADMINISTRATOR: {"account": PROTECTED, "grant": EVERYTHING, "setting": PROTECTED},
}
ONLY_DRAFTS = {Role.AUTHOR, Role.OFFICER, Role.EMBASSY}
KEEPERS = {Role.OFFICER, Role.DATA_EDITOR, Role.MODERATOR}
ACCOUNT_APPS = {"account", "mfa", "socialaccount", "usersessions"}
# A page belongs to a section by its place in the tree, which only the page itself can tell.
OF_ANY_SECTION = {"media", "translation", "page", "plugin"}
MEDIA_APPS = {"easy_thumbnails", "filer"}

# Permissions of others that name no model of theirs.
NAMED = {
    "cms.use_structure": ("change", PageContent),
    "filer.can_use_directory_listing": ("view", "filer.File"),
}


@cache
def kind(model):
    """The row of the table's columns that a model falls under, or "" if none does."""
    label, app = model._meta.label, model._meta.app_label
    if issubclass(model, Page | PageContent | Version):
        return "page"
    if issubclass(model, CMSPlugin | Placeholder):
        return "plugin"
    if model is RoleAssignment:
        return "grant"
    if label == "portal.User" or app in ACCOUNT_APPS:
        return "account"
    if model is City or app == "sites":
        return "setting"
    if app in MEDIA_APPS or issubclass(model, File):
        return "media"
    if model is TranslationState:
        return "translation"
    if issubclass(model, Published):
        return "content"
    return "record" if app in own_apps() and not hasattr(model, "instance_type") else ""


@cache
def is_translated(model):
    return model in translator.get_registered_models() or kind(model) == "page"


@cache
def own_apps():
    return {CITY, *(app.label for app in apps.get_app_configs() if hasattr(app, "section"))}


def assignments(user):
    """The roles of a user, read once; a request has a user object of its own."""
    if not (user.is_authenticated and user.is_active):
        return []
    if not hasattr(user, "_assignments"):
        user._assignments = list(user.role_assignments.all())
    return user._assignments


def forget(user):
    """Read the roles again at the next question."""
    user.__dict__.pop("_assignments", None)


def may(user, action, model, obj=None):
    """Whether any role allows the action on the model, or on one record of it."""
    if user.is_active and (user.is_superuser or (action, model) == getattr(user, "_lent", None)):
        return True
    return any(
        _allows(held, action, model) and (obj is None or _reaches(held, action, obj))
        for held in assignments(user)
    )


def lend(user, action, model):
    """Allow one action for the rest of the request, to a view that cannot ask more closely."""
    user._lent = action, model


def languages(user, model):
    """Codes of the languages whose texts a user may change on their own."""
    if not is_translated(model) or "translate" not in RULES[Role.TRANSLATOR].get(kind(model), ()):
        return []
    return [held.language for held in assignments(user) if held.role == Role.TRANSLATOR]


def kinds(held, model):
    """What a model is to the holder of a role; several where the model names the role."""
    is_a = kind(model)
    if held.role == Role.EMBASSY:
        return ["proposed"] if hasattr(model, "proposed_for") else []
    if getattr(model, "is_internal", False) and held.role not in (*model.kept_by, Role.PUBLISHER):
        return []
    if held.role in getattr(model, "kept_by", ()):
        return [f"kept {is_a}", is_a]
    if held.role in KEEPERS and is_a != "media":
        return [is_a] if section_key(model) in kept_sections(held.role) else []
    return [is_a]


@cache
def kept_sections(role):
    """The sections in which a role keeps something, and so reads all."""
    return {section_key(m) for m in apps.get_models() if role in getattr(m, "kept_by", ())}


def _allows(held, action, model):
    if action == "translate" and not is_translated(model):
        return False
    if held.section and kind(model) not in OF_ANY_SECTION and section_key(model) != held.section:
        return False
    return any(action in RULES[held.role].get(name, ()) for name in kinds(held, model))


def _reaches(held, action, obj):
    """Whether a role that allows the action on the model allows it on this record."""
    if held.role == Role.EMBASSY and obj.pk:
        rows = _shown_to_proposer(type(obj), held.user_id).filter(pk=obj.pk)
        if not _in_countries(rows, held.countries, action):
            return False
    if held.section and isinstance(obj, Page | PageContent):
        return section_of_page(getattr(obj, "page", obj)) == held.section
    if action == "delete" and isinstance(obj, Published):
        return never_published(obj)
    if held.role in ONLY_DRAFTS and action in ("change", "submit") and isinstance(obj, Published):
        return obj.state == Published.State.DRAFT
    if held.role == Role.EMBASSY and action == "change" and obj.pk:
        return getattr(obj, "awaits_acceptance", True)
    return True


def never_published(obj):
    return obj.state in (Published.State.DRAFT, Published.State.REVIEW) and not obj.published_at


def _in_countries(rows, countries, action):
    """Any country of several is enough to read a record; to change it, all must be one's own."""
    found = {str(code) for code in rows.values_list(rows.model.proposed_for, flat=True)}
    own = {country.code for country in countries}
    return bool(found & own) if action == "view" else bool(found) and found <= own


def _shown_to_proposer(model, account):
    shown = getattr(model, "shown_to_proposer", lambda account: Q())
    return model._base_manager.filter(shown(account))


def countries(user, model):
    """The countries a user is bound to in a model, or None where none bind."""
    held = [h for h in assignments(user) if _allows(h, "view", model)]
    if user.is_superuser or not held or any(h.role != Role.EMBASSY for h in held):
        return None
    return {country.code for h in held for country in h.countries}


def visible(user, model):
    """A condition for the records a user may see beyond the public ones; None for none."""
    if not user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
        return None
    bound = countries(user, model)
    if bound is None:
        return Q()
    shown = _shown_to_proposer(model, user.pk)
    return Q(pk__in=shown.filter(**{f"{model.proposed_for}__in": bound}).values("pk"))


def sync_staff(user):
    """Only those with a role, and superusers, may open the admin."""
    forget(user)
    user.is_staff = user.is_superuser or bool(assignments(user))
    user.save(update_fields=["is_staff"])


class RoleBackend(BaseBackend):
    """Answers has_perm() by the roles; signs nobody in."""

    def has_perm(self, user_obj, perm, obj=None):
        action, model = named(perm)
        if model is None:
            return False
        return may(user_obj, action, model, obj) or (
            action == "change" and may(user_obj, "translate", model, obj)
        )

    def has_module_perms(self, user_obj, app_label):
        models = apps.get_app_config(app_label).get_models() if _is_app(app_label) else []
        return any(may(user_obj, "view", model) for model in models)


def _is_app(label):
    return label in apps.app_configs


@cache
def named(perm):
    """(action, model) of "app.action_model", with None where there is no such model."""
    action, model = NAMED.get(perm, ("", None))
    if isinstance(model, str):
        return action, apps.get_model(model) if _is_app(model.partition(".")[0]) else None
    if model is None:
        app, _dot, codename = perm.partition(".")
        action, _bar, name = codename.partition("_")
        model = apps.all_models.get(app, {}).get(name)
    return action, model
