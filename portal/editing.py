"""A page while an editor edits or previews it, at addresses of the CMS that name no language."""

from cms.models import PageContent
from cms.toolbar.utils import get_toolbar_from_request


def shown_content(request):
    """The texts of the page that is edited or previewed, published or not; None for a reader."""
    toolbar = get_toolbar_from_request(request)
    if not (toolbar.edit_mode_active or toolbar.preview_mode_active):
        return None
    content = toolbar.get_object()
    return content if isinstance(content, PageContent) else None


def show_as_read(request):
    """Let the page appear as its readers will see it: in its language, at its own address."""
    # Without one kept, each area of a page would load the plugins of all areas.
    request.toolbar = get_toolbar_from_request(request)
    if (content := shown_content(request)) is None:
        return
    page = request.current_page = content.page
    page.page_content_cache[content.language] = content
    request.url_language = request._cms_language = content.language
    request.shown_content = content
    request.shown_path = page.get_absolute_url(content.language) or f"/{content.language}/"
    request.robots = "noindex"
    if request.toolbar.edit_mode_active:
        content.rescan_placeholders()  # a template may have got an area since the page was made
