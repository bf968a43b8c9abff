"""Identity numbers, credit codes and masks (rules.md 15.1–15.2)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes import identity


@pytest.mark.parametrize(
    "number",
    ["310101199003070019", "310101198501010022", "310115197602290039", "31010119910101001X", "31010119910101001x",
     "11010519491231002X"],
)  # fmt: skip
def test_is_id18_accepts(number):
    assert identity.is_id18(number) is True


@pytest.mark.parametrize(
    "number", ["310101197702290046", "310101199003070018", "31010119900307001", "", "31010119900307001９X"]
)
def test_is_id18_refuses(number):
    assert identity.is_id18(number) is False


def test_birth_and_gender_are_read_from_the_number():
    assert identity.birth_of("310115197602290039") == date(1976, 2, 29)
    assert identity.birth_of("310101197702290046") is None
    assert identity.gender_of("310101199003070019") == "1"
    assert identity.gender_of("310101198501010022") == "2"
    assert identity.gender_of("31") == ""


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "91310101MA1X000040", "51310000MJ0000001N", "12310000MJ0000001P"]
)
def test_is_uscc_accepts(code):
    assert identity.is_uscc(code) is True


@pytest.mark.parametrize("code", ["91350100M000100Y44", "91350100I000100Y43", "91350100M000100Y4", ""])
def test_is_uscc_refuses(code):
    assert identity.is_uscc(code) is False


@given(st.text(alphabet=identity.ALPHABET_32100, min_size=9, max_size=9))
def test_credit_code_with_its_check_character_is_right_and_with_another_is_not(body):
    base = f"91310101{body}"
    right = identity.check_character(base)
    assert identity.is_uscc(base + right) is True
    assert [sign for sign in identity.ALPHABET_32100 if identity.is_uscc(base + sign)] == [right]


@pytest.mark.parametrize(("body", "check"), [("QC20260001", "9"), ("QC20260002", "B"), ("WQ20260001", "0")])
def test_check_character_of_certificates(body, check):
    assert identity.check_character(body) == check


def test_phones_and_postcodes():
    assert identity.is_mobile("13900001234")
    assert not identity.is_mobile("12900001234")
    assert identity.is_phone("021-00000000-12")
    assert not identity.is_phone("00000000")
    assert identity.is_postcode("200001")
    assert not identity.is_postcode("20000")
    assert identity.is_email("name@example.com")
    assert not identity.is_email("name@example")


def test_mask_keeps_only_the_ends():
    assert identity.mask("310101199003070019", keep_first=3, keep_last=2) == "310*************19"
    assert identity.mask("12345678") == "********"
