"""Deploy mistakes, each with an id and a hint."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.http.request import validate_host

from portal.settings import LOOPBACK
from portal.storage_url import s3_is_installed


@register(Tags.security)
def demo_accounts_stay_at_home(app_configs, **kwargs):
    host = urlsplit(settings.SITE_URL).hostname
    if settings.DEMO and host not in LOOPBACK:
        return [
            Error(
                f"Demo accounts are switched on while the portal answers as {host}.",
                hint="Unset DEMO, or let SITE_URL be a loopback address.",
                id="portal.E001",
            )
        ]
    return []


@register(Tags.security)
def site_url_is_served(app_configs, **kwargs):
    host = urlsplit(settings.SITE_URL).hostname
    if not validate_host(host or "", settings.ALLOWED_HOSTS):
        return [
            Error(
                f"SITE_URL names {host}, which ALLOWED_HOSTS does not allow.",
                hint="Add the host to ALLOWED_HOSTS.",
                id="portal.E002",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def security_contact_is_named(app_configs, **kwargs):
    if not settings.SECURITY_CONTACT:
        return [
            Warning(
                "Nobody is named for reports of security problems.",
                hint="Set SECURITY_CONTACT to a mail or web address; it appears in security.txt.",
                id="portal.W003",
            )
        ]
    return []


@register(Tags.files)
def bucket_can_be_used(app_configs, **kwargs):
    if settings.BUCKET and not s3_is_installed():
        return [
            Error(
                "STORAGE_URL names a bucket, but what speaks to it is not installed.",
                hint="Install the extra: `make run` does, and `pip install .[s3]`.",
                id="portal.E004",
            )
        ]
    return []
