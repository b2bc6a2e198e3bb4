from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self):
        from portal import checks, cms_access, cms_fallbacks, media, package_strings  # noqa: F401 (they register themselves)
        from portal.pagecache import writes  # noqa: F401
        from portal.search import watching
        from portal.search_api import router

        watching.watch()
        self.api_router = router

        cms_access.install()
        cms_fallbacks.install()
        package_strings.install()

    @property
    def dashboard_panels(self):
        from portal.newsdesk import open_feedback  # needs the models

        return [open_feedback]
