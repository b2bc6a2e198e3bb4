import time

from django.core.management.base import BaseCommand

from portal.models import SearchEntry
from portal.search.rebuild import rebuild


class Command(BaseCommand):
    help = "Make the search index anew; search goes on meanwhile."

    def handle(self, **options):
        start = time.monotonic()
        for kind, done, total in rebuild():
            self.stdout.write(f"  {kind}: {done} of {total}")
        seconds, count = time.monotonic() - start, SearchEntry.objects.count()
        self.stdout.write(f"{count} entries in {seconds:.1f} s.")
