from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    name = "pathways"
    verbose_name = "成长路径"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from pathways import receivers  # noqa: F401 - connects signals once models are loaded
