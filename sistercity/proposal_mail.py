"""Mails on a proposal: one to its sender, one to the office.

The sender's quotes nothing that was typed, so that nobody sends words of theirs to others through
the portal; the office's only the city's name, as what is erased after two years would live on in a
mailbox.
"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from portal.countries import country_name
from portal.frame import home_city
from portal.languages import SOURCE

log = logging.getLogger(__name__)


def announce(proposal, office):
    """What fails is logged: the proposal itself is kept, and waits in the officers' inbox."""
    send("sistercity/mail/proposal_received", proposal, proposal.email, proposal.language, office)
    if office and office.email:
        send("sistercity/mail/proposal_for_office", proposal, office.email, SOURCE, office)


def send(template, proposal, to, language, office):
    with translation.override(language):
        context = {
            "proposal": proposal,
            "country": country_name(proposal.country.code),
            "city": home_city(),
            "office": office,
            "inbox": settings.SITE_URL
            + reverse("admin:sistercity_proposal_change", args=[proposal.pk]),
        }
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        text = render_to_string(f"{template}_message.txt", context).strip()
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [to])
    except (OSError, SMTPException):
        log.exception("No mail could be sent on proposal %s.", proposal.reference)
