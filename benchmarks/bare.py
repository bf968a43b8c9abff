"""The limit of a page: Django with nothing in it, under the same server, with a body of the size of a list of 150 rows."""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse
from django.urls import path

if not settings.configured:
    import environ

    database = environ.Env().db("DATABASE_URL")
    database.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8}
    settings.configure(
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        SECRET_KEY="nothing to sign here",
        DATABASES={"default": database},
    )
    django.setup()

BODY = b"x" * int(os.environ.get("BARE_BYTES", "46000"))


def page():
    return HttpResponse(BODY, headers={"Content-Length": len(BODY)})


def plain(request):
    return page()


def query(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, title, state FROM publicity_publicity ORDER BY id LIMIT 1")
        cursor.fetchone()
    return page()


urlpatterns = [path("plain", plain), path("query", query)]
application = get_wsgi_application()
