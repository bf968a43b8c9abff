"""联系、服务与退出 (沪质协（2026）12号 §14): the yearly check-in, and when 长期工作离岗 is looked at."""

from programmes.spec import CareTerms, YearDay

TERMS = CareTerms(
    article="QC26 §14",
    opens=YearDay(11, 1),
    due=YearDay(11, 30),
    reminder_days=(-7, 0, 1, 15),
    absence_months=6,
)
