"""The first tables of an app, made in one go (docs/decisions/0012)."""

from typing import Any

from django.db import migrations
from django.db.migrations.state import ProjectState


class FirstTables(migrations.Migration):
    """A migration of ``CreateModel`` only: the models are built once for all of its tables.

    Django builds every model that hangs together with a new one again after each table, which here are all of them.
    """

    initial = True

    def apply(self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False) -> ProjectState:
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        before = project_state.clone()
        project_state.__dict__.pop(
            "apps", None
        )  # states are changed first, the models are built when they are asked for
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state
