from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账号与单位"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts import (
            checks,  # noqa: F401  registers the system checks
            wording,
        )

        wording.use()
        autodiscover_modules("navigation")
