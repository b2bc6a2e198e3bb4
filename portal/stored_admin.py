"""Forms of the admin that bring a file: it is stored together with its record or not at all."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.forms import LockedForm, ask_again
from portal.storage import DiskFull, StorageDown, all_or_nothing

NO_SPACE = _(
    "There is no space left for files on the server. Nothing was stored; please tell the"
    " administrator."
)
NO_ANSWER = _(
    "The store for files does not answer. Nothing was stored; please try again in a few minutes."
)
NOT_STORED = {
    DiskFull: (507, ValidationError(NO_SPACE, code="no_space")),
    StorageDown: (503, ValidationError(NO_ANSWER, code="no_answer")),
}


class StoredForm(LockedForm):
    not_stored: ValidationError | None = None

    def full_clean(self):
        super().full_clean()
        ask_again(self)

    def clean(self):
        super().clean()
        if self.not_stored:
            self.add_error("file", self.not_stored)


class StoredAdmin(admin.ModelAdmin):
    """Stored files and rows in the database change together or not at all."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            with all_or_nothing():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except tuple(NOT_STORED) as error:
            status, request.not_stored = NOT_STORED[type(error)]
            for file in request.FILES.values():
                file.seek(0)
            response = super().changeform_view(request, object_id, form_url, extra_context)
            response.status_code = status
            return response

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.not_stored = getattr(request, "not_stored", None)
        return form
