from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "消息"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from notifications import checks, receivers  # noqa: F401  registers the checks, connects the signals

        autodiscover_modules("reminders")
