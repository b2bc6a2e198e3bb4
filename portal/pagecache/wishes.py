"""What a view may say about the snapshot of its answer."""

import math
from dataclasses import dataclass
from urllib.parse import urlencode

ENVIRON = "portal.snapshot"


@dataclass(slots=True)
class Wish:
    query: dict[str, list[str]] | None = None
    expires: float = math.inf
    ends: float = math.inf
    stale: bool = True

    @property
    def canonical_query(self):
        pairs = [(name, value) for name, values in (self.query or {}).items() for value in values]
        return urlencode(sorted(pairs))


def keep(request, query=None):
    """Declare that the answer depends on the address alone, and on which parameters of it.

    `query` maps each parameter to its validated value or values; None and ""
    are left out. The answer is kept only if the request's query says exactly
    this. Without a call, an address is kept if it has a language prefix and no
    query. Several calls add up.
    """
    if (wish := request.META.get(ENVIRON)) is not None:
        wish.query = (wish.query or {}) | {
            name: texts for name, value in (query or {}).items() if (texts := as_texts(value))
        }


def expires_at(request, moment):
    """Drop the snapshot at `moment` (an aware datetime); the earliest of several calls counts."""
    if (wish := request.META.get(ENVIRON)) is not None:
        wish.expires = min(wish.expires, moment.timestamp())


def ends_at(request, moment):
    """Like expires_at(), but firm: the snapshot stands in no more, even if no new one can be made.

    For what must not be shown any longer, such as the last day of a contact.
    """
    if (wish := request.META.get(ENVIRON)) is not None:
        wish.ends = min(wish.ends, moment.timestamp())
        wish.expires = min(wish.expires, wish.ends)


def without_stale(request):
    """Let no proxy show an outdated copy while it fetches a new one (pages with contacts)."""
    if (wish := request.META.get(ENVIRON)) is not None:
        wish.stale = False


def as_texts(value):
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return [str(item) for item in values if item is not None and item != ""]
