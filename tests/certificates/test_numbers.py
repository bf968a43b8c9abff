import pytest

from certificates import numbers


@pytest.mark.parametrize(
    ("body", "character"), [("QC20260001", "9"), ("QC20260002", "B"), ("WQ20260001", "0"), ("QC20250012", "H")]
)
def test_machine_code_ends_with_the_check_character_of_forms_e11(body, character):
    assert numbers.machine_code(body[:2], int(body[2:6]), int(body[6:])) == body + character


def test_a_wrong_check_character_is_seen():
    assert numbers.is_machine_code("QC202600019")
    assert not numbers.is_machine_code("QC20260001A")
    assert not numbers.is_machine_code("")


def test_a_fifth_digit_is_kept():
    assert numbers.machine_code("QC", 2026, 12345)[:-1] == "QC202612345"


def test_printed_number_fills_year_and_running_number():
    assert numbers.printed_number("沪质工匠〔{year}〕{n:03}号", 2026, 7) == "沪质工匠〔2026〕007号"
    assert numbers.printed_number("沪质工匠〔{year}〕{n:03}号", 2026, 1007) == "沪质工匠〔2026〕1007号"


@pytest.mark.parametrize(
    "pattern",
    [
        "沪质工匠〔{year}〕号",
        "{year}{n:03}{n:03}",
        "{year.__class__}{n:03}",
        "沪 质〔{year}〕{n:03}号",
        "[{year}]{n:03}",
    ],
)
def test_patterns_that_would_repeat_or_cannot_be_looked_up_are_refused(pattern):
    assert not numbers.is_pattern(pattern)


def test_a_typed_number_is_found_whatever_its_brackets_and_blanks():
    assert numbers.same_number(" 沪质工匠 [2025] 012号") == "沪质工匠〔2025〕012号"
    assert numbers.same_number("沪质工匠（2025）012号") == "沪质工匠〔2025〕012号"
    assert numbers.same_number("qc20250012h") == "QC20250012H"


def test_tokens_have_128_bits():
    tokens = {numbers.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {32}
