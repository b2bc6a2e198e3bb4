"""From what somebody typed to a page of hits, in at most eight queries."""

from collections import Counter
from math import ceil

from portal import navigation
from portal.languages import LANGUAGES
from portal.models import SearchEntry
from portal.search import index, kinds, vocabulary
from portal.search.analyser import phrase, runs
from portal.search.queries import MOST_CHARACTERS, parse
from portal.search.ranking import Ranking
from portal.search.results import Hit, Results, Suggestion
from portal.search.snippets import Marker

MOST_RANKED = 200
MOST_SUGGESTED = 60
SHORTEST_SUGGESTED = 2


def find(text, *, language, section="", kind="", page=1, size=20):
    """A page of Results; filters that nobody has are like any other without hits."""
    text = text[:MOST_CHARACTERS]
    units = parse(text, language)
    if not units:
        return Results()
    known = vocabulary.expand(units, language)
    ranking = Ranking(units, phrase(text), language)
    rows, capped = _candidates(units, language)
    suggestion = "" if rows else corrected(text, units, known, language)
    if not rows and len(units) > 1:
        rows, capped = _some(units)
    found = _open(ranking.best(rows))
    chosen = _filtered(found, kind, section)
    if capped and (section or kind):
        marks = [f"@k:{kind}"] * bool(kind) + [f"@s:{section}"] * bool(section)
        chosen = _open(ranking.best(_candidates(units, language, marks)[0]))
    results = _page(chosen, units, page, size)
    results.capped, results.suggestion = capped, suggestion
    results.kinds = _counts((row.kind for row in _filtered(found, "", section)), kinds.plural)
    results.sections = _counts((row.section for row in _filtered(found, kind, "")), kinds.section)
    return results


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


def _candidates(units, language, marks=()):
    """Entries that have all units. Of very many the newest, and the reader's, titles first."""
    rows = index.rows(index.expression(units, tokens=marks), MOST_RANKED)
    if len(rows) < MOST_RANKED:
        return rows, False
    own = [f"@l:{language}", *marks]
    for question in (
        index.expression(units, fields=(index.TITLE, index.NAMES), tokens=own),
        index.expression(units, tokens=own),
    ):
        rows += index.rows(question, MOST_RANKED)
    return list({row.id: row for row in rows}.values()), True


def _some(units):
    """Entries that have any of the units, where none has all."""
    rows = index.rows(index.expression(units, every=False), MOST_RANKED)
    return rows, len(rows) == MOST_RANKED


def _open(rows):
    """Without the CMS pages of sections that have nothing to show yet."""
    closed = navigation.closed_namespaces()
    return [row for row in rows if not (row.kind == kinds.PAGE and row.section in closed)]


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


def corrected(text, units, known, language):
    """The text with its unknown Latin words put right, if that finds something; two queries."""
    better = vocabulary.nearest([unit.key for unit in units if unit.key not in known])
    if not better:
        return ""
    parts, last = [], 0
    for run in runs(text):
        if run.key in better:
            parts += [text[last : run.start], better[run.key]]
            last = run.end
    suggestion = " ".join("".join([*parts, text[last:]]).split())
    question = index.expression(parse(suggestion, language))
    return suggestion if index.rows(question, 1) else ""


def suggest(text, *, language, limit=8):
    """Titles in which what is being typed begins a word; two or three queries."""
    units = parse(text, language)
    if not units or len(phrase(text)) < SHORTEST_SUGGESTED - units[-1].is_cjk:
        return []
    vocabulary.expand(units[-1:], language, shortest=SHORTEST_SUGGESTED)
    question = index.expression(units, fields=(index.TITLE, index.NAMES))
    rows = index.rows(question, MOST_SUGGESTED)
    found = _open(Ranking(units, phrase(text), language).best(rows))[:limit]
    entries = SearchEntry.objects.in_bulk([row.id for row in found])
    made = [(entries[row.id], kinds.url(entries[row.id])) for row in found]
    return [Suggestion(entry.title, url, kinds.singular(entry.kind)) for entry, url in made if url]
