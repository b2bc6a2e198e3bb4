from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.models import PageFeedback

KEPT = timedelta(days=730)


class Command(BaseCommand):
    help = "Erase the texts of feedback older than 24 months; ratings stay."

    def handle(self, **options):
        old = PageFeedback.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(text="")
        erased = old.update(text="")
        self.stdout.write(f"Texts erased: {erased}")
