"""Windows and reminders of duties as plain dates (rules.md §13)."""

from datetime import date

import pytest

from programmes.duties import Term, counted, yearly
from programmes.spec import Duty, DutyAnchor, YearDay

ASSESSMENT = Duty(
    code="assessment",
    title="年度考核",
    article="WS24 §8",
    opens=YearDay(11, 15),
    due=YearDay(1, 31, years_later=1),
    reminders=(YearDay(12, 15), YearDay(11, 15), YearDay(1, 31, years_later=1)),
    owed_in=frozenset({"building"}),
)
ACCEPTANCE = Duty(
    code="acceptance",
    title="建设验收",
    article="WS24 §9",
    anchor=DutyAnchor.BUILDING_END,
    opens=-60,
    due=60,
    reminders=(-180, 0, 60),
    owed_in=frozenset({"building"}),
)


def test_yearly_duty_reaches_into_the_next_year():
    assert yearly(ASSESSMENT, 2027) == Term(
        code="assessment",
        period="2027",
        opens_on=date(2027, 11, 15),
        due_on=date(2028, 1, 31),
        remind_on=(date(2027, 11, 15), date(2027, 12, 15), date(2028, 1, 31)),
    )


def test_counted_duty_stands_around_its_anchor():
    term = counted(ACCEPTANCE, date(2028, 2, 29))
    assert (term.period, term.opens_on, term.due_on) == ("2028-02-29", date(2027, 12, 31), date(2028, 4, 29))
    assert term.remind_on == (date(2027, 9, 2), date(2028, 2, 29), date(2028, 4, 29))


@pytest.mark.parametrize(
    ("make", "duty", "when"), [(yearly, ACCEPTANCE, 2027), (counted, ASSESSMENT, date(2027, 1, 1))]
)
def test_a_duty_of_the_other_sort_is_a_mistake_of_the_programme(make, duty, when):
    with pytest.raises(TypeError):
        make(duty, when)
