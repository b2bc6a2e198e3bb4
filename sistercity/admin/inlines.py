from django.contrib import admin


class LinkedInline(admin.TabularInline):
    """Rows to open; they are changed on their own pages, where the lock and the languages are."""

    extra = 0
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return self.fields
