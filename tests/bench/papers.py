"""Prints as JSON the CPU milliseconds of a yearly report as PDF, by language: the text from the
database and the PDF, once the fonts are loaded."""

import json
import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.utils import timezone  # noqa: E402
from django.utils.translation import override  # noqa: E402

from portal import pdf  # noqa: E402
from portal.languages import LANGUAGES  # noqa: E402
from sistercity import public, reports  # noqa: E402

ROUNDS = 10


def press():
    partner = public.partner("melbourne")
    ties = partner.partnerships.all()
    paper = reports.report(partner, ties, 2024, author="Bandung", today=timezone.localdate())
    return pdf.made(paper)


def milliseconds(code):
    with override(code):
        press()
        spent = []
        for _round in range(ROUNDS):
            started = time.process_time()
            press()
            spent.append(1000 * (time.process_time() - started))
    return round(statistics.median(spent), 1)


print(json.dumps({code: milliseconds(code) for code in LANGUAGES}))
