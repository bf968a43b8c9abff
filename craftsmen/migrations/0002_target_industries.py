"""The five target industries that are known by name; the two lists of six are filled in by the association (practice.md)."""

from django.db import migrations

KNOWN = (
    ("1", "传统产业数字化改造"),
    ("1", "传统产业绿色化改造"),
    ("2", "集成电路"),
    ("2", "生物医药"),
    ("2", "人工智能"),
)


def fill(apps, schema_editor):
    industry = apps.get_model("craftsmen", "TargetIndustry")
    rows = [industry(group=group, name=name, position=number) for number, (group, name) in enumerate(KNOWN, 1)]
    industry.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("craftsmen", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
