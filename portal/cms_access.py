"""The CMS asks for one permission where our roles tell apart; this is what it leaves open.

Its own views are held to VIEWS before they run, and its versions to conditions on language
and four eyes. A view of the CMS that VIEWS does not name is a publisher's.
"""

from cms.models import PageContent, Placeholder
from cms.models.fields import PlaceholderRelationField
from cms.signals import post_placeholder_operation
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import Version

from portal import roles, workflow

APPS = ("admin:cms_", "admin:djangocms_versioning_")
OPEN = "view"
VIEWS = {
    "cms_wizard_create": "add",
    "cms_page_get_list": OPEN,
    "cms_page_actions_menu": OPEN,
    "cms_page_changelist": OPEN,
    "cms_page_add": "add",
    "cms_page_edit_title_fields": "change",
    "cms_page_change": "change",
    "cms_page_history": OPEN,
    "cms_pagecontent_get_tree": OPEN,
    "cms_pagecontent_changelist": OPEN,
    "cms_pagecontent_add": "add",
    "cms_pagecontent_change": "edit",
    "cms_pagecontent_history": OPEN,
    "cms_pagecontent_copy_language": "edit",
    "cms_pagecontent_duplicate": "add",
    "cms_placeholder_copy_plugins": "edit",
    "cms_placeholder_add_plugin": "edit",
    "cms_placeholder_edit_plugin": "edit",
    "cms_placeholder_edit_field": "edit",
    "cms_placeholder_delete_plugin": "edit",
    "cms_placeholder_clear_placeholder": "edit",
    "cms_placeholder_move_plugin": "edit",
    "cms_placeholder_render_object_edit": OPEN,
    "cms_placeholder_render_object_structure": OPEN,
    "cms_placeholder_render_object_preview": OPEN,
    "cms_usersettings_session_store": OPEN,
    "cms_usersettings_get_toolbar": OPEN,
    "cms_usersettings_change": OPEN,
    "djangocms_versioning_pagecontentversion_grouper": OPEN,
    "djangocms_versioning_pagecontentversion_changelist": OPEN,
    "djangocms_versioning_pagecontentversion_compare": OPEN,
    "djangocms_versioning_pagecontentversion_edit_redirect": "edit",
    "djangocms_versioning_pagecontentversion_discard": "edit",
}
CHECKS = ["modify", "archive", "discard", "revert", "edit_redirect", "publish", "unpublish"]


class PageAccess:
    """Refuses views of the CMS that the reader's roles do not open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name or ""
        ours = name.startswith(APPS) or name == "cms_wizard_create"
        if ours and request.user.is_staff and not may_open(request.user, name):
            raise PermissionDenied


def may_open(user, view_name):
    action = VIEWS.get(view_name.removeprefix("admin:"), "publish")
    if action == "edit":
        return may_edit(user)
    return roles.may(user, action, PageContent)


def may_edit(user, language=None):
    """Whether the user may change pages, at least those in one language."""
    own = roles.languages(user, PageContent)
    return roles.may(user, "change", PageContent) or (language in own if language else bool(own))


def edits_own_language(version, user):
    language = getattr(version.content, "language", None)
    if not may_edit(user, language):
        raise ConditionFailed(_("Your role does not allow you to change pages in this language."))


def was_made_by_others(version, user):
    content = version.content
    made = {version.created_by_id == user.pk, getattr(content, "changed_by", "") == name_of(user)}
    if workflow.needs_other_eyes(user) and True in made:
        raise ConditionFailed(
            _("You made or last changed this version yourself. Another publisher must publish it.")
        )


def is_publisher(version, user):
    if not roles.may(user, "publish", PageContent):
        raise ConditionFailed(_("Your role does not allow you to publish or withdraw pages."))


def name_of(user):
    return user.get_username()


def placeholder_is_in_own_language(placeholder, user):
    language = getattr(placeholder.source, "language", None)
    return language is None or may_edit(user, language)


def install():
    """Add our conditions to those of the versions and placeholders."""
    for check in CHECKS:
        conditions = getattr(Version, f"check_{check}")
        conditions.append(edits_own_language)
    for check in (Version.check_publish, Version.check_unpublish):
        check.append(is_publisher)
    Version.check_publish.append(was_made_by_others)
    PlaceholderRelationField.default_checks += [placeholder_is_in_own_language]


@receiver(post_placeholder_operation, dispatch_uid="portal.cms_access")
def remember_who_changed(sender, request, placeholder=None, **operation):
    """The CMS notes who changed a page's settings, but not who changed its texts."""
    target = placeholder or operation.get("target_placeholder")
    if isinstance(target, Placeholder) and isinstance(target.source, PageContent):
        contents = PageContent.admin_manager.filter(pk=target.source.pk)
        contents.update(changed_by=name_of(request.user))
