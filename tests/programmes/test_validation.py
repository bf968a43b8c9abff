"""Answers one by one and the form as a whole (forms.md A1, QC23-17, 25–28, 34–37)."""

import pytest

from programmes import catalogue, clock
from programmes.facts import Attachment
from programmes.refusal import Mark
from programmes.validation import check_answer, check_form, clean, completeness
from tests.factories.programmes import ANSWERS, CODE, NOW, REQUIRED_CONSENTS, answers, attachments

FORM = catalogue.get(CODE).latest.procedure().form


@pytest.fixture(autouse=True)
def _held_clock():
    with clock.at(NOW):
        yield


def _found(given, files=None, **more):
    return check_form(FORM, given, attachments(given) if files is None else files, **more)


def _pairs(findings):
    return [(finding.rule, finding.field) for finding in findings]


def test_complete_form_has_no_findings():
    assert _found(answers()) == []


def test_empty_form_lists_everything_at_once_in_order():
    found = _found({}, ())
    needed = [q.key for q in FORM.questions if q.shown_if({}) and q.required_if({})]
    assert [finding.field for finding in found] == [*needed, "specialty", "id_front", "id_back", "union_card"]


@pytest.mark.parametrize(("length", "is_right"), [(100, True), (101, False)])
def test_limit_includes_the_number_itself(length, is_right):
    found = check_answer(FORM.question("craft_spirit"), "匠" * length, {})
    assert (found == []) is is_right


def test_season_limit_wins_over_the_form():
    found = _found(answers(craft_spirit="匠" * 101), parameters={"limit.craft_spirit": 120})
    assert found == []


def test_overflow_says_how_much_to_cut():
    found = check_answer(FORM.question("craft_spirit"), "匠" * 112, {})
    assert [f.sentence for f in found] == ["对“工匠精神”的理解：超出 12 字，请压缩到 100 字以内"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "陆3"),
        ("name", "陆"),
        ("gender", "9"),
        ("id_no", "310101199003070018"),
        ("mobile", "12900001234"),
        ("email", "name"),
        ("home_postcode", "20001"),
        ("contact_phone", "00000000"),
        ("work_years", 61),
        ("work_years", "十六"),
        ("retire_due", "2026-02-30"),
        ("model_worker", ["none", "shanghai"]),
        ("model_worker", ["world"]),
        ("specialty", {"codes": ["trick"], "texts": {}}),
        ("specialty", {"codes": ["trick"], "texts": {"trick": "长" * 61}}),
        ("industry", {"code": "Z", "text": ""}),
        ("industry", {"code": "D", "text": "长" * 21}),
        ("honours", [ANSWERS["honours"][0] | {"month": "2026-07"}]),
        ("honours", [ANSWERS["honours"][0] | {"name": ""}]),
    ],
)
def test_check_answer_refuses(key, value):
    found = check_answer(FORM.question(key), value, ANSWERS | {key: value})
    assert [finding.field for finding in found] == [key]


@pytest.mark.parametrize("key", [key for key in ANSWERS if key != "honours_none"])
def test_check_answer_accepts_the_complete_form(key):
    assert check_answer(FORM.question(key), ANSWERS[key], ANSWERS) == []


@pytest.mark.parametrize("empty", ["", "  ", None, [], {"codes": [], "texts": {}}, {"code": "", "text": ""}])
def test_empty_drafts_are_never_wrong(empty):
    assert check_answer(FORM.question("specialty"), empty, {}) == []


@pytest.mark.parametrize("name", ["买买提·艾力", "曹䶮", "郑𬭎", "欧阳砺锋", "阿依古丽·吐尔逊江"])
def test_names_of_every_kind_are_accepted(name):
    assert check_answer(FORM.question("name"), name, {}) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"has_patent": "yes"}, [("QC23-37", "patents"), ("QC23-37", "has_patent")]),
        ({"patent_invention": 2}, [("QC23-37", "has_patent")]),
        ({"honours": [ANSWERS["honours"][0] | {"level": "unit"}]}, [("QC23-34", "honours")]),
        ({"honours_none": True}, [("QC23-34", "honours_none")]),
        ({"gender": "2"}, [("QC23-24", "gender")]),
        ({"work_years": 30}, [("QC23-24", "work_years")]),
        ({"unit_postcode": "100000"}, [("QC23-02", "unit_postcode")]),
        ({"post": "副总经理"}, [("QC23-09", "post")]),
        ({"skill_level": "apprentice"}, [("QC23-24", "skill_level")]),
    ],
)
def test_checks_between_answers(changes, expected):
    assert _pairs(_found(answers(**changes))) == expected


def test_indicator_without_stamped_proof_is_refused():
    unstamped = tuple(
        Attachment(kind=file.kind, item=file.item) if file.kind == "indicator_proof_3" else file
        for file in attachments()
    )
    assert _pairs(_found(answers(), unstamped)) == [("QC23-28", "indicator_proof_3")]


def test_one_indicator_is_enough_and_the_others_are_a_warning():
    found = _found(answers(specialty=None, tech_level=None, has_patent=None, teaching_ways=None))
    assert [(f.rule, f.mark) for f in found] == [("QC23-17", Mark.WARN)]


def test_no_indicator_is_refused():
    found = _found(answers(specialty=None, tech_level=None, teaching_ways=None, contribution_scope=None))
    assert [(f.rule, f.field, f.mark) for f in found] == [("QC23-17", "specialty", Mark.HARD)]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("id_back", "QC23-25"), ("union_card", "QC23-26"), ("cert_skill", "QC23-27"), ("cert_honour", "QC23-27")],
)
def test_missing_file_is_refused(kind, rule):
    files = tuple(file for file in attachments() if file.kind != kind)
    assert _pairs(_found(answers(), files)) == [(rule, kind)]


def test_each_declared_item_needs_its_own_file():
    second = ANSWERS["honours"][0] | {"row": "b2", "name": "技能竞赛第二名", "level": "city"}
    found = _found(answers(honours=[*ANSWERS["honours"], second]), attachments())
    assert [finding.sentence for finding in found] == ["请上传“技能竞赛第二名”证书"]


def test_appendix_is_limited_in_pages():
    files = (*attachments(), Attachment(kind="achievement_appendix", pages=21))
    assert _pairs(_found(answers(), files)) == [("QC23-35", "achievement_appendix")]


@pytest.mark.parametrize(
    ("key", "raw", "expected"),
    [
        ("name", " 买买提 • 艾力 ", "买买提\u00b7艾力"),
        ("id_no", "３１０１０１19910101001x", "31010119910101001X"),
        ("mobile", "+86 139-0000-1234", "13900001234"),
        ("work_years", "１６", 16),
        ("work_years", "", None),
        ("craft_spirit", "精益\r\n求精 ", "精益\n求精"),
        ("post", " 班组长\n ", "班组长"),
        ("honours_none", "on", True),
        ("model_worker", ["none", "none", ""], ["none"]),
        (
            "specialty",
            {"codes": ["trick"], "texts": {"trick": " 听音 ", "skill": "x"}},
            {"codes": ["trick"], "texts": {"trick": "听音"}},
        ),
        ("industry", "D", {"code": "D", "text": ""}),
        ("patents", [{"row": "1", "number": " ", "name": ""}], []),
    ],
)
def test_clean_normalises(key, raw, expected):
    assert clean(FORM.question(key), raw) == expected


@pytest.mark.parametrize("key", list(ANSWERS))
def test_clean_leaves_clean_answers_alone(key):
    assert clean(FORM.question(key), ANSWERS[key]) == ANSWERS[key]


def test_completeness_counts_per_section():
    empty = completeness(FORM, {}, ())
    full = completeness(FORM, answers(), attachments(), consents=REQUIRED_CONSENTS)
    assert [progress.code for progress in full] == [section.code for section in FORM.sections]
    assert [progress.done for progress in empty] == [0] * 7
    assert [progress.done for progress in full] == [progress.total for progress in full]


def test_completeness_does_not_count_a_wrong_answer():
    before, after = (completeness(FORM, answers(mobile=mobile), ())[0].done for mobile in ("13900001234", "1"))
    assert after == before - 1
