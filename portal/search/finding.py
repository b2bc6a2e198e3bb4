"""From what somebody typed to a page of hits, in at most eight queries; a filter may add one."""

from collections import Counter
from math import ceil

from portal import navigation
from portal.languages import LANGUAGES
from portal.models import SearchEntry
from portal.search import index, kinds, repairing, vocabulary
from portal.search.analyser import phrase
from portal.search.queries import MOST_CHARACTERS, parse
from portal.search.ranking import Ranking
from portal.search.results import Hit, Results, Suggestion
from portal.search.snippets import Marker

MOST_RANKED = 200
MOST_FOREIGN = 1600
MOST_SUGGESTED = 60
SHORTEST_SUGGESTED = 2


def find(text, *, language, section="", kind="", page=1, size=20):
    """A page of Results; filters that nobody has are like any other without hits."""
    search = _Search(text[:MOST_CHARACTERS], language)
    if not search.units:
        return Results()
    found = search.found()
    chosen, capped = _filtered(found, kind, section), search.capped
    if capped and (section or kind):
        chosen, capped = search.narrowed(chosen, kind, section)
    results = _page(chosen, search.units, page, size)
    results.capped, results.many = capped, search.capped
    results.suggestion = search.suggestion
    results.kinds = _counts((row.kind for row in _filtered(found, "", section)), kinds.plural)
    results.sections = _counts((row.section for row in _filtered(found, kind, "")), kinds.section)
    return results


class _Search:
    """One text looked for: `units` are what was found in the end, `capped` says there is more."""

    def __init__(self, text, language):
        self.text, self.language = text, language
        self.units = parse(text, language)
        self.suggestion, self.capped = "", False

    def found(self):
        """The best rows that have all units; else with its words put right; else with some."""
        known = vocabulary.expand(self.units, self.language)
        rows = self.rows()
        if not rows and (units := self.repaired(known)):
            before, self.units = self.units, units
            rows = self.rows()
            if not rows:
                self.units, self.suggestion = before, ""
        return self.best(rows or self.some())

    def repaired(self, known):
        unknown = [unit.key for unit in self.units if unit.key not in known]
        parts = repairing.divided(unknown) if self.language == "de" else {}
        better = vocabulary.nearest([word for word in unknown if word not in parts])
        if better:
            self.suggestion = repairing.replaced(self.text, better)
        if better or parts:
            return parse(repairing.replaced(self.text, better | parts), self.language)
        return []

    def rows(self, *, every=True):
        """Entries that have all units (or any), one of each object; titles first of very many.

        Those of other languages are asked for where the reader's own are few.
        """
        own = [f"@l:{self.language}"]
        rows, places = index.rows_and_places(
            index.expression(self.units, every=every, tokens=own),
            MOST_RANKED,
            index.expression(self.units, every=every, without=own),
            MOST_FOREIGN,
        )
        self.capped = len(rows) == MOST_RANKED
        if self.capped:
            titles = index.expression(
                self.units, every=every, fields=(index.TITLE, index.NAMES), tokens=own
            )
            return rows + index.rows(titles, MOST_RANKED)
        return rows + self.others(rows, places)

    def others(self, rows, found):
        """Of objects that no row is of."""
        known = {(row.kind, row.object_id) for row in rows}
        places = [place for place in found if (place.kind, place.object_id) not in known]
        self.capped = len(found) == MOST_FOREIGN or len(places) > MOST_RANKED
        return index.rows_of(places[:MOST_RANKED])

    def some(self):
        """Entries that have as many of the units as any has, or nearly."""
        units = repairing.loosened(self.units)
        if len(units) == 1:
            return []
        self.units = units
        return self.ranking().with_most(self.rows(every=False))

    def narrowed(self, chosen, kind, section):
        """With the reader's own entries of a kind and section, where not all could be ranked."""
        marks = [f"@l:{self.language}"]
        marks += [f"@k:{kind}"] * bool(kind) + [f"@s:{section}"] * bool(section)
        rows = index.rows(index.expression(self.units, tokens=marks), MOST_RANKED)
        return self.best([*chosen, *rows]), True

    def best(self, rows):
        return _open(self.ranking().best({row.id: row for row in rows}.values()))

    def ranking(self):
        spelt = phrase(self.suggestion or self.text)
        return Ranking(self.units, spelt, self.language)


def _filtered(rows, kind, section):
    return [
        row
        for row in rows
        if (not kind or row.kind == kind) and (not section or row.section == section)
    ]


def _page(rows, units, page, size):
    pages = max(1, ceil(len(rows) / size))
    page = min(max(1, page), pages)
    hits = _hits(rows[(page - 1) * size : page * size], units)
    return Results(hits=hits, total=len(rows), page=page, pages=pages)


def _open(rows):
    """Without the CMS pages of sections that have nothing to show yet."""
    closed, nodes = navigation.closed_namespaces(), navigation.nodes()
    return [row for row in rows if row.kind != kinds.PAGE or _namespace(row, nodes) not in closed]


def _namespace(row, nodes):
    node = nodes.get(row.object_id)
    return node.namespace if node else row.section


def _counts(keys, label):
    return [(key, label(key), count) for key, count in Counter(keys).most_common()]


def _hits(rows, units):
    entries = SearchEntry.objects.in_bulk([row.id for row in rows])
    marker = Marker(units)
    found = [(entries[row.id], kinds.url(entries[row.id])) for row in rows if row.id in entries]
    return [_hit(entry, url, marker) for entry, url in found if url]


def _hit(entry, url, marker):
    return Hit(
        url=url,
        title=marker.title(entry.title, entry.language),
        snippet=marker.snippet(entry.summary, entry.body, entry.language),
        language=LANGUAGES[entry.language],
        kind=entry.kind,
        kind_label=kinds.singular(entry.kind),
        section=entry.section,
        section_label=kinds.section(entry.section),
        date=entry.date,
    )


def suggest(text, *, language, limit=8):
    """Titles in which what is being typed begins a word; three or four queries."""
    units = parse(text, language)
    if not units or len(phrase(text)) < SHORTEST_SUGGESTED - units[-1].is_cjk:
        return []
    vocabulary.expand(units[-1:], language, shortest=SHORTEST_SUGGESTED)
    own, fields = [f"@l:{language}"], (index.TITLE, index.NAMES)
    rows = index.rows(index.expression(units, fields=fields, tokens=own), MOST_SUGGESTED)
    if len(rows) < limit:
        rows += index.rows(index.expression(units, fields=fields, without=own), MOST_SUGGESTED)
    found = _open(Ranking(units, phrase(text), language).best(rows))[:limit]
    entries = SearchEntry.objects.in_bulk([row.id for row in found])
    made = [(entries[row.id], kinds.url(entries[row.id])) for row in found]
    return [Suggestion(entry.title, url, kinds.singular(entry.kind)) for entry, url in made if url]
