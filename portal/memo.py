"""What is computed once per state of the content, in each process."""

import time
from functools import wraps

from django.db import connection

from portal.pagecache.generation import shared_generation
from portal.pagecache.moments import Calendar
from portal.pagecache.writes import move

calendar = Calendar()


def per_generation(function):
    """Cache a function of hashable arguments until anything public is written or its time comes.

    The values are shared by all requests of the process: nobody may change them.
    """
    kept = {"generation": None, "until": 0.0, "values": {}}

    @wraps(function)
    def wrapper(*args):
        if any(callback is move for _ids, callback, *_rest in connection.run_on_commit):
            return function(*args)  # a transaction sees its own writes, which may not last
        now, generation = time.time(), shared_generation().value
        if kept["generation"] != generation or now >= kept["until"]:
            until = calendar.next_change(now, generation)
            kept.update(generation=generation, until=until, values={})
        values = kept["values"]
        if args in values:
            return values[args]
        found = function(*args)
        if found is not None or not args:  # there are endless addresses of nothing
            values[args] = found
        return found

    return wrapper
