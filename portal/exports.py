"""The rows of an admin's list as CSV or XLSX."""

import csv
import json
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

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


def _answer(queryset, kind, content_type):
    name = f"{slugify(queryset.model._meta.model_name)}-{timezone.localdate()}.{kind}"
    return HttpResponse(
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


@admin.action(description=_("Export the chosen records as CSV"), permissions=["view"])
def export_csv(model_admin, request, queryset):
    """UTF-8 with a byte order mark, without which spreadsheets guess another encoding."""
    response = _answer(queryset, "csv", "text/csv; charset=utf-8")
    response.write("\ufeff")
    csv.writer(response).writerows(rows(queryset))
    return response


@admin.action(description=_("Export the chosen records as XLSX"), permissions=["view"])
def export_xlsx(model_admin, request, queryset):
    book = Workbook(write_only=True)
    sheet = book.create_sheet(queryset.model._meta.model_name[:31])
    sheet.freeze_panes = "A2"
    for row in rows(queryset):
        sheet.append(row)
    content = BytesIO()
    book.save(content)
    response = _answer(queryset, "xlsx", XLSX)
    response.write(content.getvalue())
    return response
