"""What every template may show of the settings."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    return {
        "DEMO": settings.DEMO,
        "SITE_URL": settings.SITE_URL,
        "ICP_NUMBER": settings.ICP_NUMBER,
        "PSB_NUMBER": settings.PSB_NUMBER,
        "SITE_CODE": settings.SITE_CODE,
        "CONTACT_PHONE": settings.CONTACT_PHONE,
    }
