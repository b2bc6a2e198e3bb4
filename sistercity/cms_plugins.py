"""Partner cities on any CMS page; they cost no query more than the pages of the section."""

from cms.plugin_base import CMSPluginBase
from cms.plugin_pool import plugin_pool
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sistercity import public
from sistercity.forms import ordered
from sistercity.section import highlights
from sistercity.views import row, stage_rows


class PartnerCityPlugin(CMSPluginBase):
    """Shows what the section knows; there is nothing to fill in."""

    module = _("Partner cities")
    show_add_form = False
    heading_level = 2

    def render(self, context, instance, placeholder):
        context.update({"highlights": highlights(), "anchor": f"plugin-{instance.pk}"})
        return super().render(context, instance, placeholder)


@plugin_pool.register_plugin
class PartnerMapPlugin(PartnerCityPlugin):
    name = _("Map of partner cities")
    render_template = "sistercity/plugin_partner_map.html"


@plugin_pool.register_plugin
class PartnerListPlugin(PartnerCityPlugin):
    name = _("List of partner cities")
    render_template = "sistercity/plugin_partner_list.html"

    def render(self, context, instance, placeholder):
        today = timezone.localdate()
        partners = ordered(public.partners(), "since")
        rows = [found for partner in partners if (found := row(partner, today))["signed"]]
        context.update({"rows": rows, "today": today})
        return super().render(context, instance, placeholder)


@plugin_pool.register_plugin
class StageLegendPlugin(PartnerCityPlugin):
    name = _("The ten stages")
    render_template = "sistercity/plugin_stage_legend.html"


@plugin_pool.register_plugin
class StageBoardPlugin(PartnerCityPlugin):
    name = _("Partners by stage")
    render_template = "sistercity/plugin_stage_board.html"
    most = 10

    def render(self, context, instance, placeholder):
        context["rows"] = stage_rows(timezone.localdate())[: self.most]
        return super().render(context, instance, placeholder)


@plugin_pool.register_plugin
class LatestActivitiesPlugin(PartnerCityPlugin):
    name = _("Latest activities")
    render_template = "sistercity/plugin_latest_activities.html"
