"""Every app brings its own addresses; each is included at the root."""

from importlib.util import find_spec

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import include, path

APPS = (
    "publicity",
    "reviews",
    "nominations",
    "pathways",
    "cultivation",
    "academy",
    "studios",
    "craftsmen",
    "certificates",
    "notifications",
    "accounts",
    "audit",
    "documents",
)


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer monitors: 200 when the database does, otherwise the 500 of its error."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"database": "ok"})


urlpatterns = [
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
    path("healthz", healthz, name="healthz"),
]
