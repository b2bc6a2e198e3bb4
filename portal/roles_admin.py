"""Accounts and roles: for administrators, and never for oneself."""

import allauth.account.admin  # (they register what is taken out below)
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy as _, override, pgettext_lazy

from portal import roles
from portal.forms import LockedForm
from portal.models import RoleAssignment, User
from portal.workflow_admin import RolesAdmin

# Roles are rows of RoleAssignment; the rest everybody keeps on the pages of their account.
admin.site.unregister([Group, EmailAddress, Authenticator, UserSession])


class NewAccountForm(AdminUserCreationForm):
    """People sign in by their e-mail address, so it is their name here too."""

    email = forms.EmailField(label=_("e-mail address"), max_length=150)

    class Meta:
        model = User
        fields = ["email"]
        field_classes: dict = {}

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).exists():
            raise ValidationError(_("An account with this e-mail address exists already."))
        return email

    def save(self, commit=True):
        self.instance.username = self.cleaned_data["email"]
        return super().save(commit)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Roles are given as RoleAssignments; a superuser's account is a superuser's affair."""

    list_display = ["username", "email", "roles", "is_active", "is_superuser"]
    list_filter = ["role_assignments__role", "is_active", "is_superuser"]
    filter_horizontal: list = []
    add_form = NewAccountForm
    add_fieldsets = [(None, {"fields": ["email", "usable_password", "password1", "password2"]})]
    actions = ["remove_second_factors"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("role_assignments")

    @admin.display(description=pgettext_lazy("of an account", "roles"))
    def roles(self, obj):
        return ", ".join(str(held) for held in obj.role_assignments.all())

    def get_fieldsets(self, request, obj=None):
        closed = {"groups", "user_permissions", "is_staff"}
        return [
            (name, options | {"fields": [f for f in options["fields"] if f not in closed]})
            for name, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request, obj=None):
        fixed = [*super().get_readonly_fields(request, obj)]
        own = obj is not None and obj.pk == request.user.pk
        return fixed if request.user.is_superuser and not own else [*fixed, "is_superuser"]

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or request.user.is_superuser or not obj.is_superuser)

    def has_delete_permission(self, request, obj=None):
        """People are switched off, so that the history keeps their names."""
        return False

    @admin.action(description=_("Remove second factors that are lost"), permissions=["change"])
    def remove_second_factors(self, request, queryset):
        """Whoever lost the telephone sets up another at the next sign-in."""
        users = [user for user in queryset if self.has_change_permission(request, user)]
        Authenticator.objects.filter(user__in=users).delete()
        for user in users:
            self.log_change(request, user, _("Second factors removed"))
            with override(user.admin_language or get_language()):
                get_adapter(request).send_notification_mail("second_factors_removed", user)
        self.message_user(request, _("Their owners set up another when they next sign in."))

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        roles.sync_staff(obj)


class AssignmentForm(LockedForm):
    editor = None

    def clean(self):
        super().clean()
        user = self.cleaned_data.get("user")
        if user and user.pk == self.editor.pk:
            raise ValidationError(
                _("Nobody gives or takes a role of their own. Ask another administrator.")
            )


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(RolesAdmin):
    form = AssignmentForm
    list_display = ["user", "role", "section", "language", "countries"]
    list_filter = ["role", "section", "language"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email"]
    autocomplete_fields = ["user"]
    fields = ["user", "role", "section", "language", "countries", "opened_as"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change, **kwargs)
        return type(made.__name__, (made,), {"editor": request.user})

    def get_readonly_fields(self, request, obj=None):
        return ["user"] if obj else []

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self._own(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not self._own(request, obj)

    def _own(self, request, obj):
        return obj is not None and obj.user_id == request.user.pk

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        roles.sync_staff(obj.user)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        roles.sync_staff(obj.user)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        users = {held.user for held in queryset}
        super().delete_queryset(request, queryset)
        for user in users:
            roles.sync_staff(user)
