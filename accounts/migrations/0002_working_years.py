"""Working years 2023 to 2026 as announced by the State Council's general office (rules.md 15.3 for 2026)."""

import datetime as dt

from django.db import migrations

from programmes import clock

# year → (notice, off days as (first, last, name), extra workdays)
YEARS = {
    2023: (
        "国务院办公厅关于2023年部分节假日安排的通知",
        [
            ("01-01", "01-02", "元旦"),
            ("01-21", "01-27", "春节"),
            ("04-05", "04-05", "清明节"),
            ("04-29", "05-03", "劳动节"),
            ("06-22", "06-24", "端午节"),
            ("09-29", "10-06", "中秋节、国庆节"),
            ("12-30", "12-31", "元旦"),
        ],
        ["01-28", "01-29", "04-23", "05-06", "06-25", "10-07", "10-08"],
    ),
    2024: (
        "国务院办公厅关于2024年部分节假日安排的通知",
        [
            ("01-01", "01-01", "元旦"),
            ("02-10", "02-17", "春节"),
            ("04-04", "04-06", "清明节"),
            ("05-01", "05-05", "劳动节"),
            ("06-10", "06-10", "端午节"),
            ("09-15", "09-17", "中秋节"),
            ("10-01", "10-07", "国庆节"),
        ],
        ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    ),
    2025: (
        "国务院办公厅关于2025年部分节假日安排的通知",
        [
            ("01-01", "01-01", "元旦"),
            ("01-28", "02-04", "春节"),
            ("04-04", "04-06", "清明节"),
            ("05-01", "05-05", "劳动节"),
            ("05-31", "06-02", "端午节"),
            ("10-01", "10-08", "国庆节、中秋节"),
        ],
        ["01-26", "02-08", "04-27", "09-28", "10-11"],
    ),
    2026: (
        "国务院办公厅关于2026年部分节假日安排的通知（2025年11月4日）",
        [
            ("01-01", "01-03", "元旦"),
            ("02-15", "02-23", "春节"),
            ("04-04", "04-06", "清明节"),
            ("05-01", "05-05", "劳动节"),
            ("06-19", "06-21", "端午节"),
            ("09-25", "09-27", "中秋节"),
            ("10-01", "10-07", "国庆节"),
        ],
        ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
    ),
}


def load(apps, schema_editor):
    working_year, working_day = (apps.get_model("accounts", name) for name in ("WorkingYear", "WorkingDay"))
    for year, (notice, spans, extra) in YEARS.items():
        row = working_year.objects.create(year=year, source_document=notice, confirmed_at=clock.now())
        days = [(day, False, name) for first, last, name in spans for day in between(year, first, last)]
        days += [(date_of(year, text), True, "调休上班") for text in extra]
        working_day.objects.bulk_create(
            working_day(working_year=row, date=day, is_workday=is_workday, label=name)
            for day, is_workday, name in sorted(days)
        )


def date_of(year, text):
    return dt.date.fromisoformat(f"{year}-{text}")


def between(year, first, last):
    start, end = date_of(year, first), date_of(year, last)
    return [start + dt.timedelta(days=offset) for offset in range((end - start).days + 1)]


def unload(apps, schema_editor):
    apps.get_model("accounts", "WorkingYear").objects.filter(year__in=YEARS).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
