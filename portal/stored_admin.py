"""Forms of the admin that bring a file: it is stored together with its record or not at all."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.forms import LockedForm, ask_again
from portal.storage import DiskFull, all_or_nothing

NO_SPACE = _(
    "There is no space left for files on the server. Nothing was stored; please tell the"
    " administrator."
)


class StoredForm(LockedForm):
    disk_is_full = False

    def full_clean(self):
        super().full_clean()
        ask_again(self)

    def clean(self):
        super().clean()
        if self.disk_is_full:
            self.add_error("file", ValidationError(NO_SPACE, code="no_space"))


class StoredAdmin(admin.ModelAdmin):
    """Files on disk and rows in the database change together or not at all."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            with all_or_nothing():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except DiskFull:
            request.disk_is_full = True
            for file in request.FILES.values():
                file.seek(0)
            response = super().changeform_view(request, object_id, form_url, extra_context)
            response.status_code = 507
            return response

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.disk_is_full = getattr(request, "disk_is_full", False)
        return form
