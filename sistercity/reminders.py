"""Mails to the responsible offices before agreements end: one per agreement, end and step."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from portal.frame import home_city
from portal.languages import SOURCE
from portal.models import Office
from sistercity.agreements import step
from sistercity.models import Agreement, Partnership, Reminder


@dataclass(frozen=True)
class Due:
    agreement: Agreement
    months: int
    office: Office | None

    @property
    def address(self):
        return self.office.email if self.office else ""

    @property
    def language(self):
        return self.office.source_language if self.office else SOURCE


def due(today):
    """What is to be sent today: for each agreement at most its nearest step, if not sent yet."""
    sent = set(Reminder.objects.values_list("agreement", "expires_on", "months"))
    for agreement in Agreement.objects.ending():
        end = agreement.expires_on
        months = step(end.latest, today)
        if months and agreement.time_left(today) and (agreement.pk, end, months) not in sent:
            yield Due(agreement, months, office_for(agreement.partnership))


def office_for(tie: Partnership):
    """The responsible office, else the city's contact; the one of them that has an address."""
    city = home_city()
    offices = [tie.responsible_office, city and city.contact]
    return next((office for office in offices if office and office.email), None)


def send(*, reminder: Due):
    """Whether it was sent; not where another process was quicker.

    Kept and sent together: while the mail goes out, the row keeps others from sending it too, and
    a mail that fails leaves no row, so that the next run tries again.
    """
    try:
        with transaction.atomic():
            Reminder.objects.create(
                agreement=reminder.agreement,
                expires_on=reminder.agreement.expires_on,
                months=reminder.months,
                sent_to=reminder.address,
            )
            subject, text = message(reminder)
            send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [reminder.address])
    except IntegrityError:
        return False
    return True


def message(reminder):
    """(subject, text) in the language of the office."""
    with override(reminder.language):
        context = {
            "agreement": reminder.agreement,
            "partner": reminder.agreement.partner(),
            "months": reminder.months,
            "url": settings.SITE_URL
            + reverse("admin:sistercity_agreement_change", args=[reminder.agreement.pk]),
        }
        subject = render_to_string("sistercity/mail/expiry_subject.txt", context)
        text = render_to_string("sistercity/mail/expiry.txt", context)
        return " ".join(subject.split()), f"{text.strip()}\n"
