"""The public form by which an office abroad proposes a cooperation, a visit, or asks something."""

import re
import secrets
from functools import partial

from django import forms
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from portal import navigation, uploads
from portal.countries import country_choices
from portal.filters import collation_key
from portal.forms import CheckedUpload, ask_again
from portal.frame import home_city
from portal.rates import too_often
from portal.stored_admin import NOT_STORED
from sistercity import proposals, public
from sistercity.models import CooperationField, Proposal
from sistercity.models.proposals import new_reference

LIMIT, HOUR = 5, 3600
ATTACHMENT_BYTES = 5 * 1024 * 1024
REFERENCE = re.compile(r"[0-9]{4}-[0-9A-Z]{8}")
CHOOSE = {"required": _("Choose an answer."), "invalid_choice": _("Choose an answer.")}
EMPTY = _("Fill in this field.")
TOO_LONG = _("This text has %(show_value)d characters; the most we can take is %(limit_value)d.")


def line(label, longest, autocomplete):
    """A text of one line, refused at the field rather than cut off by the browser."""
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": EMPTY, "max_length": TOO_LONG},
    )


class ProposalForm(forms.ModelForm):
    use_required_attribute = False
    field_order = [
        "purpose", "city", "country", "office", "name", "email", "topics", "message", "attachment",
        "consent",
    ]  # fmt: skip

    purpose = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Proposal.Purpose,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    name = line(_("Your name"), 120, "name")
    office = line(_("Your office"), 200, "organization")
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": EMPTY,
            "invalid": _("Enter an e-mail address such as name@example.org."),
            "max_length": TOO_LONG,
        },
    )
    city = line(_("City"), 120, "address-level2")
    country = forms.ChoiceField(
        label=_("Country"),
        choices=lambda: [("", _("Choose a country")), *country_choices()],
        error_messages={
            "required": _("Choose a country."),
            "invalid_choice": _("Choose a country."),
        },
    )
    topics = forms.ModelMultipleChoiceField(
        CooperationField.objects.all(),
        label=_("Fields of cooperation"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    message = forms.CharField(
        label=_("Your message"),
        max_length=5000,
        widget=forms.Textarea,
        error_messages={
            "required": _("Say in a few sentences what you would like to do."),
            "max_length": TOO_LONG,
        },
    )
    attachment = CheckedUpload(
        label=_("A letter or another document (optional)"),
        required=False,
        accept=lambda file: uploads.accept(file, ATTACHMENT_BYTES),
    )
    consent = forms.BooleanField(
        error_messages={"required": _("Without your consent we may not keep your message.")}
    )
    website = forms.CharField(required=False)  # only a machine fills it in
    sending = forms.CharField(
        required=False, widget=forms.HiddenInput, initial=partial(secrets.token_urlsafe, 16)
    )

    class Meta:
        model = Proposal
        fields = ["purpose", "name", "office", "email", "city", "country", "message", "attachment"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = [(field.pk, str(field)) for field in CooperationField.objects.all()]
        named.sort(key=lambda choice: collation_key(choice[1]))
        self.fields["topics"].choices = named
        city = home_city()
        self.fields["consent"].label = gettext(
            "I agree that %(city)s uses what I write here, my name and my e-mail address among it, "
            "to answer this message, and erases it 24 months after it was received."
        ) % {"city": city.name if city else gettext("the city")}

    def clean_topics(self):
        """A proposal to cooperate says in what; known by number, they are stored by receive()."""
        topics = self.cleaned_data["topics"]
        wanted = self.cleaned_data.get("purpose") == Proposal.Purpose.COOPERATION
        if wanted and not topics and self.fields["topics"].choices:
            raise forms.ValidationError(_("Choose at least one field of cooperation."))
        return topics

    def reference(self):
        """The same when the same form comes twice, as after a double click; else a new one.

        `sending` is the form's own, so that the same words in another form are another message.
        """
        if not self.cleaned_data["sending"]:
            return new_reference()
        said = [self.data.getlist(name) for name in sorted(self.fields)]
        made = salted_hmac("sistercity.propose", repr(said), algorithm="sha256")
        for file in self.files.values():
            for chunk in file.chunks():
                made.update(chunk)
        return new_reference(made.digest())

    @property
    def wrong(self):
        """The fields that were refused, in the order of the page."""
        return [field for field in self if field.errors]


@method_decorator(never_cache, name="dispatch")
class Propose(FormView):
    """Sent too late, with the token of its form expired, it is shown again with all entries."""

    template_name = "sistercity/propose.html"
    form_class = ProposalForm
    asks_again = True

    def dispatch(self, request, *args, **kwargs):
        wanted = request.GET.get("partner", "")
        self.partner = next((p for p in public.partners() if p.slug == wanted), None)
        request.address_in = self.address_in
        return super().dispatch(request, *args, **kwargs)

    def address_in(self, code):
        query = f"?{urlencode({'partner': self.partner.slug})}" if self.partner else ""
        return navigation.same_page(self.request.path_info, code) + query

    def get_initial(self):
        if self.partner is None:
            return {}
        country = self.partner.country.code
        return {"purpose": "cooperation", "city": self.partner.name, "country": country}

    def get_context_data(self, **kwargs):
        trail = [(gettext("Propose a cooperation"), reverse("sistercity:propose"))]
        crumbs = navigation.crumbs(self.request.path_info, trail)
        return super().get_context_data(crumbs=crumbs, partner=self.partner, **kwargs)

    def post(self, request, *args, **kwargs):
        if getattr(request, "is_too_late", False):
            text = _("This page was open for a long time. Check your entries and send them again.")
            return self.refuse(self.get_form(), None, text, 403)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form, status=200):
        ask_again(form)
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def refuse(self, form, field, text, status):
        form.add_error(field, text)
        return self.form_invalid(form, status)

    def form_valid(self, form):
        form.instance.reference = form.reference()
        if Proposal.objects.filter(reference=form.instance.reference).exists():
            return sent(form.instance.reference)
        if too_often(self.request, "proposal", limit=LIMIT, seconds=HOUR):
            text = _("Many messages came from your network. Try again in an hour.")
            return self.refuse(form, None, text, 429)
        if form.cleaned_data["website"]:
            return sent(new_reference())
        form.instance.language = translation.get_language()
        try:
            kept = proposals.receive(
                proposal=form.instance, topics=form.cleaned_data["topics"], partner=self.partner
            )
        except tuple(NOT_STORED) as error:
            status, problem = NOT_STORED[type(error)]
            return self.refuse(form, "attachment", problem, status)
        return sent(kept.reference)


def sent(reference):
    query = urlencode({"reference": reference})
    return HttpResponseRedirect(f"{reverse('sistercity:proposed')}?{query}")


@method_decorator(never_cache, name="dispatch")
class Sent(TemplateView):
    template_name = "sistercity/proposed.html"

    def get(self, request, *args, **kwargs):
        given = request.GET.get("reference", "")
        request.robots, request.address_in = "noindex", self.address_in
        reference = given if REFERENCE.fullmatch(given) else ""
        return self.render_to_response(self.get_context_data(reference=reference))

    def address_in(self, code):
        query = self.request.GET.urlencode()
        return navigation.same_page(self.request.path_info, code) + (f"?{query}" if query else "")
