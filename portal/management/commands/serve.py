import hashlib
import inspect
import os
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.translation.reloader import translation_file_changed


class Command(BaseCommand):
    help = "Prepare what is missing, say where the portal is, then serve it."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reload", action="store_true", help="Django's reloading server")

    def handle(self, *args, port, reload, **options):
        self.stdout.write("Compiling the catalogues ...")
        call_command("compilecatalogues", verbosity=0)
        translation_file_changed(self, Path("any.mo"))
        self.stdout.write("Bringing the database up to date ...")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {error}") from None
        self.load_content()
        if not reload:
            self.collect_static()
        self.announce(port)
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *(development if reload else granian)(port)])

    def load_content(self):
        """Once, and again when the city's files change: what an editor deletes stays deleted."""
        mark = Mark("content", settings.BASE_DIR.glob("*/demo/**/*.json"))
        if not (mark.is_current() and get_user_model().objects.exists()):
            self.stdout.write("Loading the content ...")
            call_command("demo", stdout=self.stdout)
            mark.set()

    def collect_static(self):
        mark = Mark("static", static_sources())
        if not (mark.is_current() and settings.STATIC_ROOT.exists()):
            self.stdout.write("Collecting the static files ...")
            call_command("collectstatic", interactive=False, verbosity=0)
            mark.set()

    def announce(self, port):
        self.stdout.write(self.style.SUCCESS(f"\nThe portal is at http://localhost:{port}"))
        accounts = settings.VAR_DIR / "demo-accounts.txt"
        if accounts.exists():
            for line in accounts.read_text().splitlines():
                role, email, password = line.split("\t")
                self.stdout.write(f"  {role}: {email}, password {password}")
            if settings.DEMO:
                self.stdout.write("  They may edit without a second factor: this is a demo.")
        self.stdout.write("Ctrl-C stops it.")


class Mark:
    """Remembers under var/ for which state of its source files a step was done."""

    def __init__(self, name, paths):
        self.path = settings.VAR_DIR / f"{name}.sources"
        stats = [(str(path), path.stat()) for path in sorted(paths)]
        lines = [f"{path} {stat.st_mtime_ns} {stat.st_size}" for path, stat in stats]
        self.state = hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def is_current(self):
        return self.path.exists() and self.path.read_text() == self.state

    def set(self):
        self.path.write_text(self.state)


def static_sources():
    """All static files, and the storage that makes them what is served."""
    yield Path(inspect.getfile(type(staticfiles_storage)))
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield Path(storage.path(name))


def granian(port):
    """One worker: what the embedded default keeps in memory (cache, rate limits) stays whole."""
    return [
        *("-m", "granian", "portal.wsgi:application", "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", "--no-ws"),
        *("--http", "1", "--runtime-mode", "st"),  # an eighth more answers for the same CPU
        *("--workers", "1", "--blocking-threads", "4", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "5"),
    ]


def development(port):
    return ["manage.py", "runserver", f"127.0.0.1:{port}"]
