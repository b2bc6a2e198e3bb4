"""What is computed once per state of the content, in each process."""

from functools import wraps

from django.db import connection

from portal.pagecache.generation import shared_generation
from portal.pagecache.writes import move


def per_generation(function):
    """Cache a function of hashable arguments until anything public is written."""
    kept = {"generation": None, "values": {}}

    @wraps(function)
    def wrapper(*args):
        if any(callback is move for _ids, callback, *_rest in connection.run_on_commit):
            return function(*args)  # a transaction sees its own writes, which may not last
        now = shared_generation().value
        if kept["generation"] != now:
            kept.update(generation=now, values={})
        values = kept["values"]
        if args not in values:
            values[args] = function(*args)
        return values[args]

    return wrapper
