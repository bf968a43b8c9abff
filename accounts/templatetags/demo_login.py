from django import template
from django.conf import settings

from accounts.demo import demo_accounts

register = template.Library()


@register.simple_tag
def demo_groups():
    """The accounts of the demo by role; none where the demo flag is not set."""
    return demo_accounts() if settings.DEMO else []
