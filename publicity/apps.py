from django.apps import AppConfig


class PublicityConfig(AppConfig):
    name = "publicity"
    verbose_name = "公示与命名"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from publicity import receivers  # noqa: F401 - connects signals once models are loaded
