"""Columns and quarters of ledgers, and one row of declared columns (forms.md F4)."""

from datetime import date

import pytest

from programmes import blocks, clock, ledgers
from programmes.rows import check_row, clean_row, shown
from programmes.spec import Column, Kind, Option

DAY = date(2026, 5, 20)
NAME = Column(key="name", label="名称", limit=5)
KIND = Column(key="kind", label="类型", kind=Kind.CHOICE, options=(Option("a", "甲"),), required=False)


def test_every_ledger_has_the_standard_columns_then_its_own():
    keys = [column.key for column in ledgers.columns_of(blocks.outcome_ledger("F4"))]

    assert keys == [
        "happened_on", "kind", "title", "summary", "benefit_wan", "level", "conversion", "ip_owner", "award",
    ]  # fmt: skip


def test_kinds_of_a_ledger_are_the_options_of_its_kind_column():
    ledger = blocks.activity_ledger("F4")

    assert {column.key: column.options for column in ledgers.columns_of(ledger)}["kind"] == ledger.kinds


@pytest.mark.parametrize(
    ("day", "quarter", "last"),
    [
        (date(2026, 1, 1), "2026Q1", date(2026, 4, 15)),
        (date(2026, 3, 31), "2026Q1", date(2026, 4, 15)),
        (date(2026, 6, 30), "2026Q2", date(2026, 7, 15)),
        (date(2026, 12, 31), "2026Q4", date(2027, 1, 15)),
    ],
)
def test_quarter_locks_fifteen_days_after_its_end(day, quarter, last):
    assert ledgers.quarter_of(day) == quarter
    assert ledgers.locks_on(quarter, days=15) == last
    assert not ledgers.is_locked(quarter, days=15, today=last)
    assert ledgers.is_locked(quarter, days=15, today=date.fromordinal(last.toordinal() + 1))


def test_quarters_between_names_both_ends():
    assert ledgers.quarters_between(date(2025, 11, 2), date(2026, 4, 1)) == ["2025Q4", "2026Q1", "2026Q2"]


def test_row_lists_everything_that_is_wrong_at_its_column():
    values = clean_row((NAME, KIND), {"name": "　太长的名称了吧 ", "kind": "b"})

    assert [(one.field, one.sentence) for one in check_row((NAME, KIND), values)] == [
        ("name", "名称：超出 2 字，请压缩到 5 字以内"),
        ("kind", "类型：所选内容不在选项中，请重新选择"),
    ]


def test_row_asks_for_required_columns_only():
    assert [one.field for one in check_row((NAME, KIND), clean_row((NAME, KIND), {}))] == ["name"]


def test_entry_of_tomorrow_is_refused():
    with clock.at(DAY):
        columns = ledgers.columns_of(blocks.activity_ledger("F4"))
        values = clean_row(columns, {"happened_on": "2026-05-21", "kind": "exchange", "title": "交流"})

        assert [one.sentence for one in check_row(columns, values)] == ["日期：不能晚于今天"]


def test_option_is_shown_in_words():
    assert [shown(KIND, value) for value in ("a", "", None)] == ["甲", "", ""]
