"""What all records of the interface have in common."""

from ninja import Schema

from portal import translating


class Text(Schema):
    """`language` differs from the one asked for where no translation exists."""

    text: str
    language: str | None


class SourceOut(Schema):
    title: str
    url: str | None = None


class FactsOut(Schema):
    """Where the facts of a record come from; `illustrative` ones are made up for the demo."""

    confidence: str
    sources: list[SourceOut]
    updated_at: str


def text(record, field, language):
    found = translating.text(record, field, language)
    return {"text": found.value, "language": found.language}


def iso(value):
    return value.iso if value else None


def facts(record):
    return {
        "confidence": record.confidence,
        "sources": record.sources,
        "updated_at": max(record.updated_at, record.published_at).isoformat(),
    }
