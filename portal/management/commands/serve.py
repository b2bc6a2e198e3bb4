import hashlib
import inspect
import os
import sys
from pathlib import Path

from django.conf import settings
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
        self.stdout.write("Loading the content ...")
        call_command("demo", stdout=self.stdout)
        if not reload:
            self.collect_static()
        self.announce(port)
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *(development if reload else granian)(port)])

    def collect_static(self):
        mark = settings.VAR_DIR / "static.sources"
        sources = static_sources()
        if not (mark.exists() and mark.read_text() == sources and settings.STATIC_ROOT.exists()):
            self.stdout.write("Collecting the static files ...")
            call_command("collectstatic", interactive=False, verbosity=0)
            mark.write_text(sources)

    def announce(self, port):
        self.stdout.write(self.style.SUCCESS(f"\nThe portal is at http://localhost:{port}"))
        accounts = settings.VAR_DIR / "demo-accounts.txt"
        if accounts.exists():
            for line in accounts.read_text().splitlines():
                role, email, password = line.split("\t")
                self.stdout.write(f"  {role}: {email}, password {password}")
        self.stdout.write("Ctrl-C stops it.")


def static_sources():
    """One value for all static files and for the storage that makes them what is served."""
    files = [Path(inspect.getfile(type(staticfiles_storage)))]
    for finder in get_finders():
        files += [Path(storage.path(name)) for name, storage in finder.list([])]
    lines = [f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}" for path in files]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def granian(port):
    """One worker: what the embedded default keeps in memory (cache, rate limits) stays whole."""
    return [
        *("-m", "granian", "portal.wsgi:application", "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", "--no-ws"),
        *("--workers", "1", "--blocking-threads", "4", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "5"),
    ]


def development(port):
    return ["manage.py", "runserver", f"127.0.0.1:{port}"]
