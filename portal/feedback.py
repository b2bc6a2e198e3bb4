"""What readers say of a page: is it clear, is something wrong. Nobody's name is asked or kept."""

from django import forms
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from portal import navigation
from portal.frame import home_city
from portal.links import is_own_path
from portal.models import Office, PageFeedback
from portal.rates import too_often
from portal.redirects import language_of
from portal.sections import sections

LIMIT, HOUR = 10, 3600
CHOOSE = {"required": _("Choose an answer."), "invalid_choice": _("Choose an answer.")}
RATINGS = [
    ("1", _("1 – not clear at all")),
    ("2", _("2 – hardly clear")),
    ("3", _("3 – partly clear")),
    ("4", _("4 – mostly clear")),
    ("5", _("5 – very clear")),
]


class MessageField(forms.CharField):
    """A long text, refused at the field rather than cut off by the browser."""

    def __init__(self, **kwargs):
        messages = {
            "required": _("Say in a few words what is wrong."),
            "max_length": _(
                "This text has %(show_value)d characters; the most we can take is %(limit_value)d."
            ),
        }
        super().__init__(max_length=2000, error_messages=messages, **kwargs)

    def widget_attrs(self, widget):
        return {}


class FeedbackForm(forms.ModelForm):
    use_required_attribute = False
    website = forms.CharField(required=False)  # only a machine fills it in

    class Meta:
        model = PageFeedback
        fields: list[str] = []

    @property
    def questions(self):
        return [field for field in self if field.name != "website"]


class ClarityForm(FeedbackForm):
    rating = forms.ChoiceField(
        label=_("Is this page clear?"),
        choices=RATINGS,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    reason = forms.ChoiceField(
        label=_("Why? (optional)"),
        choices=[("", _("No answer")), *PageFeedback.Reason.choices],
        required=False,
        error_messages=CHOOSE,
    )
    text = MessageField(
        label=_("What should we change? (optional)"), required=False, widget=forms.Textarea
    )

    class Meta(FeedbackForm.Meta):
        fields = ["rating", "reason", "text"]


class ProblemForm(FeedbackForm):
    kind = forms.ChoiceField(
        label=_("What is the problem?"),
        choices=[choice for choice in PageFeedback.Kind.choices if choice[0] != "clarity"],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    text = MessageField(label=_("Describe it"), widget=forms.Textarea)

    class Meta(FeedbackForm.Meta):
        fields = ["kind", "text"]


def page_of(value):
    """The path of a page of this portal, or of the reader's home page where `value` is none."""
    is_page = value and len(value) <= 300 and is_own_path(value) and language_of(value)
    return value if is_page else f"/{translation.get_language()}/"


def office_for(page):
    """Who answers for a page: the office it shows, its section's, else the city's contact."""
    node = navigation.node_of(page)
    namespace = node.namespace if node else ""
    slug = page.rstrip("/").rpartition("/")[2]
    found = Office.objects.filter(slug=slug).first() if namespace == "offices" else None
    for section in sections():
        if section.key == namespace:
            found = section.office_for(slug)
    city = home_city()
    return found or (city and city.contact)


@method_decorator(never_cache, name="dispatch")
class FeedbackView(FormView):
    template_name = "portal/feedback.html"
    url_name = ""
    heading: str | Promise = ""
    lede: str | Promise = ""

    def dispatch(self, request, *args, **kwargs):
        self.page = page_of(request.GET.get("page", ""))
        request.robots, request.address_in = "noindex", self.address_in
        return super().dispatch(request, *args, **kwargs)

    def address_in(self, code):
        with translation.override(code):
            return with_page(self.url_name, navigation.same_page(self.page, code))

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self.page, view=self, **kwargs)

    def form_valid(self, form):
        if too_often(self.request, "feedback", limit=LIMIT, seconds=HOUR):
            form.add_error(None, _("Many messages came from your network. Try again in an hour."))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        if not form.cleaned_data["website"]:
            self.save(form.instance)
        return HttpResponseRedirect(with_page("feedback_thanks", self.page))

    def save(self, record):
        record.page = self.page
        record.language = translation.get_language()
        record.office = office_for(self.page)
        record.save()


class Clarity(FeedbackView):
    form_class = ClarityForm
    url_name = "feedback"
    heading = _("Is this page clear?")
    lede = _("Your answer helps us to write so that everybody understands. No name is needed.")

    def save(self, record):
        record.kind = PageFeedback.Kind.CLARITY
        super().save(record)


class Problem(FeedbackView):
    form_class = ProblemForm
    url_name = "feedback_problem"
    heading = _("Report a problem")
    lede = _("Tell us what is wrong with this page. No name is needed.")


class Thanks(TemplateView):
    template_name = "portal/feedback_thanks.html"

    def get(self, request, *args, **kwargs):
        page = page_of(request.GET.get("page", ""))
        request.robots, request.address_in = "noindex", self.address_in
        return self.render_to_response(self.get_context_data(page=page))

    def address_in(self, code):
        with translation.override(code):
            return reverse("feedback_thanks")


def with_page(name, page):
    return f"{reverse(name)}?{urlencode({'page': page})}"


urlpatterns = [
    path("", Clarity.as_view(), name="feedback"),
    path("problem/", Problem.as_view(), name="feedback_problem"),
    path("thanks/", Thanks.as_view(), name="feedback_thanks"),
]
