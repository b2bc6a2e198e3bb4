"""What the CMS would do to an editor's harm: said to them instead."""

from cms.models import Page, PageContent
from cms.utils.i18n import get_site_language_from_request
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from djangocms_versioning.constants import DRAFT

LIST = "admin:cms_pagecontent_changelist"


def answer(request, view_name, page=None):
    """The response in place of the view's; None where it may run. `page` is what it names."""
    match view_name:
        case "admin:cms_page_delete" if page and is_depended_on(page):
            return told(
                request,
                _(
                    "This page cannot be deleted: it or a page below it is the home page or holds "
                    "a part of the portal."
                ),
            )
        case "admin:cms_pagecontent_add" if has_draft(request):
            return told(
                request, _("A draft in this language is open already. Go on with that one.")
            )
        case "admin:cms_page_move_page" if page and not is_place(request.POST, page):
            return HttpResponseBadRequest(_("The page cannot be moved there."))
    return None


def numbers(values):
    """Keys that a database can hold; what else is sent names no page."""
    return [int(v) for v in map(str, values) if v.isascii() and v.isdecimal() and len(v) < 10]


def told(request, sentence):
    messages.error(request, sentence)
    return redirect(LIST)


def is_depended_on(page):
    needed = Q(is_home=True) | Q(application_urls__gt="")
    return page.get_descendants(include_self=True).filter(needed).exists()


def to_begin(request):
    """The page and the language whose texts the form for new ones is to begin: (keys, code)."""
    sent = request.POST if request.method == "POST" else request.GET
    return numbers([sent.get("cms_page")]), get_site_language_from_request(request)


def texts_there(pages, language):
    return PageContent.admin_manager.filter(page__in=pages, language=language)


def has_draft(request):
    """Beginning the language again would put the open draft away."""
    return texts_there(*to_begin(request)).filter(versions__state=DRAFT).exists()


def is_place(sent, moved):
    """A position from 0 at the top of the tree, or below a page that does not move along."""
    target, position = sent.get("target", ""), numbers([sent.get("position")])
    if not position or not target:
        return bool(position)
    inside = moved.get_descendants(include_self=True).values("pk")
    return Page.objects.filter(pk__in=numbers([target])).exclude(pk__in=inside).exists()
