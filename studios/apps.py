from django.apps import AppConfig


class StudiosConfig(AppConfig):
    name = "studios"
    verbose_name = "创新工作室"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from studios import receivers  # noqa: F401 - connects signals once models are loaded
