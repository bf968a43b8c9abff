from django.apps import AppConfig


class CultivationConfig(AppConfig):
    name = "cultivation"
    verbose_name = "培育"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from academy import audience
        from cultivation.queries import people_of_units

        audience.register(people_of_units)
