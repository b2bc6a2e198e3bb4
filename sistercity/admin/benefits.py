from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.admin import PublishedAdmin, TranslatedAdmin
from portal.workflow import TRANSITIONS
from portal.workflow_admin import PublishedForm
from sistercity import benefits
from sistercity.models import Benefit, Evaluation

VERIFY = "_verify"


class BenefitForm(PublishedForm):
    """Publishing asks for what the figure rests on; verifying, for somebody else's eyes."""

    @property
    def verifies(self):
        return VERIFY in self.data

    def clean(self):
        super().clean()
        step = TRANSITIONS.get(self.step)
        rests_on = self.cleaned_data.get("evidence") or self.cleaned_data.get("sources")
        if step and step.four_eyes and not rests_on and "evidence" in self.fields:
            self.add_error(
                "evidence",
                _("Before it is made public, name a document as evidence, or a source below."),
            )
        if self.verifies:
            self._check_verification()
        elif benefits.STATED & set(self.changed_data):
            benefits.withdraw_verification(self.instance)

    def _check_verification(self):
        try:
            benefits.check_verification(self.instance, by=self.editor, changed=self.changes_texts)
        except benefits.VerificationError as error:
            self.add_error(None, str(error))


@admin.register(Benefit)
class BenefitAdmin(PublishedAdmin):
    form = BenefitForm
    change_form_template = "admin/sistercity/benefit/change_form.html"
    list_display = [
        "__str__",
        "partnership",
        "year",
        "direction",
        "measure",
        "quantity",
        "verified",
    ]
    list_filter = ["state", "measure", "direction", "estimated", "confidence", "year"]
    list_select_related = ["partnership__partner"]
    autocomplete_fields = ["partnership", "activity", "evidence"]
    readonly_fields = ["verified_by", "verified_on"]

    @admin.display(description=_("verified"), boolean=True)
    def verified(self, obj):
        return obj.verified_on is not None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_verify"] = obj is not None and benefits.may_verify(request.user, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        """A verification alone leaves one row in the history, the verifier's."""
        if form.verifies:
            benefits.verify(benefit=obj, by=request.user)
            self.message_user(request, _("The figure is verified."))
        else:
            super().save_model(request, obj, form, change)


@admin.register(Evaluation)
class EvaluationAdmin(TranslatedAdmin):
    list_display = ["partnership", "year", "field", "recommendation", "public"]
    list_filter = ["year", "recommendation", "public"]
    search_fields = ["partnership__partner__slug", "partnership__partner__local_name"]
    list_select_related = ["partnership__partner", "field"]
    radio_fields = dict.fromkeys(Evaluation.CRITERIA, admin.HORIZONTAL)
