"""What a reader typed to search, and how the results are narrowed."""

import re
import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.filters import FilterForm
from portal.search import find

LONGEST = 200
MOST_PAGES = 1000
KEY = re.compile(r"[\w.:-]{1,80}", re.ASCII)


def printable(text):
    """Without what nobody sees: control characters part words, marks of direction do not."""
    shown = [" " if c.isspace() or unicodedata.category(c) == "Cc" else c for c in text]
    return "".join(c for c in shown if not unicodedata.category(c).startswith("C"))


class WordsField(forms.CharField):
    def to_python(self, value):
        return " ".join(printable(super().to_python(value)).split())


class WordsForm(FilterForm):
    q = WordsField(
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": _("Search with at most %(limit_value)d characters.")},
    )

    @property
    def typed(self):
        """The words as they go back into the field, right or wrong."""
        return self.fields["q"].to_python(self.data.get("q", ""))


class NarrowingForm(FilterForm):
    kind = forms.ChoiceField(label=_("Type"), required=False)
    section = forms.ChoiceField(label=_("Section"), required=False)

    def __init__(self, data, results):
        super().__init__(data)
        self.more = "+" if results.many else ""
        self.offer("kind", _("All types"), results.kinds)
        self.offer("section", _("All sections"), results.sections)

    @property
    def offers(self):
        return any(len(field.choices) > 1 for field in self.fields.values())

    def offer(self, name, everything, counted):
        choices = [(key, f"{label} ({count}{self.more})") for key, label, count in counted]
        self.fields[name].choices = [("", everything), *choices]


def find_narrowed(text, values, *, language, page):
    """(results, form): a filter that nothing found has is named by the form and narrows nothing.

    A combination of filters that excludes everything is no mistake; it gives no results.
    """
    asked = {name: values.get(name, "") for name in NarrowingForm.base_fields}
    asked = {name: value for name, value in asked.items() if KEY.fullmatch(value)}
    results = find(text, language=language, page=page, **asked)
    form = NarrowingForm(values, results)
    if form.is_valid():
        return results, form
    everything = find(text, language=language, page=page)
    wide = NarrowingForm(values, everything)
    if wide.is_valid():
        return results, wide
    chosen = wide.chosen()
    return (find(text, language=language, page=page, **chosen) if chosen else everything), wide
