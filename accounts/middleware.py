"""A session ends when nobody used it for a while (practice.md §11: idle logout)."""

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.utils.translation import gettext as _

from programmes import clock

SEEN = "seen_at"
IDLE_MINUTES = 60
WRITE_SECONDS = 60


class IdleLimit:
    """Log out a session whose last request is older than ``SESSION_IDLE_MINUTES``; write the time once a minute."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._watch(request)
        return self.get_response(request)

    def _watch(self, request):
        now = clock.now()
        seen = request.session.get(SEEN)
        idle = (now - dt.datetime.fromisoformat(seen)).total_seconds() if seen else 0
        limit = getattr(settings, "SESSION_IDLE_MINUTES", IDLE_MINUTES) * 60
        if idle > limit:
            logout(request)
            messages.info(request, _("您已较长时间没有操作，为保护资料已自动退出，请重新登录。"))
            return
        if not seen or not 0 <= idle < WRITE_SECONDS:
            request.session[SEEN] = now.isoformat()
