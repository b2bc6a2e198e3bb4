"""Dates known to the day, the month or the year, stored as ISO 8601 of that precision.

"1960-05-24", "2016-02" and "2005" sort as text by their earliest day; an unknown date is NULL.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_skeleton
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext_lazy as _

from portal.languages import LANGUAGES

SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
BABEL = {code: language.tag.replace("-", "_") for code, language in LANGUAGES.items()} | {
    "en": "en_GB"
}


def babel_locale():
    """CLDR locale of the reader; Arabic with Western digits."""
    code = get_language() or "en"
    return BABEL.get(code, BABEL["en"])


@dataclass(frozen=True, order=True, slots=True)
class PartialDate:
    iso: str

    @classmethod
    def parse(cls, text):
        """Raise ValueError unless `text` is YYYY, YYYY-MM or YYYY-MM-DD of a real date."""
        match = SHAPE.fullmatch(text.strip())
        if not match:
            raise ValueError(text)
        year, month, day = match.groups()
        date(int(year), int(month or 1), int(day or 1))
        return cls(text.strip())

    @property
    def precision(self):
        return {4: "year", 7: "month", 10: "day"}[len(self.iso)]

    @property
    def year(self):
        return int(self.iso[:4])

    @property
    def earliest(self):
        return date.fromisoformat((self.iso + "-01-01")[:10])

    @property
    def latest(self):
        first = self.earliest
        if self.precision == "year":
            return date(first.year, 12, 31)
        if self.precision == "month":
            return first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return first

    @property
    def month(self):
        """The date to the month, or to the year where no more is known."""
        return PartialDate(self.iso[:7])

    def __len__(self):
        return len(self.iso)  # what validators of character fields ask for

    def __str__(self):
        return in_words(self, babel_locale())


@lru_cache(maxsize=4096)
def in_words(day, locale):
    if day.precision == "day":
        return format_date(day.earliest, "long", locale)
    skeleton = "yMMMM" if day.precision == "month" else "y"
    return format_skeleton(skeleton, day.earliest, locale=locale)


def localdate(value):
    """Long form of a date, partial date or moment in the reader's language."""
    if isinstance(value, datetime):
        return format_datetime(value, "d MMMM y HH:mm", locale=babel_locale())
    return format_date(value, "long", babel_locale()) if isinstance(value, date) else str(value)


def contradict(first, last):
    """Whether partial dates cannot be in this order, however they are read."""
    return bool(first and last and last.latest < first.earliest)


def years_before(day, years):
    """The same day some years earlier; 29 February becomes 28."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def months_after(day, months):
    """The same day of another month, or its last one where that month is shorter."""
    months += day.year * 12 + day.month - 1
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class PartialDateFormField(forms.CharField):
    default_error_messages = {
        "invalid": _("Write a date as 2016-02-24, or only 2016-02 or 2016 if no more is known.")
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("As precise as it is known: 2016-02-24, 2016-02 or 2016."))
        super().__init__(**kwargs | {"max_length": 10})

    def prepare_value(self, value):
        return getattr(value, "iso", value)

    def to_python(self, value):
        if isinstance(value, PartialDate) or value in self.empty_values:
            return value or None
        try:
            return PartialDate.parse(value)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "").strip()


class PartialDateField(models.CharField):
    description = _("Date known to the day, the month or the year")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"max_length": 10, "null": True, "blank": True})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for key in ("max_length", "null", "blank"):
            kwargs.pop(key, None)
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return PartialDate(value) if value else None

    def to_python(self, value):
        if isinstance(value, PartialDate) or not value:
            return value or None
        try:
            return PartialDate.parse(str(value))
        except ValueError:
            raise ValidationError(PartialDateFormField.default_error_messages["invalid"]) from None

    def get_prep_value(self, value):
        value = self.to_python(value)
        return value.iso if value else None

    def value_to_string(self, obj):
        return getattr(self.value_from_object(obj), "iso", "")

    def formfield(self, **kwargs):
        return PartialDateFormField(
            required=not self.blank,
            label=kwargs.get("label") or self.verbose_name,
            **({"help_text": self.help_text} if self.help_text else {}),
        )
