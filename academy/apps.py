from django.apps import AppConfig


class AcademyConfig(AppConfig):
    name = "academy"
    verbose_name = "培育活动与课程"
    default_auto_field = "django.db.models.BigAutoField"
