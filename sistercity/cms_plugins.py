"""Partner cities on any CMS page; they cost no query more than the pages of the section."""

from cms.plugin_base import CMSPluginBase
from cms.plugin_pool import plugin_pool
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from sistercity import public, results
from sistercity.agreements import TimeLeft
from sistercity.forms import ordered
from sistercity.models import Agreement, Partner, PartnerCard
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


@plugin_pool.register_plugin
class ExpiringAgreementsPlugin(CMSPluginBase):
    """What ends within a year or has ended; readers without a right to the drafts see nothing."""

    name, module = _("Expiring agreements (staff)"), _("Partner cities")
    show_add_form = False
    heading_level = 2
    cache = False
    render_template = "sistercity/plugin_expiring.html"
    SHOWN = [TimeLeft.OVERDUE, TimeLeft.MONTH, TimeLeft.QUARTER, TimeLeft.HALF, TimeLeft.YEAR]

    def render(self, context, instance, placeholder):
        if context["request"].user.has_perm("sistercity.view_agreement"):
            context.update({"rows": self.rows(), "anchor": f"plugin-{instance.pk}"})
        return super().render(context, instance, placeholder)

    def rows(self):
        today = timezone.localdate()
        found = [(a.time_left(today), a) for a in Agreement.objects.ending()]
        return [{"left": left, "agreement": a} for left, a in found if left in self.SHOWN]


@plugin_pool.register_plugin
class ResultsPlugin(PartnerCityPlugin):
    name = _("Results figures")
    render_template = "sistercity/plugin_results.html"

    def render(self, context, instance, placeholder):
        context.update({"groups": results.groups(results.public_benefits())})
        return super().render(context, instance, placeholder)


@plugin_pool.register_plugin
class PartnerCardPlugin(CMSPluginBase):
    """One partner that the editor chooses; nothing is shown while it is not public."""

    model = PartnerCard
    name, module = _("Partner card"), _("Partner cities")
    heading_level = 2
    render_template = "sistercity/plugin_partner_card.html"

    def formfield_for_foreignkey(self, field, request, **kwargs):
        if field.name == "partner":
            kwargs["queryset"] = Partner.objects.filter(training=False).order_by("slug")
        return super().formfield_for_foreignkey(field, request, **kwargs)

    def render(self, context, instance, placeholder):
        found = [p for p in public.partners() if p.pk == instance.partner_id]
        rows = [row(partner, timezone.localdate()) for partner in found]
        context.update({"cards": [{"partner": r["partner"], "tags": tags(r)} for r in rows]})
        return super().render(context, instance, placeholder)


def tags(row):
    """What a card says of a partner in single words: kind, status, stage."""
    if row["tie"] is None:
        return []
    found = [row["tie"].get_kind_display(), row["status"].label]
    if stage := row["stage"]:
        words = {"number": stage.number, "stage": stage.label}
        found.append(gettext("Stage %(number)s of 10: %(stage)s") % words)
    return found
