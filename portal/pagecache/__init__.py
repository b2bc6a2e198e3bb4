"""Anonymous pages as finished snapshots, served before Django.

A view says with the functions here what only it knows. The generation moves
with every committed write; importing this package starts the observation.
"""

from portal.pagecache import writes  # noqa: F401 (observes every connection)
from portal.pagecache.layer import PageCache
from portal.pagecache.wishes import ends_at, expires_at, keep, without_stale

__all__ = ["PageCache", "ends_at", "expires_at", "keep", "without_stale"]
