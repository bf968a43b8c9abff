"""The pictures of the state machines in docs/states are those of the models."""

from pathlib import Path

import pytest
from django.conf import settings

from config.management.commands.draw_states import drawing, machines

FOLDER = Path(settings.BASE_DIR) / "docs" / "states"


@pytest.mark.parametrize("machine", sorted(machines()))
def test_picture_shows_the_model(machine):
    stored = FOLDER / f"{machine.rpartition('.')[0].lower()}.dot"

    assert stored.read_text(encoding="utf-8") == drawing(machine), "run ./portal manage draw_states"


def test_no_picture_is_left_of_a_machine_that_is_gone():
    names = {machine.rpartition(".")[0].lower() for machine in machines()}

    assert {path.stem for path in FOLDER.glob("*.svg")} == names
