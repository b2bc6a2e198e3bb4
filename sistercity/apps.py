from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.sections import Section


class SistercityConfig(AppConfig):
    name = "sistercity"
    verbose_name = _("International cooperation")

    @property
    def dashboard_panels(self):
        from sistercity.admin.documents import documents_to_answer  # they need the models
        from sistercity.admin.proposals import open_proposals
        from sistercity.board import panel

        return [open_proposals, documents_to_answer, panel]

    def ready(self):
        # Models are not there before the apps are loaded.
        from sistercity import demo, section, training
        from sistercity.api import router

        self.api_router = router
        self.section = Section(
            key="sistercity",
            label=_("Partner cities"),
            audience=_("For partner cities"),
            summary=_("Agreements, stages, contacts and results of every cooperation."),
            colour="partners",
            links=(
                (_("All partner cities"), "sistercity:partners"),
                (_("Agreements"), "sistercity:agreements"),
                (_("Calendar"), "sistercity:calendar"),
                (_("How a partnership is made"), "sistercity:stages"),
                (_("What they brought"), "sistercity:results"),
                (_("City profile"), "sistercity:profile"),
                (_("Embassies and consulates"), "sistercity:representatives"),
                (_("Networks of cities"), "sistercity:networks"),
                (_("What partners say of us"), "sistercity:reciprocity"),
                (_("Propose a cooperation"), "sistercity:propose"),
            ),
            content=section.content,
            load_demo=demo.load,
            highlights=section.highlights,
            office_for=section.office_for,
            home_template="sistercity/home.html",
            topics={
                "sistercity:partners": ("sister_city",),
                "sistercity:agreements": ("agreement", "mou"),
                "sistercity:stages": ("stages", "cooperation"),
            },
            load_training=training.load,
            remove_training=training.remove,
        )
