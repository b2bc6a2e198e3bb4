"""Structured data against the schema.org vocabulary, as msgspec-schemaorg carries it."""

import re
from datetime import date, datetime

import msgspec_schemaorg.models as models

KEYWORDS = {"@context", "@type", "@id"}
SCALARS = {
    "str": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "float": lambda value: isinstance(value, float),
    "date": lambda value: parses(date, value),
    "datetime": lambda value: parses(datetime, value),
    "URL": lambda value: isinstance(value, str) and value.startswith(("https://", "http://")),
}


def parses(kind, value):
    try:
        return isinstance(value, str) and bool(kind.fromisoformat(value))
    except ValueError:
        return False


def problems(node):
    """Sentences on each unknown type, unknown property and value out of range in a JSON-LD node."""
    kind = getattr(models, node.get("@type", ""), None)
    if kind is None:
        yield f"no type {node.get('@type')}"
        return
    for name, value in node.items():
        if name in KEYWORDS:
            continue
        if name.endswith("-input"):  # what an action asks for: https://schema.org/docs/actions.html
            continue
        if name not in kind.__struct_fields__:
            yield f"{kind.__name__} has no {name}"
            continue
        for item in value if isinstance(value, list) else [value]:
            if not in_range(item, expected(kind, name)):
                yield f"{kind.__name__}.{name} cannot be {item!r}"
            if isinstance(item, dict):
                yield from problems(item)


def expected(kind, name):
    """Names of the types and scalars that a property may have, from the class that declares it."""
    owner = next(base for base in kind.__mro__ if name in base.__annotations__)
    return set(re.findall(r"\w+", str(owner.__annotations__[name])))


def in_range(value, names):
    if not isinstance(value, dict):
        return any(check(value) for name, check in SCALARS.items() if name in names)
    kind = getattr(models, value.get("@type", ""), None)
    return kind is not None and bool(names & {base.__name__ for base in kind.__mro__})
