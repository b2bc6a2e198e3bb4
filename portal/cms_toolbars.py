"""The editor's toolbar; the name of this module is fixed by django-cms."""

from cms.models import PageContent
from cms.toolbar_base import CMSToolbar
from cms.toolbar_pool import toolbar_pool
from django.utils.translation import gettext as _, ngettext

from portal.cms_access import leads_on
from portal.page_checks import findings


@toolbar_pool.register
class PageChecks(CMSToolbar):
    """A menu of what to look at before publishing; each entry opens the form that mends it."""

    def populate(self):
        content = self.toolbar.get_object()
        if not isinstance(content, PageContent) or not self.is_draft(content):
            return
        found = findings(content)
        menu = self.toolbar.get_or_create_menu("page-checks", self.title(len(found)))
        for finding in found:
            menu.add_modal_item(finding.message, finding.url)
        if not found:
            menu.add_link_item(_("Nothing to mend"), "#", disabled=True)

    def is_draft(self, content):
        looked_at = self.toolbar.edit_mode_active or self.toolbar.preview_mode_active
        return looked_at and content.is_editable(self.request)

    def title(self, count):
        if not count:
            return _("Checks")
        return ngettext("Checks: %(count)d hint", "Checks: %(count)d hints", count) % {
            "count": count
        }


@toolbar_pool.register
class ClosedEntries(CMSToolbar):
    def post_template_populate(self):
        """Grey out, in the menus that the CMS has made by now, what would refuse the reader."""
        for item in entries(self.toolbar.get_left_items()):
            url = getattr(item, "url", "") or getattr(item, "action", "")
            if url and not leads_on(self.request.user, url):
                item.disabled = True


def entries(items):
    """Of menus inside menus too."""
    for item in items:
        yield item
        yield from entries(getattr(item, "items", []))
