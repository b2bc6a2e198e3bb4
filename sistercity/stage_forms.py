"""One form for each step an officer takes with a stage; a refused step leaves the entries there."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from portal.dates import PartialDateFormField
from sistercity import stages
from sistercity.stages import RENEWS_AT, WAITING, Stage, StageError, StageState

REASON_HELP = _("Only where a condition is not met: why the city goes on all the same.")


def today():
    return timezone.localdate().isoformat()


def long_text(label, **values):
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), **values)


def override():
    return long_text(_("Written reason"), required=False, help_text=REASON_HELP)


class StepForm(forms.Form):
    """`target` is the stage record, or the partnership, that the step is taken with."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, target):
        super().__init__(data, initial={"version": target.version})
        self.target = target

    def is_taken(self, by):
        """Take the step if the entries are right and it is not refused."""
        if not self.is_valid():
            return False
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        self.target.version = self.cleaned_data["version"]
        try:
            self.take(by=by, **values)
        except StageError as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))
            return False
        return True

    def take(self, **values):
        getattr(stages, self.step)(record=self.target, **values)


class StartForm(StepForm):
    step, label = "start", _("Start")
    on = PartialDateFormField(label=_("Started on"), initial=today)
    due_on = PartialDateFormField(label=_("Due on"), required=False)
    override = override()


class GoOnForm(StepForm):
    """For a stage that waited."""

    step, label = "start", _("Go on")
    due_on = PartialDateFormField(label=_("Due on"), required=False)

    def take(self, **values):
        super().take(on=None, **values)


class WaitForm(StepForm):
    step, label = "wait", _("Wait")
    state = forms.ChoiceField(
        label=_("For whom"),
        choices=[(state.value, state.label) for state in StageState if state in WAITING],
        widget=forms.RadioSelect,
    )
    due_on = PartialDateFormField(label=_("Answer due on"), required=False)
    next_step = long_text(
        _("Next step, in Indonesian"),
        required=False,
        help_text=_("Readers see this on the page of the partner."),
    )


class CompleteForm(StepForm):
    step, label = "complete", pgettext_lazy("a stage", "Complete")
    on = PartialDateFormField(label=_("Completed on"), initial=today)
    override = override()


class SkipForm(StepForm):
    step, label = "skip", _("Skip")
    reason = long_text(_("Written reason"), help_text=_("It stays visible to staff."))


class RenewForm(StepForm):
    step, label = "renew", _("Begin a renewal")
    first = forms.ChoiceField(
        label=_("Begin at stage"),
        choices=[(s.value, f"{s.number}. {s.label}") for s in RENEWS_AT],
        widget=forms.RadioSelect,
    )
    on = PartialDateFormField(label=_("Started on"), initial=today)
    override = override()

    def take(self, first, **values):
        stages.renew(partnership=self.target, first=Stage(first), **values)


class YearForm(StepForm):
    step, label = "open_year", _("Open a year")
    year = forms.IntegerField(label=_("Year"), initial=lambda: timezone.localdate().year)
    override = override()

    def take(self, **values):
        stages.open_year(partnership=self.target, **values)


OF_RECORD = {
    "start": StartForm,
    "go-on": GoOnForm,
    "wait": WaitForm,
    "complete": CompleteForm,
    "skip": SkipForm,
}
OF_PARTNERSHIP = {"renew": RenewForm, "open-year": YearForm}


def offered(record):
    """Names of the steps that a record's state allows."""
    if record.state == StageState.NOT_STARTED:
        return ["start", "complete", "skip"]
    if record.state == StageState.IN_PROGRESS:
        return ["complete", "wait", "skip"]
    return ["go-on", "complete", "wait", "skip"] if record.state in WAITING else []
