"""/.well-known/security.txt (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone

from portal.languages import LANGUAGES


def security_txt(request):
    """Without a contact there is no file: a false address is worse than none."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    prefix = "" if ":" in contact else "mailto:"
    expires = (timezone.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0)
    lines = [
        f"Contact: {prefix}{contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: " + ", ".join(language.tag for language in LANGUAGES.values()),
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
