from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal import errors, search_views, views
from portal.api import api
from portal.security_txt import security_txt
from portal.sitemaps import sitemap

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path("", views.root, name="root"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path(".well-known/security.txt", security_txt, name="security"),
    path("opensearch.xml", search_views.opensearch, name="opensearch"),
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("search/", search_views.search, name="search"), path("", include("cms.urls"))
    ),
]
