from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from portal.countries import country_name
from portal.dates import PartialDateField, years_before
from portal.models import LegalBasis, Office, Published, Role, Searchable, Sourced, Versioned
from portal.querysets import PublishedQuerySet
from portal.translating import own
from sistercity import stages
from sistercity.stages import Stage, StageState


class CooperationField(models.Model):
    class Group(models.TextChoices):
        ECONOMY = "economy", _("Economy, trade, investment, industry and tourism")
        SCIENCE = "science_administration", _("Science, technology and administration")
        CULTURE = (
            "education_culture_social",
            _("Education, culture, social welfare, youth and sport"),
        )
        OTHER = "other_agreed", _("Other agreed fields")

    class Object(models.TextChoices):
        """Objects of cooperation named by the statute on regional government."""

        SCIENCE = "science_technology", _("Science and technology")
        CULTURE = "cultural_exchange", _("Cultural exchange")
        MANAGEMENT = "technical_management_capacity", _("Technical and management capacity")
        PROMOTION = "regional_potential_promotion", _("Promotion of regional potential")
        OTHER = "other", _("Other")

    code = models.SlugField(_("code"), max_length=40, db_index=False)
    name = models.CharField(_("name"), max_length=120)
    group = models.CharField(_("group"), max_length=40, choices=Group)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    statutory_object = models.CharField(
        _("statutory object"), max_length=40, choices=Object, blank=True
    )

    class Meta:
        verbose_name, verbose_name_plural = _("field of cooperation"), _("fields of cooperation")
        ordering = ["group", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="sistercity_cooperationfield_code")
        ]

    def __str__(self):
        return self.name or self.code


class RepresentativeOffice(Sourced, Published):
    class Kind(models.TextChoices):
        KBRI = "kbri", _("Embassy of Indonesia (KBRI)")
        KJRI = "kjri", _("Consulate General of Indonesia (KJRI)")
        KRI = "kri", _("Consulate of Indonesia (KRI)")
        PTRI = "ptri", _("Permanent Mission of Indonesia (PTRI)")
        EMBASSY = "embassy", _("Embassy")
        CONSULATE = "consulate", _("Consulate")
        HONORARY = "honorary_consul", _("Honorary consul")
        TRADE = "trade_office", _("Trade office")
        CULTURE = "cultural_centre", _("Cultural centre")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    country = CountryField(
        _("country"), help_text=_("The country abroad: host of an Indonesian mission, or sender.")
    )
    city = models.CharField(_("city"), max_length=100)
    jurisdiction = CountryField(_("responsible for"), multiple=True, blank=True)
    address = models.TextField(_("address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    url = models.URLField(_("website"), blank=True)
    checked_on = PartialDateField(_("checked on"))

    translated_title, translated_body = "city", "city"

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("mission"), _("missions")

    def __str__(self):
        return f"{self.get_kind_display()}, {self.city}"

    @property
    def is_indonesian(self):
        return self.kind in {self.Kind.KBRI, self.Kind.KJRI, self.Kind.KRI, self.Kind.PTRI}


class PartnerQuerySet(PublishedQuerySet):
    def for_list(self):
        """Load what the list shows in a fixed number of queries."""
        return self.prefetch_related(
            models.Prefetch("partnerships", Partnership.objects.with_progress()),
        )

    def for_page(self, user):
        """Load everything a partner's page shows, drafts only for those who may see them."""
        activities = Activity.objects.visible_to(user).select_related("field")
        progress = Partnership.objects.with_progress(user, evidence=False)
        return self.prefetch_related(
            models.Prefetch("missions", RepresentativeOffice.objects.visible_to(user)),
            models.Prefetch(
                "partnerships",
                progress.select_related("responsible_office").prefetch_related(
                    models.Prefetch("contacts", ContactPerson.objects.public()),
                    models.Prefetch("activities", activities, to_attr="shown_activities"),
                ),
            ),
        )


class Partner(Sourced, Published):
    class Type(models.TextChoices):
        CITY = "city", _("City")
        PROVINCE = "province", _("Province")
        INSTITUTION = "institution", _("Institution")
        ORGANISATION = "organisation", _("Organisation")
        NETWORK = "network", _("Network")

    type = models.CharField(_("type"), max_length=20, choices=Type, default=Type.CITY)
    name = models.CharField(_("name"), max_length=120)
    local_name = models.CharField(_("name in its own language"), max_length=120, blank=True)
    local_language = models.CharField(_("its language"), max_length=12, blank=True)
    country = CountryField(_("country"))
    region = models.CharField(_("region"), max_length=120, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    time_zone = models.CharField(_("time zone"), max_length=50, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_source = models.CharField(_("source of the population"), max_length=200, blank=True)
    area_km2 = models.DecimalField(
        _("area in km²"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    official_url = models.URLField(_("official website"), blank=True)
    partner_page_url = models.URLField(_("its page about us"), max_length=300, blank=True)
    motto = models.CharField(_("motto"), max_length=200, blank=True)
    profile = models.TextField(_("profile"), blank=True)
    similarities = models.TextField(_("what the cities share"), blank=True)
    missions = models.ManyToManyField(
        RepresentativeOffice, blank=True, related_name="partners", verbose_name=_("missions")
    )
    not_checked = models.JSONField(
        _("not yet checked"),
        default=list,
        blank=True,
        help_text=_("Names of fields whose value no source confirms yet."),
    )

    objects = PartnerQuerySet.as_manager()

    translated_title, translated_body = "name", "profile"
    search = Searchable(
        names=["name", "local_name"],
        keywords=["country", "region", "type", "kinds_of_partnership"],
        body=["similarities", "motto", "summaries"],
        weight=5,
        parts="shown_records",
        prefetch=["partnerships"],
    )

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("partner"), _("partners")
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="sistercity_partner_point",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
        ]

    def __str__(self):
        return self.name or self.slug

    def get_absolute_url(self):
        return reverse("sistercity:partner", kwargs={"slug": self.slug})

    @cached_property
    def partnership(self):
        """The oldest partnership; needs the prefetch of for_list() or for_page()."""
        found = list(self.partnerships.all())
        return found[0] if found else None

    def name_and_country(self, language):
        """What search finds the partner's agreements and activities by."""
        return f"{own(self, 'name', language)} {country_name(str(self.country))}"

    def kinds_of_partnership(self, language):
        return ", ".join(str(tie.get_kind_display()) for tie in self.partnerships.all())

    def summaries(self, language):
        return "\n".join(own(tie, "summary", language) for tie in self.partnerships.all())

    def shown_records(self):
        ties = self.partnerships.all()
        return [
            *Agreement.objects.filter(partnership__in=ties),
            *Activity.objects.filter(partnerships__in=ties).distinct(),
        ]

    def hours_from(self, zone):
        """Offsets in hours of another time zone from the partner's, in January and July."""
        year = timezone.localdate().year
        moments = [datetime(year, month, 1, 12) for month in (1, 7)]
        ours, theirs = ZoneInfo(zone), ZoneInfo(self.time_zone)
        return sorted(
            {
                (
                    m.replace(tzinfo=ours).utcoffset() - m.replace(tzinfo=theirs).utcoffset()
                ).total_seconds()
                / 3600
                for m in moments
            }
        )


class PartnershipQuerySet(models.QuerySet):
    def with_progress(self, user=None, evidence=True):
        """Load what status and stage are derived from; `evidence` unless activities come anyway."""
        agreements = Agreement.objects.all()
        agreements = agreements.visible_to(user) if user else agreements.published()
        held = Activity.objects.published().evidence()
        return self.prefetch_related(
            "stage_records",
            "fields",
            models.Prefetch("agreements", agreements),
            *([models.Prefetch("activities", held, to_attr="loaded_evidence")] if evidence else []),
        ).order_by("pk")


class Partnership(Versioned):
    kept_by = (Role.OFFICER,)

    class Kind(models.TextChoices):
        SISTER_CITY = "sister_city", _("Sister city")
        FRIENDSHIP_CITY = "friendship_city", _("Friendship city")
        TECHNICAL = "technical", _("Technical cooperation")
        HUMANITARIAN = "humanitarian", _("Humanitarian aid")
        LOAN_OR_GRANT = "loan_or_grant", _("On-lending or on-granting")
        CAPITAL = "capital_participation", _("Capital participation")
        OTHER = "other", _("Other cooperation")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        RENEWAL = "renewal", _("Being renewed")
        UNCONFIRMED = "unconfirmed", _("Unconfirmed")
        INTENT = "intent", _("Letter of Intent")
        PROSPECTIVE = "prospective", _("Exploration")
        EXPIRED = "expired", _("Expired")
        DORMANT = "dormant", _("Dormant")
        ENDED = "ended", _("Ended")

    CLOSED = [
        (Status.DORMANT.value, Status.DORMANT.label),
        (Status.ENDED.value, Status.ENDED.label),
    ]

    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="partnerships", verbose_name=_("partner")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    intended_kind = models.CharField(_("intended kind"), max_length=30, choices=Kind, blank=True)
    since = PartialDateField(_("since"))
    responsible_office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("responsible office"),
        related_name="+",
    )
    summary = models.TextField(_("summary"), blank=True)
    last_confirmed = PartialDateField(_("last confirmed"))
    closed = models.CharField(_("closed by hand"), max_length=10, choices=CLOSED, blank=True)
    fields = models.ManyToManyField(
        CooperationField,
        blank=True,
        related_name="partnerships",
        verbose_name=_("fields of cooperation"),
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("partnership"), _("partnerships")
        constraints = [
            models.UniqueConstraint(fields=["partner", "kind"], name="sistercity_partnership_kind")
        ]

    def __str__(self):
        return f"{self.partner}: {self.get_kind_display()}"

    def search_owners(self):
        return [self.partner]

    @cached_property
    def signed_mous(self):
        return [a for a in self.agreements.all() if a.type in Agreement.BINDING and a.signed_on]

    @cached_property
    def evidence(self):
        """Published activities that were held on a known date; needs one of the prefetches."""
        if hasattr(self, "loaded_evidence"):
            return self.loaded_evidence
        return [a for a in self.shown_activities if a.is_public and a.is_evidence]

    @cached_property
    def confirmed(self):
        """The latest dated evidence: typed in, an agreement signed, an activity held."""
        dates = [self.last_confirmed]
        dates += [a.signed_on for a in self.agreements.all()]
        dates += [activity.starts_on for activity in self.evidence]
        return max((d for d in dates if d), default=None)

    def binds(self, today):
        """Whether an MoU is in force or may be: its term is not known."""
        return any(mou.status(today) in Agreement.MAY_BIND for mou in self.signed_mous)

    def status(self, today):
        """Derived from agreements, stages and dated evidence; only `closed` is set by hand."""
        if self.closed:
            return self.Status(self.closed)
        if not self.signed_mous:
            return self._before_signing()
        if any(r.round > 1 and r.state not in stages.BEHIND for r in self.stage_records.all()):
            return self.Status.RENEWAL
        if not self.binds(today):
            return self.Status.EXPIRED
        recent = self.confirmed and self.confirmed.latest >= years_before(today, 3)
        return self.Status.ACTIVE if recent else self.Status.UNCONFIRMED

    def _before_signing(self):
        if any(a.type == Agreement.Type.LOI and a.signed_on for a in self.agreements.all()):
            return self.Status.INTENT
        started = [r for r in self.stage_records.all() if r.state != StageState.NOT_STARTED]
        return self.Status.PROSPECTIVE if started else self.Status.UNCONFIRMED

    @property
    def is_signed(self):
        return bool(self.signed_mous)

    def stage(self, today):
        return stages.current(self, today)

    def steps(self, today):
        return stages.steps(self, today)


class Agreement(Sourced, Published):
    kept_by = (Role.OFFICER,)

    class Type(models.TextChoices):
        LOI = "loi", _("Letter of Intent")
        MOU = "mou", _("Memorandum of Understanding")
        TECHNICAL = "technical_arrangement", _("Technical arrangement")
        PLAN = "plan_of_action", _("Plan of action")
        STATEMENT = "joint_statement", _("Joint statement")
        AMENDMENT = "amendment", _("Amendment")
        EXTENSION = "extension", _("Extension")

    class Term(models.TextChoices):
        FIXED = "fixed", _("Fixed")
        INDEFINITE = "indefinite", _("Indefinite")
        NOT_KNOWN = "not_known", _("Not known")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_FORCE = "in_force", _("In force")
        NOT_KNOWN = "validity_not_known", _("Validity not known")
        EXPIRING = "expiring", _("Expires within a year")
        EXPIRED = "expired", _("Expired")
        REPLACED = "replaced", _("Replaced")
        TERMINATED = "terminated", _("Terminated")

    BINDING = {Type.MOU, Type.EXTENSION}
    MAY_BIND = {Status.IN_FORCE, Status.EXPIRING, Status.NOT_KNOWN}

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="agreements", verbose_name=_("partnership")
    )
    type = models.CharField(_("type"), max_length=30, choices=Type)
    title = models.CharField(
        _("title"),
        max_length=300,
        blank=True,
        help_text=_("The title of the document; without it the type is shown."),
    )
    note = models.TextField(_("note"), blank=True)
    number = models.CharField(_("number"), max_length=100, blank=True)
    signed_on = PartialDateField(_("signed on"))
    place = models.CharField(_("place of signing"), max_length=120, blank=True)
    effective_on = PartialDateField(_("in force from"))
    expires_on = PartialDateField(_("valid until"))
    term = models.CharField(_("term"), max_length=10, choices=Term, default=Term.NOT_KNOWN)
    confirmed_in_force_on = PartialDateField(_("confirmed in force on"))
    terminated_on = PartialDateField(_("terminated on"))
    auto_renew = models.BooleanField(_("renews itself"), null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField(_("notice in months"), null=True, blank=True)
    authentic_languages = models.JSONField(_("authentic languages"), default=list, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    fields = models.ManyToManyField(
        CooperationField,
        blank=True,
        related_name="agreements",
        verbose_name=_("fields of cooperation"),
    )

    translated_title, translated_body = "title", "note"
    search = Searchable(
        keywords=["type", "number", "signed_on", "partner_name"],
        body=["place"],
        weight=1,
        date="signed_on",
        page="partner",
        anchor="agreements",
        prefetch=["partnership__partner"],
    )

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("agreement"), _("agreements")
        ordering = [F("signed_on").asc(nulls_last=True), "pk"]
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=Q(term="fixed") | Q(expires_on__isnull=True),
                name="sistercity_agreement_expiry_needs_term",
                violation_error_message=_("An agreement with an end has a fixed term."),
            ),
        ]

    def __str__(self):
        return self.title or self.get_type_display()

    def partner(self):
        return self.partnership.partner

    def partner_name(self, language):
        return self.partnership.partner.name_and_country(language)

    def status(self, today):
        """`in_force` needs a known term or a confirmation less than three years old.

        Whether a newer agreement replaces this one is read from the partnership's prefetched ones.
        """
        if not self.signed_on:
            return self.Status.DRAFT
        if self.terminated_on:
            return self.Status.TERMINATED
        siblings = self.partnership.agreements.all()
        if any(other.replaces_id == self.pk and other.signed_on for other in siblings):
            return self.Status.REPLACED
        if self.term == self.Term.FIXED and self.expires_on:
            return self._status_by_expiry(today)
        confirmed = self.confirmed_in_force_on
        if self.term == self.Term.INDEFINITE or (
            confirmed and confirmed.latest >= years_before(today, 3)
        ):
            return self.Status.IN_FORCE
        return self.Status.NOT_KNOWN

    def _status_by_expiry(self, today):
        last = self.expires_on.latest
        if last < today:
            return self.Status.EXPIRED
        expiring = years_before(last, 1) <= today
        return self.Status.EXPIRING if expiring else self.Status.IN_FORCE


class StageRecord(models.Model):
    kept_by = (Role.OFFICER,)

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="stage_records", verbose_name=_("partnership")
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    stage = models.CharField(_("stage"), max_length=30, choices=Stage)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=30, choices=StageState, default=StageState.NOT_STARTED
    )
    started_on = PartialDateField(_("started on"))
    due_on = PartialDateField(_("due on"))
    completed_on = PartialDateField(_("completed on"))
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, verbose_name=_("office"), related_name="+"
    )
    next_step = models.TextField(_("next step"), blank=True)
    public_note = models.TextField(_("public note"), blank=True)
    internal_note = models.TextField(_("internal note"), blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("stage record"), _("stage records")
        ordering = ["round", "pk"]
        constraints = [
            # Two constraints, because SQLite takes every NULL for a value of its own.
            models.UniqueConstraint(
                fields=["partnership", "round", "stage"],
                condition=Q(year__isnull=True),
                name="sistercity_stagerecord_once",
            ),
            models.UniqueConstraint(
                fields=["partnership", "round", "stage", "year"],
                condition=Q(year__isnull=False),
                name="sistercity_stagerecord_yearly",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True)
                | Q(stage__in=["implementation", "evaluation", "reporting"]),
                name="sistercity_stagerecord_year",
                violation_error_message=_("Only stages 8 to 10 repeat every year."),
            ),
        ]

    def __str__(self):
        return f"{self.partnership}: {self.get_stage_display()}"


class ActivityQuerySet(PublishedQuerySet):
    def evidence(self):
        """Held and dated: what can show that a partnership lives."""
        return self.filter(status="held", starts_on__isnull=False)

    def latest(self, count):
        return (
            self.evidence()
            .order_by("-starts_on", "pk")
            .select_related("field")
            .prefetch_related("partnerships__partner")[:count]
        )


class Activity(Sourced, Published):
    kept_by = (Role.OFFICER,)
    proposed_for = "partnerships__partner__country"

    class Type(models.TextChoices):
        DELEGATION_OUT = "delegation_out", _("Delegation abroad")
        DELEGATION_IN = "delegation_in", _("Delegation received")
        AUDIENCE = "audience", _("Audience")
        INVITATION = "invitation", _("Invitation")
        STUDENTS = "exchange_students", _("Student exchange")
        STAFF = "exchange_staff", _("Staff exchange")
        TRAINING = "training", _("Training")
        FESTIVAL = "festival", _("Festival")
        EXHIBITION = "exhibition", _("Exhibition")
        BUSINESS = "business_matching", _("Business matching")
        RESEARCH = "joint_research", _("Joint research")
        AID = "aid_in_kind", _("Aid in kind")
        PROJECT = "joint_project", _("Joint project")
        ONLINE = "online_meeting", _("Online meeting")
        MONUMENT = "monument", _("Monument")
        MILESTONE = "milestone", _("Milestone")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Announced")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")
        POSTPONED = "postponed", _("Postponed")

    class Mode(models.TextChoices):
        ONSITE = "onsite", _("On site")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("Hybrid")

    partnerships = models.ManyToManyField(
        Partnership, related_name="activities", verbose_name=_("partnerships")
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("agreement"),
    )
    field = models.ForeignKey(
        CooperationField,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("field of cooperation"),
    )
    type = models.CharField(_("type"), max_length=20, choices=Type)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    starts_on = PartialDateField(_("starts on"))
    ends_on = PartialDateField(_("ends on"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, blank=True)
    participants_ours = models.PositiveIntegerField(_("our participants"), null=True, blank=True)
    participants_theirs = models.PositiveIntegerField(
        _("their participants"), null=True, blank=True
    )
    cost = models.DecimalField(_("cost"), max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.HELD)

    objects = ActivityQuerySet.as_manager()

    translated_title, translated_body = "title", "summary"
    search = Searchable(
        keywords=["type", "starts_on", "place", "partner_names"],
        date="starts_on",
        page="partner",
        anchor="activities",
        prefetch=["partnerships__partner"],
        links=["partnerships"],
    )

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("activity"), _("activities")
        ordering = [F("starts_on").desc(nulls_last=True), "pk"]
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=Q(cost__isnull=True, currency="")
                | Q(cost__isnull=False, currency__gt=""),
                name="sistercity_activity_cost",
                violation_error_message=_("Give both cost and currency, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=False),
                name="sistercity_activity_end_needs_start",
                violation_error_message=_("An activity that ends has a start."),
            ),
        ]

    def __str__(self):
        return self.title or self.slug

    def partner(self):
        """On whose page it is shown: the first public one of its partners."""
        partners = [tie.partner for tie in self.partnerships.all()]
        return next((found for found in partners if found.state == "published"), None)

    def partner_names(self, language):
        ties = self.partnerships.all()
        return ", ".join(tie.partner.name_and_country(language) for tie in ties)

    @property
    def is_evidence(self):
        return self.status == self.Status.HELD and self.starts_on is not None


class ContactPersonQuerySet(models.QuerySet):
    def public(self, today=None):
        """A named person only with consent; an office needs none."""
        today = today or timezone.localdate()
        return self.filter(
            Q(name="") | Q(consent_on__lte=today),
            Q(valid_to__isnull=True) | Q(valid_to__gte=today),
            public=True,
        )


class ContactPerson(models.Model):
    kept_by = (Role.OFFICER,)

    class Side(models.TextChoices):
        OURS = "ours", _("Ours")
        THEIRS = "theirs", _("Theirs")

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="contacts", verbose_name=_("partnership")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side)
    role = models.CharField(_("role"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    office = models.CharField(_("office"), max_length=200)
    address = models.TextField(_("address"), blank=True)
    email = models.EmailField(_("work e-mail"), blank=True)
    phone = models.CharField(_("work telephone"), max_length=50, blank=True)
    url = models.URLField(_("website"), blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    public = models.BooleanField(_("public"), default=False)
    consent_on = models.DateField(_("consent given on"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    objects = ContactPersonQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("contact"), _("contacts")
        constraints = [
            models.CheckConstraint(
                condition=Q(public=False) | Q(name="") | Q(consent_on__isnull=False),
                name="sistercity_contactperson_consent",
                violation_error_message=_("A person’s name is made public only with consent."),
            )
        ]

    def __str__(self):
        return self.name or self.office


class StageGuide(Sourced, Published):
    stage = models.CharField(_("stage"), max_length=30, choices=Stage)
    description = models.TextField(_("description"), blank=True)
    documents = models.TextField(
        _("documents"), blank=True, help_text=_("One document on each line.")
    )
    actors = models.TextField(
        _("who takes part"), blank=True, help_text=_("One body on each line.")
    )
    legal_bases = models.ManyToManyField(
        LegalBasis, blank=True, related_name="+", verbose_name=_("legal bases")
    )

    translated_title, translated_body = "description", "description"
    search = Searchable(title="stage", body=["documents", "actors"], weight=2)

    class Meta(Published.Meta):
        verbose_name, verbose_name_plural = _("stage"), _("stages")
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint(fields=["stage"], name="sistercity_stageguide_stage"),
        ]

    def __str__(self):
        return self.get_stage_display()

    def get_absolute_url(self):
        return reverse("sistercity:stage", kwargs={"slug": self.slug})
