"""Setting up an empty database is quick: its time goes into the steps of migrations, each of which builds models again."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel

from audit.tables import FirstTables


def test_first_tables_of_an_app_are_made_whole():
    """Move such steps into CreateModel: constraints and indexes into its options, fields below a model made before."""
    assert [step for migration in first_migrations() for step in needless(migration)] == []


def test_first_tables_are_made_in_one_go():
    many = [one for one in first_migrations() if len(one.operations) > 1]
    assert [str(one) for one in many if not isinstance(one, FirstTables)] == []


def first_migrations():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = {one.label for one in apps.get_app_configs() if Path(one.path).parent == settings.BASE_DIR}
    return [one for (app, _), one in loader.disk_migrations.items() if app in ours and one.initial]


def needless(migration):
    made = set()
    for operation in migration.operations:
        if isinstance(operation, CreateModel):
            made.add(operation.name_lower)
        if isinstance(operation, (AddConstraint, AddField, AddIndex)) and operation.model_name_lower in made:
            yield f"{migration}: {operation.describe()}"
