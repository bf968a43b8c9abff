import multiprocessing
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.db.migrations.exceptions import InconsistentMigrationHistory

from documents import fonts

START_OVER = "Start over with ./portal demo --reset, or serve elsewhere with --data FOLDER."


class Command(BaseCommand):
    help = "Bring database, static files, fonts and demo season up to date (called by ./portal demo)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-seed", action="store_true", help="leave the database empty")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO and settings.EMBEDDED):
            raise CommandError("Only for the demo: start it with ./portal demo")
        beside = multiprocessing.Process(target=fonts.prepare)  # the second core would be idle meanwhile
        beside.start()
        with self._step("Database tables"):
            self._tables()
        with self._step("Styles, scripts and icons"):
            call_command("collectstatic", verbosity=0, interactive=False)
        with self._step("Fonts for printing"):
            beside.join()
            fonts.prepare()  # nothing is left to do, unless that failed: then it says here why
        if not options["no_seed"] and not get_user_model().objects.exists():
            self._seed()

    def _tables(self) -> None:
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except (InconsistentMigrationHistory, OperationalError) as fault:
            raise CommandError(
                f"{settings.VAR} was made by another version of the portal ({fault}). {START_OVER}"
            ) from fault

    def _seed(self) -> None:
        """A marker stands until ``seed_demo --rest`` is through, so an interrupted one is started over next time."""
        (Path(settings.VAR) / "seeding").touch()
        with self._step("Demo people and first seasons (once)"):
            call_command("seed_demo", "--first")

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        self.stdout.write(f"{name} ...")
        self.stdout.flush()
        yield
        self.stdout.write(f"{name}: done in {time.monotonic() - began:.1f} s")
        self.stdout.flush()
