import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.models import check_sources
from portal.translating import column, source_language

AGAIN = _("Choose this file again: it has to be sent together with the corrected form.")


def fingerprint(row):
    """SHA-256 over a row's columns as stored; equal as long as nobody has saved the row."""
    values = [str(field.value_from_object(row)) for field in row._meta.concrete_fields]
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()


CHANGED_MEANWHILE = _(
    "Somebody else has saved this record since you opened it. Your entries are still below: open "
    "the record in a second window, compare, and save again from there."
)


class LockedForm(forms.ModelForm):
    """Refuses to overwrite what somebody else saved since this form was opened.

    Must be validated inside the transaction that saves it, as admin views do: the row is
    locked from the comparison to the commit.
    """

    opened_as = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened_as"] = fingerprint(self.instance)

    def clean(self):
        super().clean()
        self._require_title()
        if self.instance.pk and self.changed_meanwhile():
            raise ValidationError(CHANGED_MEANWHILE, code="changed_meanwhile")

    def _require_title(self):
        """A record needs its title in the language it is written in, whatever else is missing."""
        title = getattr(self.instance, "translated_title", None)
        if title and not self._meta.model._meta.get_field(title).blank:
            language = self.cleaned_data.get("source_language") or source_language(self.instance)
            name = column(title, language)
            if name in self.fields and not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, _("Fill in the text in the source language."))

    def changed_meanwhile(self):
        rows = type(self.instance)._base_manager.select_for_update()
        row = rows.filter(pk=self.instance.pk).first()
        return row is None or fingerprint(row) != self.data.get(self.add_prefix("opened_as"))


class CheckedUpload(forms.FileField):
    """Turns what was sent into what is kept; its errors stand at the field."""

    widget = forms.FileInput

    def __init__(self, *, accept, **kwargs):
        super().__init__(**kwargs)
        self.accept = accept

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return self.accept(file).content if file and file is not initial else file


def ask_again(form):
    """A form that comes back has lost its files, which no browser sends twice: say so there."""
    for name in form.files:
        if form.errors and name in form.fields and name not in form.errors:
            form.add_error(name, ValidationError(AGAIN, code="choose_again"))


class SourcesField(forms.CharField):
    """One source on each line: its title, then, where there is one, a bar and its address."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 80})

    def __init__(self, **kwargs):
        text = _("One source on each line: title | https://address")
        super().__init__(required=False, label=kwargs.get("label"), help_text=text)

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(self.line(source) for source in value)
        return value

    def line(self, source):
        title, url = source["title"], source.get("url") or ""
        return f"{title} | {url}".strip() if url or "|" in title else title

    def to_python(self, value):
        """What stands after a line's last bar is its address."""
        sources = []
        for line in (value or "").splitlines():
            before, bar, after = line.rpartition("|")
            title, url = (before, after) if bar else (after, "")
            if line.strip():
                sources.append({"title": title.strip(), "url": url.strip() or None})
        return sources

    def validate(self, value):
        check_sources(value)

    def has_changed(self, initial, data):
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)
