"""Anonymous pages as finished snapshots, served before Django.

A view says with the functions here what only it knows. The generation moves
with every committed write; importing this package starts the observation.
"""

from portal.pagecache import writes  # noqa: F401 (observes every connection)
from portal.pagecache.layer import PageCache
from portal.pagecache.wishes import cacheable_query, expires_at, without_stale

__all__ = ["PageCache", "cacheable_query", "expires_at", "without_stale"]
keep = cacheable_query
