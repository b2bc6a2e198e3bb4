"""How often one address may do something; the cache keeps a salted hash of it, for a while."""

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac


def client_address(request):
    """The reader's address: behind proxies, what the outermost of our own has seen."""
    hops = settings.TRUSTED_PROXIES
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if hops and len(seen) >= hops and seen[-hops]:
        return seen[-hops]
    return request.META.get("REMOTE_ADDR", "")


def too_often(request, what, *, limit, seconds):
    """Count this time; whether it was one too many within `seconds` of the first."""
    digest = salted_hmac(f"portal.rates.{what}", client_address(request)).hexdigest()
    key = f"rate:{what}:{digest}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > limit
    except ValueError:  # it ended between the two
        return False
