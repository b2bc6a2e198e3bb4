"""How good the answers to the judged queries are, as JSON: python -m tests.bench.answers

In a process of its own, with the demo city loaded. `full` adds what others would answer.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from portal.models import SearchEntry  # noqa: E402
from portal.search import kinds  # noqa: E402
from tests.bench.rivals import RIVALS  # noqa: E402
from tests.portal.search.quality import JUDGED, answers, keys_by_url, quality  # noqa: E402


def measure(*, full):
    keys = keys_by_url()
    answered = {language: answers(language, keys) for language in JUDGED}
    found = {
        "quality": {language: quality(rows) for language, rows in answered.items()},
        "hits": {
            language: [first for _judged, first in rows] for language, rows in answered.items()
        },
    }
    if full:
        named = {entry.pk: keys[kinds.url(entry)] for entry in SearchEntry.objects.all()}
        found["rivals"] = {name: rival(make(), named) for name, make in RIVALS.items()}
    return found


def rival(search, named):
    return {
        language: quality(
            (judged, [named[pk] for pk in search(judged["query"], language)]) for judged in rows
        )
        for language, rows in JUDGED.items()
    }


if __name__ == "__main__":
    print(json.dumps(measure(full="full" in sys.argv)))
