from allauth.account.views import logout
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal import admin_language, errors, feedback, media, previews, search_views, views
from portal.accounts.urls import private
from portal.accounts.views import change_password, sign_in
from portal.api import api
from portal.security_txt import security_txt
from portal.sitemaps import sitemap
from sistercity import document_files

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
    path("admin/login/", sign_in, name="sign-in"),
    path("admin/logout/", private(logout), name="sign-out"),
    path("admin/password_change/", change_password, name="change-password"),
    path("admin/language/", admin_language.choose, name="admin-language"),
    path("admin/", admin.site.urls),
    path("media/<path:name>", media.public, name="media"),
    path("private/<path:name>", media.private, name="private"),
    path("documents/<int:pk>/<str:name>", document_files.document, name="document"),
    *i18n_patterns(
        path("account/", include("portal.accounts.urls")),
        path("feedback/", include(feedback.urlpatterns)),
        path("search/", search_views.search, name="search"),
        path("preview/<str:token>/", previews.preview, name="preview"),
        path("cms_login/", sign_in, name="sign-in-cms"),
        path("", include("cms.urls")),
    ),
]
