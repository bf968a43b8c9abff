import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django_fsm import FSMField


def machines() -> Iterator[str]:
    """Every state machine of the project as ``app.Model.field``."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FSMField):
                yield f"{model._meta.label}.{field.name}"


def drawing(machine: str) -> str:
    """The graph of one machine as GraphViz text with its lines in a fixed order."""
    written = io.StringIO()
    call_command("graph_transitions", machine, stdout=written)
    lines = [line.strip() for line in written.getvalue().splitlines() if re.search(r"\[|->", line)]
    inside = sorted(line for line in lines if not line.startswith("graph "))
    return "\n".join(["digraph {", "rankdir=LR", 'node [fontname="sans-serif"]', *inside, "}", ""])


class Command(BaseCommand):
    help = "Draw every state machine into docs/states/ (needs Debian's graphviz)."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "docs" / "states"
        folder.mkdir(exist_ok=True)
        titles = [
            "# State machines",
            "",
            "Drawn from the models by `./portal manage draw_states`; a test keeps them true.",
            "",
        ]
        for machine in sorted(machines()):
            name = machine.rpartition(".")[0].lower()
            (folder / f"{name}.dot").write_text(drawing(machine), encoding="utf-8")
            self._picture(folder / f"{name}.dot")
            titles += [f"## {machine.rpartition('.')[0]}", "", f"![{name}]({name}.svg)", ""]
        (folder / "README.md").write_text("\n".join(titles), encoding="utf-8")

    def _picture(self, path: Path) -> None:
        subprocess.run(["dot", "-Tsvg", "-o", path.with_suffix(".svg"), path], check=True)  # noqa: S603, S607 - a developer's own dot
