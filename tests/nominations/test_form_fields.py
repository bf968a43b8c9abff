"""Every kind of question shows a control that is named, labelled and read back as it was shown."""

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from nominations.forms import reading
from nominations.forms.fields import FieldView, in_words
from programmes.spec import Column, Kind, Option, Question

LEVELS = (Option("a", "国家级"), Option("b", "市级"))
TEXTS = (Option("a", "一技之长", text_limit=60), Option("none", "无", exclusive=True))
MANY = tuple(Option(f"o{n}", f"选项 {n}") for n in range(9))
COLUMNS = (Column(key="month", label="时间", kind=Kind.MONTH), Column(key="level", label="级别", options=LEVELS))
ROW = {"row": "r1", "month": "2025-06", "level": "b"}


def question(kind, **more):
    return Question(key="q", label="这一项", kind=kind, **more)


CASES = [
    (question(Kind.NAME), "买买提·艾力", 'value="买买提·艾力"'),
    (question(Kind.TEXT, limit=30), "班长", 'data-max="30"'),
    (question(Kind.LONG_TEXT, limit=100), "第一行\n第二行", "第一行\n第二行</textarea>"),
    (question(Kind.CHOICE, options=LEVELS), "b", 'value="b" checked'),
    (question(Kind.CHOICE, options=MANY), "o3", '<option value="o3" selected>'),
    (question(Kind.CHOICES, options=LEVELS), ["a"], 'value="a" checked'),
    (question(Kind.CHOICES, options=TEXTS), {"codes": ["a"], "texts": {"a": "听音辨障"}}, 'value="听音辨障"'),
    (question(Kind.NUMBER, unit="年"), 12, 'inputmode="numeric"'),
    (question(Kind.MONEY, unit="万元"), "12.50", 'value="12.50"'),
    (question(Kind.DATE), "2026-03-05", 'type="date"'),
    (question(Kind.MONTH), "2026-03", 'type="month"'),
    (question(Kind.PERSON_ID, private=True), "11010519491231002X", "data-private"),
    (question(Kind.CREDIT_CODE), "91310101MA1X00001A", 'name="q"'),
    (question(Kind.MOBILE), "13900000000", 'type="tel"'),
    (question(Kind.PHONE), "021-00000000", 'type="tel"'),
    (question(Kind.EMAIL), "a@example.org", 'type="email"'),
    (question(Kind.POSTCODE), "200000", 'value="200000"'),
    (question(Kind.TICK), True, "data-flag"),
    (question(Kind.HONOURS, columns=COLUMNS), [ROW], 'value="r1" data-cell="row"'),
    (question(Kind.TABLE, columns=COLUMNS), [ROW], '<option value="b" selected>'),
]


def shown(view):
    return render_to_string("nominations/field.html", {"field": view})


@pytest.mark.parametrize(("asked", "value", "part"), CASES, ids=lambda case: getattr(case, "kind", None))
def test_field_shows_the_answer_of_every_kind(asked, value, part):
    html = shown(FieldView(question=asked, value=value, version=3, limit=asked.limit))

    assert part in html
    assert 'name="q.version" value="3"' in html
    assert "这一项" in html


def test_field_of_every_kind_is_tested():
    tested = {asked.kind for asked, _value, _part in CASES}

    assert tested | {Kind.ORGANISATION, Kind.FILE} == set(Kind)


def test_field_of_an_organisation_shows_its_name_not_its_number():
    html = shown(FieldView(question=question(Kind.ORGANISATION), value=7, organisation="汇达电力工程有限公司"))

    assert 'value="汇达电力工程有限公司"' in html


def test_field_error_stands_between_hint_and_control():
    view = FieldView(question=question(Kind.TEXT, help="没有请填“无”"), value="", errors=["请填写这一项"])
    html = shown(view)

    assert html.index("没有请填") < html.index("请填写这一项") < html.index("<input class")
    assert 'aria-invalid="true"' in html


def test_field_that_is_locked_shows_words_and_no_control():
    html = shown(FieldView(question=question(Kind.CHOICE, options=LEVELS), value="b", is_editable=False))

    assert "市级" in html
    assert "<input" not in html


def test_field_hidden_by_a_condition_stays_in_the_page():
    html = shown(FieldView(question=question(Kind.TEXT), is_shown=False))

    assert 'data-question="q" hidden' in html


def test_field_masks_a_private_answer():
    view = FieldView(question=question(Kind.PERSON_ID, private=True), value="11010519491231002X", is_masked=True)

    assert view.words == "****************2X"
    assert view.text == "****************2X"


def test_table_offers_an_empty_row_when_asked():
    asked = question(Kind.HONOURS, columns=COLUMNS)

    assert len(FieldView(question=asked, value=[ROW]).rows) == 1
    assert len(FieldView(question=asked, value=[ROW], extra_row=True).rows) == 2
    assert len(FieldView(question=asked, value=[]).rows) == 1
    assert FieldView(question=asked, value=[], is_editable=False).rows == []


@pytest.mark.parametrize(
    ("asked", "posted", "expected"),
    [
        (question(Kind.TEXT), "q=班长", "班长"),
        (question(Kind.LONG_TEXT), "q=一%0D%0A二", "一\n二"),
        (question(Kind.CHOICE, options=LEVELS), "q=a", "a"),
        (question(Kind.CHOICE, options=TEXTS), "q=a&q.text.a=听音", {"code": "a", "text": "听音"}),
        (question(Kind.CHOICES, options=LEVELS), "q=a&q=b", ["a", "b"]),
        (question(Kind.CHOICES, options=TEXTS), "q=a&q.text.a=听音", {"codes": ["a"], "texts": {"a": "听音"}}),
        (question(Kind.TICK), "q=yes", True),
        (question(Kind.TICK), "", False),
        (question(Kind.TABLE, columns=COLUMNS), "q.row=r1&q.r1.month=2025-06&q.r1.level=b", [ROW]),
        (question(Kind.TABLE, columns=COLUMNS), "q.row=r1&q.row=r2&q.r1.month=&q.r2.month=", []),
        (question(Kind.TABLE, columns=COLUMNS), "q.row=r1&q.r1.month=2025-06&remove_row=q.r1", []),
    ],
)
def test_read_gives_the_shape_of_the_answer(asked, posted, expected):
    assert reading.read(asked, QueryDict(posted)) == expected


def test_in_words_uses_labels_and_units():
    assert in_words(question(Kind.CHOICES, options=TEXTS), {"codes": ["a"], "texts": {"a": "听音"}}) == "一技之长：听音"
    assert in_words(question(Kind.NUMBER, unit="年"), 12) == "12 年"
    assert in_words(question(Kind.TEXT), "") == ""
