import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from portal.models import Role, Versioned
from sistercity.models.activities import Activity
from sistercity.models.documents import new_path, private_files, remove_on_commit
from sistercity.models.fields import CooperationField
from sistercity.models.partnerships import Partnership

# Without the letters and digits that are taken for each other when read out.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_reference(digest=b""):
    """At random, or always the same for the same digest (in the same year)."""
    number, letters = int.from_bytes(digest or secrets.token_bytes(32)), ""
    for _n in range(8):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return f"{timezone.localdate().year}-{letters}"


class Proposal(Versioned):
    """What an office abroad asks for. The sender's name and address go at `keep_until`."""

    kept_by = (Role.OFFICER,)
    is_internal = True
    moves_snapshots = False

    class Purpose(models.TextChoices):
        COOPERATION = "cooperation", _("To propose a cooperation")
        VISIT = "visit", _("A visit or courtesy call")
        INVITATION = "invitation", _("An invitation")
        INFORMATION = "information", _("A request for information")

    class State(models.TextChoices):
        NEW = "new", _("New")
        IN_PROGRESS = "in_progress", _("In progress")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        ANSWERED = "answered", _("Answered")

    reference = models.CharField(_("reference number"), max_length=20, default=new_reference)
    purpose = models.CharField(_("purpose"), max_length=15, choices=Purpose)
    name = models.CharField(_("name"), max_length=120, blank=True)
    office = models.CharField(_("office"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    city = models.CharField(_("city"), max_length=120)
    country = CountryField(_("country"))
    fields = models.ManyToManyField(
        CooperationField, blank=True, related_name="+", verbose_name=_("fields of cooperation")
    )
    message = models.TextField(_("message"), max_length=5000)
    attachment = models.FileField(
        _("attachment"), storage=private_files, upload_to=new_path, max_length=200, blank=True
    )
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=15, choices=State, default=State.NEW)
    internal_note = models.TextField(_("internal note"), blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handled by"),
    )
    partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("partnership"),
    )
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("activity"),
    )
    consent_at = models.DateTimeField(_("consent given"))
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    keep_until = models.DateField(_("personal data kept until"))

    class Meta:
        verbose_name, verbose_name_plural = _("proposal"), _("proposals")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="sistercity_proposal_reference"),
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | Q(partnership__isnull=False)
                | Q(activity__isnull=False),
                name="sistercity_proposal_accepted",
                violation_error_message=_(
                    "An accepted proposal leads to a partnership or a visit."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.reference}: {self.city}"

    @property
    def is_open(self):
        return self.state in (self.State.NEW, self.State.IN_PROGRESS)


@receiver(post_delete, sender=Proposal, dispatch_uid="sistercity.proposals")
def remove_attachment(instance, **_signal):
    remove_on_commit(instance.attachment)
