import re
import shutil
import subprocess
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_locale


class Command(BaseCommand):
    help = "Compile the catalogues that changed, without the system's gettext."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="only say what is incomplete or wrong"
        )

    def handle(self, *args, check, verbosity, **options):
        if check:
            problems = [f"No catalogue for {locale}" for locale in missing_locales()]
            problems += [problem for path in catalogues() for problem in find_problems(path)]
            if problems:
                raise CommandError("\n".join(problems))
            return
        for path in catalogues():
            if compile_catalogue(path) and verbosity:
                self.stdout.write(f"Compiled {path}")


def catalogues():
    return [path for root in settings.LOCALE_PATHS for path in sorted(Path(root).rglob("*.po"))]


def missing_locales():
    """English needs none: it is what the templates and modules are written in."""
    wanted = {to_locale(code) for code, _ in settings.LANGUAGES} - {"en"}
    return sorted(wanted - {path.parent.parent.name for path in catalogues()})


def compile_catalogue(path):
    """Write the .mo file if the .po file is newer; whether it was."""
    target = path.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
        return False
    unfinished = path.with_suffix(".mo.new")
    with path.open("rb") as source, unfinished.open("wb") as compiled:
        write_mo(compiled, read_po(source, locale=path.parent.parent.name))
    unfinished.replace(target)
    return True


def find_problems(path):
    locale = path.parent.parent.name
    with path.open("rb") as source:
        catalogue = read_po(source, locale=locale)
    if catalogue.num_plurals not in plural_counts(locale):
        yield f"{path}: {catalogue.num_plurals} plural forms, the language has another number"
    for message in catalogue:
        if message.id and (problem := find_problem(message)):
            yield f"{path}:{message.lineno}: {problem}"
    yield from msgfmt_problems(path)


def plural_counts(locale):
    """CLDR's number, and gettext's: they differ where CLDR counts forms of large numbers."""
    return {len(Locale.parse(locale).plural_form.rules) + 1, get_plural(locale).num_plurals}


def find_problem(message):
    sources = message.id if message.pluralizable else [message.id]
    texts = message.string if message.pluralizable else [message.string]
    if not all(texts):
        return f"not translated: {message.id!r}"
    if message.fuzzy:
        return f"fuzzy: {message.id!r}"
    if unknown := placeholders(texts) - placeholders(sources):
        return f"unknown placeholder {', '.join(sorted(unknown))}: {message.id!r}"
    if not message.pluralizable and placeholders(sources) - placeholders(texts):
        return f"a placeholder is missing: {message.id!r}"
    return ""


def placeholders(texts):
    return {name for text in texts for name in re.findall(r"%\(\w+\)[a-z]", text)}


def msgfmt_problems(path):
    """What GNU gettext sees in addition, where it is installed."""
    if shutil.which("msgfmt"):
        command = ["msgfmt", "--check", "--output-file=/dev/null", str(path)]
        done = subprocess.run(command, capture_output=True, text=True)
        return re.findall(r".+", done.stderr) if done.returncode else []
    return []
