"""What the admin says below fields that many models share, unless the model says it itself."""

from django.utils.translation import gettext_lazy as _

HELP = {
    "slug": _(
        "Last part of the web address: small letters, digits and hyphens. "
        "Leave it as it is once the record is public, or links from elsewhere break."
    ),
    "source_language": _(
        "Language in which this record is written first. All others are translated from it."
    ),
    "state": _("The public sees published records only."),
    "published_at": _("From this moment the public sees the record. It may lie in the future."),
    "unpublish_at": _("From this moment the public no longer sees it. Empty: until archived."),
    "review_by": _("When somebody should check that everything is still right."),
    "confidence": _("How sure the city is; readers see a mark unless it is verified or computed."),
    "as_of": _("Date for which the figures and statements hold."),
    "checked_on": _("When somebody last opened the address or asked the body itself."),
    "languages": _('Language codes in square brackets, for example ["id", "en"].'),
    "superseded_by": _("The rule that replaces this one. It is then no longer shown as in force."),
    "historic": _("Shown for the record only; no longer in force."),
    "consent_on": _(
        "Day on which the person agreed to be named; without it the name stays hidden."
    ),
    "valid_to": _("Last day on which the contact is shown."),
    "internal_note": _("For staff only; never shown to the public."),
    "public_note": _("Readers see this note on the page of the partner."),
    "last_confirmed": _("When the partner or the city last confirmed that the tie is alive."),
    "closed": _("Only for a tie that has ended or rests; every other status follows from records."),
    "latitude": _("Degrees north; south of the equator with a minus sign."),
    "longitude": _("Degrees east; west of Greenwich with a minus sign."),
    "currency": _("Three letters, for example IDR, EUR or USD."),
}
