from django.apps import AppConfig


class CultivationConfig(AppConfig):
    name = "cultivation"
    verbose_name = "培育"
    default_auto_field = "django.db.models.BigAutoField"
