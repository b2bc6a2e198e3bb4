"""Rows as CSV, XLSX or JSON: of an admin's list, or of what a public page shows."""

import csv
import dataclasses
import json
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

from django.contrib import admin
from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modeltranslation.fields import TranslationField
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from portal.dates import PartialDate
from portal.languages import LANGUAGES
from portal.translating import translated_fields

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_EXPORTED = {"version"}


def harmless(text):
    """A text no spreadsheet takes for a formula; control characters are dropped."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def columns(model):
    """Every column of the model as stored, each translated text once per language."""
    left_out = {*NOT_EXPORTED, *translated_fields(model)}
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [field for field in fields if field.name not in left_out]


def heading(field):
    if isinstance(field, TranslationField):
        language = LANGUAGES[field.language]
        return harmless(f"{field.translated_field.verbose_name} [{language.tag}]")
    return harmless(str(field.verbose_name))


def value(record, field):
    """Numbers, dates and truth values keep their type; everything else becomes harmless text."""
    if field.many_to_many:
        return harmless("; ".join(sorted(map(str, getattr(record, field.name).all()))))
    if field.is_relation:
        found = getattr(record, field.name)
        return harmless("" if found is None else str(found))
    found = getattr(record, field.attname)
    if isinstance(found, datetime):
        return timezone.make_naive(found) if timezone.is_aware(found) else found
    if found is None or isinstance(found, bool | int | float | Decimal | date):
        return found
    if isinstance(found, PartialDate):
        return found.iso
    if isinstance(found, list | dict):
        return harmless(json.dumps(found, ensure_ascii=False))
    return harmless(str(dict(field.flatchoices).get(found, found)))


def rows(queryset):
    """The heading, then one list of values for each record, read with what it refers to."""
    fields = columns(queryset.model)
    yield [heading(field) for field in fields]
    for record in with_relations(queryset, fields):
        yield [value(record, field) for field in fields]


def with_relations(queryset, fields):
    """As many queries as there are lists of others; their names may need what they refer to."""
    single = [field.name for field in fields if isinstance(field, models.ForeignKey)]
    several = [
        models.Prefetch(field.name, field.related_model._base_manager.select_related())
        for field in fields
        if field.many_to_many
    ]
    found = queryset.select_related(*single) if single else queryset
    return found.prefetch_related(*several)


def csv_bytes(rows):
    """UTF-8 with a byte order mark, without which spreadsheets guess another encoding."""
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows, title):
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@dataclasses.dataclass(frozen=True)
class Table:
    """`columns` is {code: label in the reader's language}; the codes never change.

    Rows hold texts, numbers, truth values and None in the order of the columns.
    """

    columns: dict
    rows: list
    about: dict = dataclasses.field(default_factory=dict)

    def in_cells(self):
        """The codes, then the rows, with texts that no spreadsheet takes for formulas."""
        yield list(self.columns)
        for row in self.rows:
            yield [harmless(cell) if isinstance(cell, str) else cell for cell in row]

    def as_json(self):
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        data = self.about | {"columns": self.columns, "rows": rows}
        return json.dumps(data, ensure_ascii=False, indent=1).encode()


FORMATS = {
    "csv": ("text/csv; charset=utf-8", lambda table, name: csv_bytes(table.in_cells())),
    "xlsx": (XLSX, lambda table, name: xlsx_bytes(table.in_cells(), name)),
    "json": ("application/json", lambda table, name: table.as_json()),
}


def download(table, kind, name):
    """The table as a file of one of FORMATS."""
    content_type, made = FORMATS[kind]
    return _file(made(table, name), content_type, f"{name}.{kind}")


def _file(content, content_type, name):
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _export(queryset, kind, content, content_type):
    name = f"{slugify(queryset.model._meta.model_name)}-{timezone.localdate()}.{kind}"
    response = _file(content, content_type, name)
    response["Cache-Control"] = "private, no-store"
    return response


@admin.action(description=_("Export the chosen records as CSV"), permissions=["view"])
def export_csv(model_admin, request, queryset):
    return _export(queryset, "csv", csv_bytes(rows(queryset)), FORMATS["csv"][0])


@admin.action(description=_("Export the chosen records as XLSX"), permissions=["view"])
def export_xlsx(model_admin, request, queryset):
    content = xlsx_bytes(rows(queryset), queryset.model._meta.model_name)
    return _export(queryset, "xlsx", content, XLSX)
