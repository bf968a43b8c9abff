"""Every app brings its own addresses; each is included at the root."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

APPS = (
    "publicity",
    "reviews",
    "nominations",
    "craftsmen",
    "certificates",
    "notifications",
    "accounts",
    "audit",
    "documents",
)

urlpatterns = [
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
    path("admin/", admin.site.urls),
]
