"""Where old addresses lead; one query, and only when nothing else answers."""

from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from portal.languages import LANGUAGES


def normal(path):
    """With the slash at its end that our addresses have; a file's name has none."""
    last = path.rpartition("/")[2]
    return path if not last or "." in last else f"{path}/"


def without_site(target):
    """An address on this very portal, as a path."""
    site = settings.SITE_URL
    return target.removeprefix(site) or "/" if f"{target}/".startswith(f"{site}/") else target


def language_of(path):
    code = path.split("/", 2)[1]
    return code if code in LANGUAGES else ""


def keys(path):
    """The old paths that answer for `path`, the one with its language first."""
    path = normal(path)
    code = language_of(path)
    return [path, path.removeprefix(f"/{code}")] if code else [path]


def destination(target, language):
    """`target`, led to a page of `language` if it is a path that names none."""
    is_path = target.startswith("/")
    return f"/{language}{target}" if is_path and language and not language_of(target) else target


def check_no_loop(old_path, target, table):
    """Refuse a redirect that in any language comes back to where it began.

    `table` is {old path: target} of all others. At the field at fault.
    """
    table = table | {old_path: target}
    starts = [old_path] if language_of(old_path) else [f"/{code}{old_path}" for code in LANGUAGES]
    for start in starts:
        first = destination(target, language_of(start))
        if normal(urlsplit(first).path) == start:
            raise ValidationError({"target": _("A redirect cannot lead to itself.")})
        if comes_back(first, table, {start}):
            raise ValidationError(
                {"target": _("This leads round in a circle through other redirects.")}
            )


def comes_back(address, table, seen):
    while address.startswith("/"):
        path = normal(urlsplit(address).path)
        if path in seen:
            return True
        seen.add(path)
        key = next((key for key in keys(path) if key in table), None)
        if key is None:
            return False
        address = destination(table[key], language_of(path))
    return False


def _rows(paths):
    # The model checks itself with this module.
    return apps.get_model("portal.Redirect").objects.filter(old_path__in=paths)


def moved_to(request):
    """The redirect for an address that nothing answers to, or None."""
    if request.method not in {"GET", "HEAD"} or "\x00" in request.path_info:
        return None
    wanted = keys(request.path_info)
    found = {row.old_path: row for row in _rows(wanted)}
    row = next((found[key] for key in wanted if key in found), None)
    if row is None:
        return None
    kind = HttpResponsePermanentRedirect if row.permanent else HttpResponseRedirect
    response = kind(destination(row.target, request.LANGUAGE_CODE))
    response["Cache-Control"] = "no-cache"
    return response
