from django.core.management.base import BaseCommand
from django.utils import timezone

from sistercity import proposals


class Command(BaseCommand):
    help = "Erase who wrote and what in proposals whose time has come; city and purpose stay."

    def handle(self, **options):
        due = list(proposals.due_for_erasure(timezone.localdate()))
        for proposal in due:
            proposals.erase(proposal=proposal)
        self.stdout.write(f"Proposals erased: {len(due)}")
