"""The addresses of the site: each room's own, and the frame's."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

from accounts.views import set_language
from signlingo.health import health

urlpatterns = [
    path("health/", health, name="health"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
# While the house is being built a room may not stand yet.
for room in ("accounts", "lessons", "recognition"):
    if find_spec(room) and find_spec(f"{room}.urls"):
        urlpatterns.append(path("", include(f"{room}.urls")))
