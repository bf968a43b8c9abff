from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "评审"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from reviews import receivers  # noqa: F401 - connects signals once models are loaded
