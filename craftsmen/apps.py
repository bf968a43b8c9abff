from django.apps import AppConfig


class CraftsmenConfig(AppConfig):
    name = "craftsmen"
    verbose_name = "工匠名册"
    default_auto_field = "django.db.models.BigAutoField"
