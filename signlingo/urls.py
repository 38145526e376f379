"""The addresses of the site: each room's own, and the frame's."""

from django.contrib import admin
from django.urls import include, path

from accounts.views import set_language
from signlingo.health import health

urlpatterns = [
    path("health/", health, name="health"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("lessons.urls")),
    path("", include("recognition.urls")),
]
