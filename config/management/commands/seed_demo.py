import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.models import User
from cultivation.models import Cohort
from fixtures.demo import seasons, stages, studios
from fixtures.demo.cast import People, make_cast, recall_cast
from fixtures.demo.growth import grow
from nominations.models import Season
from programmes import clock
from reviews.models import Expert
from studios.models import Studio


class Command(BaseCommand):
    help = "Fill an empty database with the demo, through the same actions that pages use."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--first", action="store_true", help="only people, the 2023 season and the open one")
        parser.add_argument("--rest", action="store_true", help="only what --first left out")

    def handle(self, *args: Any, **options: Any) -> None:
        self.began = time.monotonic()
        if not options["rest"]:
            self.first()
        if not options["first"]:
            self.rest()

    def first(self) -> None:
        if User.objects.exists():
            self.stdout.write("The database holds accounts already; nothing was seeded.")
            return
        with clock.at(seasons.at_nine(seasons.dt.date(2023, 3, 1))):
            cast = make_cast()
            panel = stages.make_experts(cast, People(5), 12)
        self.say("人员和单位已建立")
        seasons.season_2023(cast, panel, self.say)
        seasons.season_open(cast, self.say)

    def rest(self) -> None:
        cast, panel = recall_cast(), list(Expert.objects.order_by("pk"))
        steps = {2025: seasons.season_2025, 2027: seasons.season_in_scoring, 2026: seasons.season_2026}
        for year, make in steps.items():
            if not Season.objects.filter(year=year).exists():
                make(cast, panel, self.say)
        if not Studio.objects.exists():
            studios.seed(cast, panel, self.say)
        if not Cohort.objects.exists():
            grow(cast, self.say)
        (Path(settings.VAR) / "seeding").unlink(missing_ok=True)
        self.say("演示数据已齐全")

    def say(self, sentence: str) -> None:
        self.stdout.write(f"{time.monotonic() - self.began:5.0f} s  {sentence}")
