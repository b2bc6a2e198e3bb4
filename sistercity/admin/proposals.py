from django import forms
from django.contrib import admin
from django.http import Http404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy as _

from portal import media
from portal.dashboard import MOST, Panel, Row
from portal.dates import localdate
from portal.forms import LockedForm
from portal.language_names import language_in_words
from portal.workflow_admin import RolesAdmin
from sistercity import proposals
from sistercity.models import Partner, Partnership, Proposal

BUTTON = "_step"
ACCEPTED_AS = ("partner", "kind")


class ProposalForm(LockedForm):
    """`editor` is the user, set by the admin on the class made for the request."""

    editor = None
    partner: forms.Field = forms.ModelChoiceField(
        Partner.objects.filter(training=False),
        label=_("Partner"),
        required=False,
        help_text=_("To accept: the partner it comes from. For a new one, leave this empty."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of partnership"), required=False, choices=Partnership.Kind
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        help_text=_("Goes to the internal note. To decline, say why."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_open and not self.is_bound:
            self.initial |= {"partner": proposals.known_partner(self.instance), "kind": "other"}

    @property
    def step(self):
        return self.data.get(BUTTON, "")

    def clean(self):
        super().clean()
        if not self.step:
            return
        note = self.cleaned_data.get("note", "")
        try:
            proposals.check(self.instance, self.step, by=self.editor, note=note)
        except proposals.ProposalError as error:
            wants_note = self.step == "decline" and not note and self.instance.is_open
            self.add_error("note" if wants_note and "note" in self.fields else None, str(error))


@admin.register(Proposal)
class ProposalAdmin(RolesAdmin):
    """The officers' inbox: what came is never changed, only answered."""

    form = ProposalForm
    change_form_template = "admin/steps_change_form.html"
    sent = [
        "reference", "purpose", "name", "office", "mail", "city", "country", "fields_named",
        "message", "letter", "written_in", "created_at", "keep_until",
    ]  # fmt: skip
    answered = ["state", "handled_by", "leads_to"]
    readonly_fields = [*sent, *answered]
    list_display = ["reference", "purpose", "city", "country", "state", "created_at"]
    list_filter = ["state", "purpose"]
    search_fields = ["reference", "city", "office"]
    date_hierarchy = "created_at"

    def has_add_permission(self, request):
        return False

    def may_revert(self, request, obj):
        """What came of a proposal is not undone by undoing the proposal."""
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(self.letter_view)
        name = "sistercity_proposal_letter"
        return [path("<path:object_id>/letter/", view, name=name), *super().get_urls()]

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change, **kwargs)
        return type(made.__name__, (made,), {"editor": request.user})

    def get_fields(self, request, obj=None):
        steps = self.steps(obj) if self.has_change_permission(request, obj) else {}
        entries = [*(ACCEPTED_AS if "accept" in steps else ())]
        if steps or "note" in request.POST:  # a colleague was quicker: what was typed stays
            entries.append("note")
        return [*self.sent, *self.answered, "internal_note", *entries, "opened_as"]

    def steps(self, obj):
        left = dict(proposals.STEPS) if obj.is_open else {}
        if obj.state == Proposal.State.IN_PROGRESS:
            left.pop("take")
        if obj.purpose == Proposal.Purpose.INFORMATION:
            left.pop("accept", None)
        return left

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["steps"] = self.steps(obj) if self.has_change_permission(request, obj) else {}
        context["step_state"] = obj.get_state_display()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if not form.step or "internal_note" in form.changed_data:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.step:
            self.take_step(form.instance, form.step, request.user, form.cleaned_data)

    def delete_model(self, request, obj):
        """With what was copied of it: deleting is how a sender's wish to be forgotten is met."""
        proposals.erase(proposal=obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for proposal in queryset:
            self.delete_model(request, proposal)

    def take_step(self, proposal, step, by, values):
        match step:
            case "take":
                proposals.take(proposal=proposal, by=by)
            case "accept":
                proposals.accept(
                    proposal=proposal,
                    by=by,
                    partner=values.get("partner"),
                    kind=values.get("kind") or Partnership.Kind.OTHER,
                    note=values["note"],
                )
            case "answer":
                proposals.answer(proposal=proposal, by=by, note=values["note"])
            case "decline":
                proposals.decline(proposal=proposal, by=by, note=values["note"])

    def letter_view(self, request, object_id):
        """The attachment, to those who may read the proposal."""
        proposal = self.found(request, object_id)
        if not proposal.attachment:
            raise Http404
        file = proposal.attachment
        response = media.answer(request, file.storage, file.name)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    @admin.display(description=_("e-mail"))
    def mail(self, obj):
        if not obj.email:
            return "–"
        query = urlencode({"subject": obj.reference})
        return format_html('<a href="mailto:{}?{}">{}</a>', obj.email, query, obj.email)

    @admin.display(description=_("fields of cooperation"))
    def fields_named(self, obj):
        return ", ".join(str(field) for field in obj.fields.all())

    @admin.display(description=_("attachment"))
    def letter(self, obj):
        if not obj.attachment:
            return "–"
        name = obj.attachment.name.rpartition("/")[2]
        return format_html('<a href="{}">{}</a>', self.address("letter", obj), name)

    @admin.display(description=_("language"))
    def written_in(self, obj):
        return language_in_words(obj.language)

    @admin.display(description=_("what came of it"))
    def leads_to(self, obj):
        found = obj.activity or obj.partnership
        if found is None:
            return "–"
        name = f"admin:sistercity_{found._meta.model_name}_change"
        return format_html('<a href="{}">{}</a>', reverse(name, args=[found.pk]), found)


def open_proposals(user):
    """What came in and nobody has answered, oldest first."""
    if not user.has_perm("sistercity.view_proposal"):
        return None
    left = Proposal.objects.filter(state__in=[Proposal.State.NEW, Proposal.State.IN_PROGRESS])
    rows = [
        Row(
            f"{proposal.city}: {proposal.get_purpose_display()}",
            reverse("admin:sistercity_proposal_change", args=[proposal.pk]),
            f"{proposal.get_state_display()} · {localdate(proposal.created_at)}",
        )
        for proposal in left.order_by("created_at")[:MOST]
    ]
    return Panel("proposals", gettext("Proposals from abroad"), rows, gettext("No new proposals."))
