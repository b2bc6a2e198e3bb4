"""Every other door leads to the portal's own sign-in."""

from allauth.account.utils import get_next_redirect_url
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse

PASSWORD_FIELD = "password"  # pragma: allowlist secret


def sign_in(request):
    """In place of the sign-in of the admin and of the CMS, which ask for a password only."""
    target = get_next_redirect_url(request) or reverse("admin:index")
    if not request.user.is_authenticated:
        return redirect_to_login(target, reverse("account_login"))
    if not request.user.is_staff:
        raise PermissionDenied
    return redirect(target)


def change_password(request):
    return redirect("account_change_password")


def kept(request):
    """What was posted too late, to be sent once more; all but files and passwords."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and PASSWORD_FIELD not in name
    ]
    request.robots = "noindex"
    context = {"fields": fields, "has_files": bool(request.FILES)}
    page = render_to_string("account/kept.html", context, request)
    return HttpResponse(page, status=403, headers={"Cache-Control": "private, no-store"})
