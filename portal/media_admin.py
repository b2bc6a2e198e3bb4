"""django-filer's admin with the portal's checks, permissions and pages."""

import filer.admin  # noqa: F401 (registers what is replaced here)
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST
from filer.admin.clipboardadmin import ClipboardAdmin
from filer.admin.fileadmin import FileAdmin, FileAdminChangeFrom
from filer.admin.folderadmin import FolderAdmin
from filer.admin.imageadmin import ImageAdmin, ImageAdminForm
from filer.admin.tools import admin_url_params_encoded
from filer.models import Clipboard, File, Folder, FolderPermission, ThumbnailOption

from portal import media, translating, uploads
from portal.admin import TranslatedAdmin
from portal.forms import CheckedUpload
from portal.languages import LANGUAGES
from portal.media_use import uses
from portal.models import Picture
from portal.stored_admin import NOT_STORED, StoredAdmin, StoredForm

PUBLIC = gettext_lazy("Public")
PUBLIC_HELP = gettext_lazy("Everybody may read it. Else only staff, after signing in.")


class MediaForm(StoredForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if public := self.fields.get("is_public"):
            public.label, public.help_text = PUBLIC, PUBLIC_HELP


class UncheckedByFiler(FileAdminChangeFrom):
    """django-filer judges files by their names, and fails where the field has an error."""

    def clean(self):
        return forms.ModelForm.clean(self)


class DocumentForm(MediaForm, UncheckedByFiler):
    file = CheckedUpload(label=gettext_lazy("File"), accept=uploads.accept_document)


class PictureForm(MediaForm, ImageAdminForm, UncheckedByFiler):
    file = CheckedUpload(label=gettext_lazy("File"), accept=uploads.accept_picture)

    def clean(self):
        super().clean()
        names = [translating.column("alt", code) for code in LANGUAGES]
        kept = [self.cleaned_data.get(name, getattr(self.instance, name)) for name in names]
        if not (self.cleaned_data.get("decorative") or any(kept)):
            text = _("Say what the picture shows, or mark it as decorative.")
            shown = next(name for name in names if name in self.fields)
            self.add_error(shown, ValidationError(text, code="alt_missing"))


class LibraryAdmin(admin.ModelAdmin):
    """Django's permissions instead of django-filer's, which let any staff in."""

    def has_add_permission(self, request):
        return admin.ModelAdmin.has_add_permission(self, request)

    def has_view_permission(self, request, obj=None):
        return admin.ModelAdmin.has_view_permission(self, request, obj)

    def has_change_permission(self, request, obj=None):
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def has_delete_permission(self, request, obj=None):
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def get_model_perms(self, request):
        return admin.ModelAdmin.get_model_perms(self, request)

    def get_deleted_objects(self, objs, request):
        """A used file is protected, and the page that refuses lists its uses."""
        listed, counts, missing, protected = super().get_deleted_objects(objs, request)
        return listed, counts, missing, [*protected, *used_by(objs)]


class FileOfLibraryAdmin(StoredAdmin, LibraryAdmin):
    def save_model(self, request, obj, form, change):
        old = type(obj).objects.get(pk=obj.pk) if change else None
        if "file" in form.changed_data:
            obj.original_filename = obj.file.name
        if not change:
            obj.owner = request.user
        self.store(obj, form)
        super().save_model(request, obj, form, change)
        if old:
            media.remove_on_commit(old, keep=media.stored(obj))

    def store(self, obj, form):
        """Hook for what is made from the file."""

    def response_add(self, request, obj, post_url_continue=None):
        if {"_continue", "_addanother"} & set(request.POST):
            return super().response_add(request, obj, post_url_continue)
        return self.response_change(request, obj)

    @admin.display(description=gettext_lazy("used in"))
    def used_in(self, obj):
        return used_list(uses(obj)) if obj and obj.pk else "-"


def used_list(found):
    items = [(use.url, use.title, use.kind) for use in found]
    if not items:
        return _("Nowhere yet.")
    return format_html(
        "<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a> ({})</li>', items)
    )


def used_by(records):
    """The uses of all files among the records and below the folders among them."""
    return [
        format_html('{}: <a href="{}">{}</a> ({})', record, use.url, use.title, use.kind)
        for record in files_in(records)
        for use in uses(record)
    ]


def files_in(records):
    for record in records:
        if isinstance(record, Folder):
            folders = {record.pk, *record.get_descendants_ids()}
            yield from File.objects.filter(folder__in=folders)
        elif isinstance(record, File):
            yield record


class DocumentAdmin(FileOfLibraryAdmin, FileAdmin):
    form = DocumentForm
    change_form_template = "admin/portal/document/change_form.html"
    fieldsets = None
    fields = ["file", "name", "description", "folder", "is_public", "used_in", "opened_as"]
    readonly_fields = ["used_in"]
    list_display = ["label", "folder", "is_public", "uploaded_at"]
    list_select_related = ["folder"]

    def get_queryset(self, request):
        return super().get_queryset(request).not_instance_of(Picture)


class PictureAdmin(FileOfLibraryAdmin, TranslatedAdmin, ImageAdmin):
    form = PictureForm
    change_form_template = "admin/portal/picture/change_form.html"
    fieldsets = None
    readonly_fields = ["used_in"]
    list_display = ["label", "folder", "has_all_mandatory_data", "licence", "is_public"]
    list_filter = ["has_all_mandatory_data", "licence", "is_public"]
    list_select_related = ["folder"]
    search_fields = ["name", "original_filename", "credit"]

    def other_fields(self, translated):
        shown = ["decorative", "credit", "licence", "licence_text", "name", "folder"]
        return [*shown, "subject_location", "is_public", "used_in"]

    def get_fields(self, request, obj=None):
        return ["file", *super().get_fields(request, obj)]

    def store(self, obj, form):
        if "file" in form.changed_data and "subject_location" not in form.changed_data:
            obj.subject_location = ""
        if {"file", "subject_location"} & set(form.changed_data) or not obj.renditions:
            media.store_renditions(obj)


class LibraryFolderAdmin(LibraryAdmin, FolderAdmin):
    actions = [
        "delete_files_or_folders",
        "move_files_and_folders",
        "copy_files_and_folders",
        "rename_files",
    ]

    directory_listing_template = "admin/portal/library.html"

    def response_add(self, request, obj, post_url_continue=None):
        """Into the folder it was made in; django-filer closes a window with an inline script."""
        return HttpResponseRedirect(listing(obj.parent) + admin_url_params_encoded(request))

    def directory_listing(self, request, folder_id=None, viewtype=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().directory_listing(request, folder_id, viewtype)

    @admin.action(description=gettext_lazy("Delete selected files and/or folders"))
    def delete_files_or_folders(self, request, files_queryset, folders_queryset):
        if protected := used_by([*files_queryset, *folders_queryset]):
            text = _("Nothing was deleted, because it is still used:")
            items = format_html_join("", "<li>{}</li>", ((use,) for use in protected))
            messages.error(request, format_html("{}<ul>{}</ul>", text, items))
            return None
        return super().delete_files_or_folders(request, files_queryset, folders_queryset)

    def _copy_file(self, file_obj, destination, suffix, overwrite):
        super()._copy_file(file_obj, destination, suffix, overwrite)
        if isinstance(file_obj, Picture):
            media.store_renditions(file_obj)
            file_obj.save(update_fields=["renditions"])


def listing(folder):
    if folder is None:
        return reverse("admin:filer-directory_listing-root")
    return reverse("admin:filer-directory_listing", args=[folder.pk])


class UploadAdmin(ClipboardAdmin):
    """Where the library's upload button sends each file."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(upload))
        name = "filer-ajax_upload"
        return [
            path("operations/upload/<int:folder_id>/", view, name=name),
            path("operations/upload/no_folder/", view, name=name),
            *super().get_urls(),
        ]


def upload(request, folder_id=None):
    if not (request.user.has_perm("filer.add_file") and len(request.FILES) == 1):
        raise PermissionDenied
    folder = get_object_or_404(Folder, pk=folder_id) if folder_id else None
    (file,) = request.FILES.values()
    try:
        record = media.add(uploads.accept(file), owner=request.user, folder=folder)
    except ValidationError as error:
        return refusal(request, " ".join(error.messages), 400)
    except tuple(NOT_STORED) as error:
        status, problem = NOT_STORED[type(error)]
        return refusal(request, problem.messages[0], status)
    return JsonResponse(described(record))


def refusal(request, text, status):
    """Shown by the uploader, and by the next page where there is no uploader."""
    messages.error(request, text)
    return JsonResponse({"error": text}, status=status)


def described(record):
    """What django-filer's scripts expect."""
    change = reverse(admin_name(record), args=[record.pk])
    answer = {"thumbnail": None, "alt_text": "", "label": str(record), "file_id": record.pk}
    answer["change_url"] = change
    if isinstance(record, Picture):
        answer["thumbnail_180"] = reverse("admin:filer_picture_fileicon", args=[record.pk, 120])
        answer["original_image"] = record.url
    return answer


def admin_name(record):
    return f"admin:{record._meta.app_label}_{record._meta.model_name}_change"


for model in [Clipboard, File, Folder, FolderPermission, Picture, ThumbnailOption]:
    admin.site.unregister(model)
admin.site.register(Clipboard, UploadAdmin)
admin.site.register(File, DocumentAdmin)
admin.site.register(Folder, LibraryFolderAdmin)
admin.site.register(Picture, PictureAdmin)
