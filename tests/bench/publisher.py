"""Publishes something once a second until it is stopped: a committed write to a public table."""

import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from portal.models import Office  # noqa: E402

LONGEST = 120

end = time.monotonic() + LONGEST
while time.monotonic() < end:
    Office.objects.update(updated_at=timezone.now())
    time.sleep(1)
