"""What an editor can add to a page; the name of this module is fixed by django-cms."""

from cms.api import add_plugin
from cms.models import CMSPlugin
from cms.plugin_base import CMSPluginBase
from cms.plugin_pool import plugin_pool
from django.contrib.admin import StackedInline
from django.forms import ModelChoiceField
from django.utils.translation import get_language, gettext_lazy as _

from portal import navigation
from portal.languages import LANGUAGES
from portal.models import (
    Columns,
    Download,
    Downloads,
    Fact,
    Facts,
    LinkButton,
    Notice,
    PictureOnPage,
    Quote,
)

PORTAL = _("Portal")


class PageChoice(ModelChoiceField):
    def label_from_instance(self, page):
        node = navigation.nodes().get(page.pk)
        code = node and node.content_language(get_language())
        return node.titles[code] if code else str(page)


class Rows(StackedInline):
    extra = 1


class DownloadRows(Rows):
    model = Download
    autocomplete_fields = ["file"]


class FactRows(Rows):
    model = Fact


@plugin_pool.register_plugin
class LinkButtonPlugin(CMSPluginBase):
    model = LinkButton
    name, module = _("Link"), PORTAL
    render_template = "plugins/link.html"
    fields = ["label", "page", "url", "look"]

    def formfield_for_foreignkey(self, field, request, **kwargs):
        if field.name == "page":
            kwargs["form_class"] = PageChoice
        return super().formfield_for_foreignkey(field, request, **kwargs)

    @staticmethod
    def target(instance):
        """Where the link leads, or nothing where its page is not published."""
        node = navigation.nodes().get(instance.page_id)
        return instance.url or (node.path(get_language()) if node else "")

    def render(self, context, instance, placeholder):
        context.update({"url": self.target(instance)})
        return super().render(context, instance, placeholder)


@plugin_pool.register_plugin
class PicturePlugin(CMSPluginBase):
    model = PictureOnPage
    name, module = _("Picture"), PORTAL
    render_template = "plugins/picture.html"
    autocomplete_fields = ["picture"]

    @classmethod
    def get_render_queryset(cls):
        return PictureOnPage.objects.select_related("picture")


@plugin_pool.register_plugin
class FilesPlugin(CMSPluginBase):
    model = Downloads
    name, module = _("Files"), PORTAL
    heading_level = 2
    render_template = "plugins/files.html"
    inlines = [DownloadRows]

    @classmethod
    def get_render_queryset(cls):
        return Downloads.objects.prefetch_related("rows__file")


@plugin_pool.register_plugin
class NoticePlugin(CMSPluginBase):
    model = Notice
    name, module = _("Notice"), PORTAL
    heading_level = 2
    render_template = "plugins/notice.html"
    fields = ["kind", "heading", "text"]


@plugin_pool.register_plugin
class FactsPlugin(CMSPluginBase):
    model = Facts
    name, module = _("Facts"), PORTAL
    heading_level = 2
    render_template = "plugins/facts.html"
    inlines = [FactRows]

    @classmethod
    def get_render_queryset(cls):
        return Facts.objects.prefetch_related("rows")


@plugin_pool.register_plugin
class QuotePlugin(CMSPluginBase):
    model = Quote
    name, module = _("Quote"), PORTAL
    render_template = "plugins/quote.html"
    fields = ["text", "person", "role", "source", "source_url", "spoken_in"]

    def render(self, context, instance, placeholder):
        context.update({"spoken": LANGUAGES.get(instance.spoken_in)})
        return super().render(context, instance, placeholder)


@plugin_pool.register_plugin
class ColumnsPlugin(CMSPluginBase):
    model = Columns
    name, module = _("Columns"), PORTAL
    render_template = "plugins/columns.html"
    allow_children = True
    child_classes = ["ColumnPlugin"]
    fields = ["count"]

    def save_model(self, request, obj, form, change):
        """Fill up to the number chosen; a column that an editor filled is never taken away."""
        super().save_model(request, obj, form, change)
        there = CMSPlugin.objects.filter(parent=obj).count()
        for _missing in range(obj.count - there):
            add_plugin(obj.placeholder, "ColumnPlugin", obj.language, target=obj)


@plugin_pool.register_plugin
class ColumnPlugin(CMSPluginBase):
    model = CMSPlugin
    name, module = _("Column"), PORTAL
    render_template = "plugins/column.html"
    allow_children = require_parent = is_slot = True
    parent_classes = ["ColumnsPlugin"]
    show_add_form = False


@plugin_pool.register_plugin
class NewsPlugin(CMSPluginBase):
    """The latest news; there is nothing to fill in, and nothing to see while there is none."""

    name, module = _("News"), PORTAL
    show_add_form = False
    heading_level = 2
    render_template = "plugins/news.html"

    def render(self, context, instance, placeholder):
        context.update({"anchor": f"plugin-{instance.pk}"})
        return super().render(context, instance, placeholder)
