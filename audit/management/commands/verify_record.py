import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from audit import record, verify


class Command(BaseCommand):
    help = "Check the whole record (chains and seals); with --export also write it as a file that anyone can verify."

    def add_arguments(self, parser):
        parser.add_argument("--export", metavar="FILE", help="write the record as JSON lines")

    def handle(self, *args, **options):
        rows = list(record.export_rows())
        if options["export"]:
            lines = (json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
            Path(options["export"]).write_text("\n".join(lines) + "\n", encoding="utf-8")
        events = [row for row in rows if row["kind"] == "event"]
        seals = [row for row in rows if row["kind"] == "seal"]
        found = verify.faults(events, seals)
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            sys.exit(1)
        self.stdout.write(f"whole: {len(events)} events, {len(seals)} seals")
