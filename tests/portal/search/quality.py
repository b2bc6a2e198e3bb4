"""How well search answers the queries of judged.json over the demo city.

What readers of a language type, with what should come `first` (any one of it) and what should be
on the first page `also`; judged from the content, not from what search makes of it.
"""

import json
from pathlib import Path
from statistics import mean

from cms.models import Page
from django.utils.translation import override

from portal.models import SearchEntry
from portal.search import find, kinds
from sistercity.models import Agreement

JUDGED = json.loads((Path(__file__).parent / "judged.json").read_text(encoding="utf-8"))
NAMES = {
    "portal.office": "office",
    "portal.externalservice": "service",
    "sistercity.partner": "partner",
    "sistercity.agreement": "agreements",
    "sistercity.activity": "activities",
    "sistercity.benefit": "benefits",
    "sistercity.stageguide": "stage",
}
TOP = 10


def keys_by_url():
    """{address: what it is called in judged.json}."""
    pages = dict(Page.objects.values_list("pk", "reverse_id"))
    partners = dict(Agreement.objects.values_list("slug", "partnership__partner__slug"))
    return {kinds.url(entry): _key(entry, pages, partners) for entry in SearchEntry.objects.all()}


def _key(entry, pages, partners):
    if "page" in entry.address:
        return f"page:{pages[entry.address['page']]}"
    if "name" in entry.address:
        return f"list:{entry.address['name'].rpartition(':')[2]}"
    slug = entry.address["values"]["slug"]
    return f"{NAMES[entry.kind]}:{partners.get(slug, slug)}"


def answers(language, keys):
    """[(query as judged, keys of the first hits)]."""
    with override(language):
        return [
            (judged, [keys[hit.url] for hit in find(judged["query"], language=language).hits[:TOP]])
            for judged in JUDGED[language]
        ]


def reciprocal_rank(judged, found):
    return next((1 / n for n, key in enumerate(found, 1) if key in judged["first"]), 0)


def recall(judged, found):
    wanted = {*judged["first"], *judged.get("also", [])}
    return len(wanted & set(found)) / len(wanted)


def quality(answered):
    """(mean reciprocal rank, mean recall) among the first ten."""
    answered = list(answered)
    ranks = [reciprocal_rank(*answer) for answer in answered]
    return mean(ranks), mean(recall(*answer) for answer in answered)
