"""Counting and storing text (COM-06, COM-07, rules.md 15.7)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.text import count_chars, narrow_digits, normalise, normalise_code, normalise_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("精益求精，追求卓越。", 10),
        ("ISO 9001质量管理", 6),
        ("一\r\n二\n\n三\t四　五", 5),
        ("𬭎", 1),
        ("e\u0301", 1),
        ("", 0),
        ("匠" * 100 + "。", 101),
    ],
)
def test_count_chars_counts_as_users_see_it(text, expected):
    assert count_chars(text) == expected


@given(st.text(), st.sampled_from([" ", "\n", "\t", "\u3000", "\r\n"]))
def test_count_chars_ignores_white_space_around(text, space):
    assert count_chars(f"{space}{text}{space}") == count_chars(text)


@given(st.text())
def test_normalise_is_stable_and_composed(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_normalise_removes_controls_and_invisible_signs():
    assert normalise(" \ufeff精\u200b益\x00求\r\n精 ") == "精益求\n精"


@pytest.mark.parametrize("dot", ["•", "‧", "・", "．", "·"])
def test_normalise_name_writes_the_middle_dot(dot):
    assert normalise_name(f"买买提 {dot} 艾力") == "买买提\u00b7艾力"


def test_normalise_name_keeps_rare_signs():
    assert normalise_name("郑 𬭎") == "郑𬭎"


def test_codes_are_folded_to_upper_case_and_half_width():
    assert normalise_code("３１０１０１ 19910101001x") == "31010119910101001X"
    assert narrow_digits("２０２６年") == "2026年"
