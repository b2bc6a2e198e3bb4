"""The CMS asks for one permission where our roles tell apart; this is what it leaves open.

Its own views are held to VIEWS before they run, and its versions to conditions on language
and four eyes. A view of the CMS that VIEWS does not name is a publisher's.
"""

from cms.models import Page, PageContent, Placeholder
from cms.models.fields import PlaceholderRelationField
from cms.signals import post_placeholder_operation
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.models import Version

from portal import cms_mistakes, roles, workflow
from portal.cms_mistakes import numbers, texts_there, to_begin

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
# Where a view makes or moves a page: the fields that name the page above or beside it.
PLACES = {
    "cms_wizard_create": ["page", "0-page", "1-page"],
    "cms_pagecontent_add": ["cms_page", "parent_page"],
    "cms_page_move_page": ["target"],
    "cms_page_copy_page": ["target"],
}
CHECKS = ["modify", "archive", "discard", "revert", "edit_redirect", "publish", "unpublish"]


class PageAccess:
    """Refuses views of the CMS that the reader's roles do not open, for the pages they name."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name or ""
        if not (is_of_the_cms(name) and request.user.is_staff):
            return None
        pages = list(named(request, args, kwargs))
        if adds_own_language(request, name):
            roles.lend(request.user, "add", Page)
        elif not may_run(request.user, name, pages):
            raise PermissionDenied
        return cms_mistakes.answer(request, name, *pages[:1])


def is_of_the_cms(view_name):
    return view_name.startswith(APPS) or view_name == "cms_wizard_create"


def may_run(user, view_name, pages):
    return may_open(user, view_name) and all(may_touch(user, view_name, page) for page in pages)


def leads_on(user, url):
    """Whether a link to the CMS opens for the user; other links are not ours to judge."""
    path, _mark, query = url.partition("?")
    request = HttpRequest()
    request.user, request.method, request.GET = user, "GET", QueryDict(query)
    try:
        request.resolver_match = match = resolve(path)
    except Resolver404:
        return True
    return (
        not is_of_the_cms(match.view_name)
        or adds_own_language(request, match.view_name)
        or may_run(user, match.view_name, named(request, match.args, match.kwargs))
    )


def action_of(view_name):
    return VIEWS.get(view_name.removeprefix("admin:"), "publish")


def may_open(user, view_name):
    action = action_of(view_name)
    return may_edit(user) if action == "edit" else roles.may(user, action, PageContent)


def may_touch(user, view_name, page):
    action = action_of(view_name)
    return may_edit(user, page) if action == "edit" else roles.may(user, action, PageContent, page)


def may_edit(user, content=None):
    """Whether the user may change these texts of a page, or without them those of any."""
    own = roles.languages(user, PageContent)
    language = getattr(content, "language", "")
    return roles.may(user, "change", PageContent, content) or (
        language in own if content else bool(own)
    )


def named(request, args, kwargs):
    """The pages and texts of pages that a view of the CMS is to change, as its address has them."""
    name = request.resolver_match.url_name
    if action_of(name) == OPEN:
        return
    model = PageContent if name.startswith("cms_pagecontent") else Page
    if name.startswith(("cms_page_", "cms_pagecontent_")):
        key = kwargs.get("object_id") or next(iter(args), "")
        yield from model._base_manager.filter(pk__in=numbers([key]))
    if name in PLACES:
        yield from places(request, *PLACES[name])


def places(request, *words):
    """The pages at or below which something is to be made; the top of the tree for none."""
    sent = [
        value
        for data in (request.GET, request.POST)
        for word in words
        for value in data.getlist(word)
    ]
    found = list(Page.objects.filter(pk__in=numbers(sent)))
    yield from found or [Page()]
    if request.resolver_match.url_name == "cms_wizard_create":
        yield from [page.parent or Page() for page in found]  # the new page may stand beside it


def adds_own_language(request, view_name):
    """A translator begins the texts of a page in a language that is theirs and still missing."""
    if view_name != "admin:cms_pagecontent_add":
        return False
    pages, language = to_begin(request)
    return (
        language in roles.languages(request.user, PageContent)
        and Page.objects.filter(pk__in=pages).exists()
        and not texts_there(pages, language).exists()
    )


def edits_own_texts(version, user):
    if not may_edit(user, version.content):
        raise ConditionFailed(_("Your role does not allow you to change pages in this language."))


def was_made_by_others(version, user):
    content = version.content
    made = {version.created_by_id == user.pk, getattr(content, "changed_by", "") == name_of(user)}
    if workflow.needs_other_eyes(user) and True in made:
        raise ConditionFailed(
            _("You made or last changed this version yourself. Another publisher must publish it.")
        )


def is_publisher(version, user):
    if not roles.may(user, "publish", PageContent, version.content):
        raise ConditionFailed(_("Your role does not allow you to publish or withdraw pages."))


def leaves_a_language(version, user):
    """Home, and a page on which an application hangs: without it, their readers find nothing."""
    content = version.content
    others = PageContent.objects.filter(page=content.page).exclude(pk=content.pk)
    needed = content.page.is_home or content.page.application_urls
    if needed and not others.exists():
        raise ConditionFailed(
            _(
                "This is the last published language of a page on which others depend. Publish "
                "another language first."
            )
        )


def name_of(user):
    return user.get_username()


def placeholder_is_in_own_texts(placeholder, user):
    return not isinstance(placeholder.source, PageContent) or may_edit(user, placeholder.source)


def install():
    """Add our conditions to those of the versions and placeholders."""
    for check in CHECKS:
        conditions = getattr(Version, f"check_{check}")
        conditions.append(edits_own_texts)
    for check in (Version.check_publish, Version.check_unpublish):
        check.append(is_publisher)
    Version.check_publish.append(was_made_by_others)
    Version.check_unpublish.append(leaves_a_language)
    PlaceholderRelationField.default_checks += [placeholder_is_in_own_texts]


@receiver(post_placeholder_operation, dispatch_uid="portal.cms_access")
def remember_who_changed(sender, request, placeholder=None, **operation):
    """The CMS notes who changed a page's settings, but not who changed its texts."""
    target = placeholder or operation.get("target_placeholder")
    if isinstance(target, Placeholder) and isinstance(target.source, PageContent):
        contents = PageContent.admin_manager.filter(pk=target.source.pk)
        contents.update(changed_by=name_of(request.user))
