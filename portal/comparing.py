"""Two versions of a record side by side, and the way back to one of them."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal import translating
from portal.languages import LANGUAGES
from portal.models import TranslationState

# Words, or single signs of the scripts that write without spaces.
WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|\w+|\s+|.", re.DOTALL)
LONGEST = 4000  # words; beyond this only whole texts are compared
# A way back restores what a record says, never whether and when the public sees it.
WORKFLOW = {
    "state", "published_at", "unpublish_at", "public", "accepted_at", "version", "created_at",
    "updated_at",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One field; `old` and `new` are lists of (text, is_different)."""

    label: str
    old: list
    new: list
    language: str = ""


def marked(old, new):
    """Both texts cut into (text, is_different) pieces."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    if max(len(before), len(after)) > LONGEST:
        return [(old, True)], [(new, True)]
    left, right = [], []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if a != b:
            left.append(("".join(before[a:b]), kind != "equal"))
        if c != d:
            right.append(("".join(after[c:d]), kind != "equal"))
    return left, right


def tracked(model):
    """Columns of the model that its history keeps, translated texts once per language."""
    doubled = set(translating.translated_fields(model))
    history = {field.name for field in model.history.model._meta.concrete_fields}
    skipped = doubled | {"version", "updated_at", "created_at"}
    return [
        field
        for field in model._meta.concrete_fields
        if field.name in history and not field.primary_key and field.name not in skipped
    ]


def lists(model):
    """The lists of other records that its history keeps."""
    return list(getattr(model.history.model, "_history_m2m_fields", ()))


def keys(row, field):
    """Keys of the records that a row of the history had in a list."""
    name = field.m2m_reverse_field_name()
    return set(getattr(row, field.name).values_list(f"{name}_id", flat=True))


def changes(model, old, new):
    """A Change for each column and list in which two rows of the history differ."""
    found = []
    for field in tracked(model):
        before, after = getattr(old, field.attname), getattr(new, field.attname)
        if before != after and (before or after or type(before) is type(after)):
            left, right = marked(shown(field, old), shown(field, new))
            language = getattr(field, "language", "")
            found.append(Change(label(field), left, right, language))
    for field in lists(model):
        before, after = keys(old, field), keys(new, field)
        if before != after:
            found.append(
                Change(label(field), listed(field, before, after), listed(field, after, before))
            )
    return found


def listed(field, own, others):
    """(name, is_different) of each record of a list; of a deleted one only its number."""
    names = {row.pk: str(row) for row in field.related_model._base_manager.filter(pk__in=own)}
    pieces = sorted((names.get(key, f"#{key}"), key not in others) for key in own)
    return [piece for name, differs in pieces for piece in ((name, differs), ("; ", False))][:-1]


def label(field):
    if language := getattr(field, "language", ""):
        name = capfirst(field.translated_field.verbose_name)
        return f"{name} ({LANGUAGES[language].name})"
    return capfirst(field.verbose_name)


def shown(field, row):
    """A value as its form would show it; of a deleted foreign record only its number."""
    value = getattr(row, field.attname)
    if value is None or value == "":
        return ""
    if field.is_relation:
        found = field.related_model._base_manager.filter(pk=value).first()
        return str(found) if found else f"#{value}"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(dict(field.flatchoices).get(value, value))


def revert(record, *, version, reason):
    """Save the record with the contents of a row of its history, as a new entry in it.

    Raises ValidationError where the old contents are no longer allowed. A translation that changes
    needs review: nobody has said that it belongs to the present source. For the others the hash
    of the source they were made from still tells.
    """
    before = {field.name: getattr(record, field.attname) for field in tracked(type(record))}
    for field in tracked(type(record)):
        if field.name not in WORKFLOW:
            setattr(record, field.attname, getattr(version, field.attname))
    record.full_clean()
    _refill(record, version)
    record._change_reason = reason
    record.save()
    translating.confirm_all(
        record,
        pairs=_moved(record, before),
        state=TranslationState.State.NEEDS_REVIEW,
    )


def _refill(record, version):
    """Its lists as they were, without a row of the history each: saving makes the one."""
    record.skip_history_when_saving = True
    for field in lists(type(record)):
        there = field.related_model._base_manager.filter(pk__in=keys(version, field))
        getattr(record, field.name).set(there)
    del record.skip_history_when_saving


def _moved(record, before):
    """(field, language) of each translation that another text has taken the place of."""
    original, moved = translating.source_language(record), []
    for field in translating.translated_fields(type(record)):
        for code in LANGUAGES:
            unmoved = {"", before[translating.column(field, code)]}
            if code != original and translating.own(record, field, code) not in unmoved:
                moved.append((field, code))
    return moved
