import secrets
from functools import partial
from pathlib import PurePath

from django.conf import settings
from django.core.files.storage import storages
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from portal.dates import PartialDateField
from portal.language_names import language_in_words
from portal.models import Role, Searchable, Versioned
from portal.sizes import file_size
from portal.translating import own
from sistercity.models.activities import Activity
from sistercity.models.agreements import Agreement
from sistercity.models.partnerships import Partnership
from sistercity.models.stages import StageGuide, StageRecord
from sistercity.querysets import DocumentQuerySet


def private_files():
    return storages["internal"]


def new_path(document, name):
    """Of a folder of its own, so that no name is ever taken."""
    return f"cooperation/{secrets.token_urlsafe(16)}/{name}"


class Document(Versioned):
    """A file of a partnership, or a model text of a stage.

    What an embassy contributor brings counts for nothing until an officer has accepted it. Declined
    with a reason, it waits for a corrected one.
    """

    kept_by = (Role.OFFICER,)
    is_internal = True
    proposed_for = "partnership__partner__country"

    class Type(models.TextChoices):
        CITY_PROFILE = "city_profile", _("City profile")
        REQUEST = "partner_request", _("Partner’s request")
        STUDY = "expert_study", _("Expert study")
        LOI = "signed_loi", _("Signed Letter of Intent")
        TERMS = "terms_of_reference", _("Terms of reference")
        PLAN = "plan_of_action", _("Plan of action")
        SUBMISSION = "council_submission", _("Submission to the city council")
        DECISION = "council_decision", _("Decision of the city council")
        MINISTRY_LETTER = "ministry_letter", _("Letter to the Minister of Home Affairs")
        VERIFICATION = "verification_result", _("Result of the verification")
        DRAFT = "mou_draft", _("Draft of the MoU")
        MINUTES_MINISTRIES = (
            "interministerial_minutes",
            _("Minutes of the interministerial meeting"),
        )
        INITIALLED = "initialled_text", _("Initialled text")
        ANSWER = "partner_answer", _("Partner’s answer through the Indonesian mission")
        RECOMMENDATION = "ministry_recommendation", _("Recommendation of the Minister")
        FULL_POWER = "full_power", _("Full Power of the Foreign Minister")
        SIGNED = "signed_mou", _("Signed original of the MoU")
        ARRANGEMENT = "technical_arrangement", _("Technical arrangement")
        EVALUATION = "evaluation_report", _("Evaluation report")
        REPORT = "yearly_report", _("Yearly report")
        TEXT = "agreement_text", _("Text of the agreement")
        INVITATION = "invitation", _("Invitation")
        MINUTES = "minutes", _("Minutes")
        MODEL = "model_text", _("Model text")
        OTHER = "other", _("Other document")

    partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("partnership"),
    )
    record = models.ForeignKey(
        StageRecord,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("stage"),
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("agreement"),
    )
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("activity"),
    )
    guide = models.ForeignKey(
        StageGuide,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="files",
        verbose_name=_("model text for the stage"),
    )
    type = models.CharField(_("type"), max_length=30, choices=Type)
    title = models.CharField(_("title"), max_length=300, blank=True)
    number = models.CharField(_("number"), max_length=100, blank=True)
    date = PartialDateField(_("date"))
    language = models.CharField(_("language"), max_length=12, blank=True)
    file = models.FileField(_("file"), storage=private_files, upload_to=new_path, max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    public = models.BooleanField(
        _("public"), default=False, help_text=_("Internal documents are seen by officers only.")
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    declined_because = models.TextField(_("why it was declined"), blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)

    objects = DocumentQuerySet.as_manager()

    search = Searchable(
        title="title",
        summary="in_short",
        names=["title"],
        keywords=["type", "number", "date", "belongs_to"],
        date="date",
        page="listed_on",
        within="owner",
        anchor="document-{pk}",
        labels=(_("document of the cooperation"), _("documents of the cooperation")),
        joined=["partnership__partner", "agreement", "guide"],
    )

    class Meta:
        verbose_name, verbose_name_plural = _("document"), _("documents")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(partnership__isnull=False, guide__isnull=True)
                | Q(
                    partnership__isnull=True,
                    guide__isnull=False,
                    record__isnull=True,
                    agreement__isnull=True,
                    activity__isnull=True,
                ),
                name="sistercity_document_owner",
                violation_error_message=_(
                    "A document belongs to a partnership, or it is a model text for a stage."
                ),
            ),
            models.CheckConstraint(
                condition=Q(public=False) | Q(accepted_at__isnull=False),
                name="sistercity_document_accepted",
                violation_error_message=_("What is public has been accepted first."),
            ),
            models.CheckConstraint(
                condition=Q(declined_because="") | Q(accepted_at__isnull=True),
                name="sistercity_document_declined",
                violation_error_message=_("A document is either accepted or declined."),
            ),
        ]

    def __str__(self):
        return " ".join(filter(None, [self.title or self.get_type_display(), self.number]))

    def get_absolute_url(self):
        return reverse("document", args=[self.pk, self.file_name])

    @property
    def file_name(self):
        return PurePath(self.file.name).name

    @property
    def extension(self):
        return PurePath(self.file.name).suffix.lstrip(".").upper()

    @property
    def awaits_acceptance(self):
        return self.accepted_at is None

    def owner(self):
        return self.guide or self.partnership.partner

    def listed_on(self):
        """The page that tells most of it, for as long as its owner is public; None if it is not."""
        if not (self.public and self.accepted_at):
            return None
        return self._open_agreement() or self.owner()

    def _open_agreement(self):
        """Its agreement, if open with no last day: nothing tells search when a day has come."""
        found = self.agreement
        return found if found and found.is_public and not found.unpublish_at else None

    def belongs_to(self, language):
        """The partner, with its country, and the agreement, or the stage."""
        if self.guide:
            return str(self.guide)
        names = [self.partnership.partner.name_and_country(language)]
        if agreement := self._open_agreement():
            names.append(own(agreement, "title", language) or str(agreement))
        return gettext(", ").join(names)

    def in_short(self, language):
        """Below the title of a hit: what it is, whose, and what a reader would load."""
        whose = str(self.guide) if self.guide else own(self.owner(), "name", language)
        spoken = language_in_words(self.language) if self.language else ""
        file = gettext(", ").join(filter(None, [spoken, self.extension, file_size(self.size)]))
        what = [self.get_type_display(), self.number] if self.title else []
        return " · ".join(filter(None, [*what, whose, file]))

    @staticmethod
    def shown_to_proposer(account):
        """What an embassy brought is read by all of it, until it is accepted among our own."""
        return Q(accepted_at__isnull=True) | Q(uploaded_by=account)


def remove_on_commit(file):
    """Remove a stored file once the record that had it is gone, or has another one."""
    if file:
        transaction.on_commit(partial(file.storage.delete, file.name))


@receiver(post_delete, sender=Document, dispatch_uid="sistercity.documents")
def remove_file(instance, **_signal):
    remove_on_commit(instance.file)
