"""System checks: keys of the private fields."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from accounts import privacy


@register(Tags.security)
def field_keys(app_configs, **kwargs):
    """FIELD_KEYS parses; with several keys the hashes need a key of their own, or rotation would break search."""
    value = settings.FIELD_KEYS
    try:
        keys = privacy.parse_keys(value if isinstance(value, str) else ",".join(value))
    except ImproperlyConfigured as error:
        return [Error(str(error), hint="FIELD_KEYS=id:BASE64,index:BASE64, each 32 bytes", id="accounts.E001")]
    if len([name for name in keys if name != privacy.INDEX]) > 1 and privacy.INDEX not in keys:
        hint = "add index:BASE64 of 32 bytes before a second key, and run rotate_keys"
        return [Error("FIELD_KEYS has several keys but none called index", hint=hint, id="accounts.E002")]
    return []
