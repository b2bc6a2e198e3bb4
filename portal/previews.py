"""A record's unpublished page for someone without an account, by a signed address that expires."""

from copy import copy
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import override

from portal.languages import SOURCE

DAYS = 7
SALT = "portal.previews"


class PreviewGuest(AnonymousUser):
    """Has no right but to see one record; like staff, never served what is kept for everyone."""

    is_staff = True  # type: ignore[assignment]

    def __init__(self, previewed):
        super().__init__()
        self.previewed = previewed


class Ended(Exception):
    """The link was once good: it expired, or its record or its author's right is gone."""


def link(record, user):
    """Absolute address of the record's preview and the moment it ends."""
    token = signing.dumps([record._meta.label_lower, record.pk, user.pk], salt=SALT, compress=True)
    with override(getattr(record, "source_language", SOURCE)):
        address = settings.SITE_URL + reverse("preview", args=[token])
    return address, timezone.now() + timedelta(days=DAYS)


def can_preview(record):
    return hasattr(record, "get_absolute_url") and record.state in {"draft", "review", "published"}


def previewed(token):
    """The record a link opens; raises BadSignature for no link of ours, Ended for an old one."""
    try:
        label, pk, author = signing.loads(token, salt=SALT, max_age=timedelta(days=DAYS))
    except signing.SignatureExpired:
        raise Ended from None
    model = apps.get_model(label)
    user = get_user_model()._base_manager.filter(pk=author, is_active=True).first()
    record = user and model._default_manager.visible_to(user).filter(pk=pk).first()
    if not record or not can_preview(record):
        raise Ended
    return record


def preview(request, token):
    """The public view of the record, called for a guest who may see this record and no other."""
    try:
        record = previewed(token)
    except Ended:
        return _refusal(request, 410)
    except signing.BadSignature:
        return _refusal(request, 404)
    response = (
        HttpResponseRedirect(record.get_absolute_url())
        if record.is_public
        else _public_page(request, token, record)
    )
    return _never_kept(response)


def _public_page(request, token, record):
    path = record.get_absolute_url().partition("#")[0]
    guest = copy(request)
    guest.user, guest.robots = PreviewGuest(record), "noindex"
    guest.address_in = lambda code: f"/{code}/preview/{token}/"
    guest.path = guest.path_info = path
    if hasattr(guest, "toolbar"):
        del guest.toolbar
    match = guest.resolver_match = resolve(path)
    return match.func(guest, *match.args, **match.kwargs)


def _refusal(request, status):
    request.robots = "noindex"
    context = {"ended": status == 410}
    return _never_kept(render(request, "portal/preview_refused.html", context, status=status))


def _never_kept(response):
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    patch_cache_control(response, private=True, no_store=True)
    return response
