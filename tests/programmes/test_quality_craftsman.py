"""上海质量工匠: numbers of the documents, and for each rule one case that holds and one that refuses."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from programmes import catalogue
from programmes.facts import (
    ApprovalFacts,
    BatchFacts,
    DisqualificationFacts,
    Moment,
    OrganisationFacts,
    PublicityFacts,
    SanctionFacts,
)
from programmes.refusal import Finding, Mark
from tests.factories.programmes import ANSWERS, CODE, NOW, OPINIONS, REQUIRED_CONSENTS, answers, facts

PROGRAMME = catalogue.get(CODE)
PROCEDURE = PROGRAMME.latest.procedure()
RULES = {rule.code: rule for rule in PROCEDURE.rules}
BASE, REC = OPINIONS
PUBLICITY = PublicityFacts(
    channel_urls=1, starts_on=date(2026, 6, 8), last_day=date(2026, 6, 15), earliest_last_day=date(2026, 6, 15)
)
MEETING = ApprovalFacts(minutes_signed=True, expected=9, present=6, proposed=True, resolved=True)
DECISION = DisqualificationFacts(
    finding="证书系伪造。",
    evidence=1,
    decided_on=date(2026, 5, 20),
    document="沪质协〔2026〕9号",
    subjects=frozenset({"person"}),
)
BAN = SanctionFacts("person", date(2026, 5, 20), date(2029, 5, 20))
WITH_DECISION = {"disqualification": DECISION}


def _says(**changes):
    return {"answers": answers(**changes)}


REFUSALS = {
    "QC23-02": [_says(employment_status="left")],
    "QC23-05": [_says(nationality="other"), _says(id_type="foreign")],
    "QC23-06": [_says(union_member="no")],
    "QC23-07": [_says(post_category="management")],
    "QC23-08": [_says(admin_rank="deputy_bureau"), _says(admin_rank="bureau")],
    "QC23-09": [_says(is_head="yes", managed_by="central")],
    "QC23-10": [_says(employment_status="retired"), _says(retire_due="2026-06-30")],
    "G1": [{"consents": REQUIRED_CONSENTS - {"publication"}}],
    "G2": [{"consents": REQUIRED_CONSENTS - {"truth"}}],
    "QC23-50": [{"sanctions": (BAN,)}],
    "AMB-06": [
        {"sanctions": (replace(BAN, subject="employer"),)},
        {"sanctions": (replace(BAN, subject="recommender"),)},
    ],
    "COM-19": [{"live_elsewhere": 1}],
    "AMB-33": [{"held_honours": frozenset({"quality-craftsman"})}],
    "COM-01": [{"opens_at": NOW + timedelta(seconds=1)}],
    "QC23-31": [{"deadline_at": NOW - timedelta(microseconds=1)}],
    "QC23-20": [{"recommender": None}],
    "QC23-21": [{"recommender": OrganisationFacts(id=8)}],
    "AMB-34": [{"recommender": OrganisationFacts(id=7, is_recommender=True)}],
    "QC23-27": [_says(education="21")],
    "COM-15": [{"consents": REQUIRED_CONSENTS - {"secrecy"}}],
    "QC23-22": [{"opinions": ()}, {"opinions": (replace(BASE, agrees=False), REC)}],
    "QC23-29": [
        {"opinions": (BASE,)},
        {"opinions": (BASE, replace(REC, text="同意。"))},
        {"opinions": (BASE, replace(REC, text="优" * 501))},
    ],
    "QC23-38": [
        {"opinions": (replace(BASE, dated_on=date(2026, 6, 3)), REC)},
        {"opinions": (BASE, replace(REC, dated_on=date(2026, 6, 21)))},
        {"opinions": (BASE, replace(REC, dated_on=None))},
    ],
    "QC23-38-seal": [{"opinions": (BASE, replace(REC, sealed=False))}],
    "QC23-38-signer": [{"opinions": (BASE, replace(REC, signed_by=BASE.signed_by))}],
    "QC23-30": [{"in_batch": False}, {"batch": BatchFacts(items=1)}],
    "QC23-40": [{"checklist": {"limits": "missing"}}],
    "QC23-44": [
        {"approval": replace(MEETING, minutes_signed=False)},
        {"approval": replace(MEETING, present=5)},
        {"approval": replace(MEETING, proposed=False)},
        {"approval": replace(MEETING, resolved=False)},
    ],
    "QC23-45": [{"publicity": replace(PUBLICITY, channel_urls=0)}],
    "AMB-05": [{"publicity": replace(PUBLICITY, last_day=date(2026, 6, 14))}, {"publicity": None}],
    "COM-04": [{"publicity": replace(PUBLICITY, calendar_loaded=False)}],
    "QC23-46": [{"publicity": replace(PUBLICITY, last_day=NOW.date())}],
    "QC23-46-number": [{"decision_number": " "}],
    "QC26-47": [
        {"publicity": replace(PUBLICITY, open_objections=1)},
        {"publicity": replace(PUBLICITY, upheld_objections=1)},
    ],
    "QC23-47": [
        {"stages_passed": ("formality", "written", "approval")},
        {"stages_passed": ("formality", "defence", "written", "approval")},
    ],
    "QC23-49": [{"disqualification": None}, {"disqualification": replace(DECISION, evidence=0)}],
    "QC23-50-unit": [{"disqualification": replace(DECISION, subjects=frozenset({"employer"}))}],
    "QC26-30": [{"parameters": PROGRAMME.latest.values({"cultivation.required": True})}],
    "QC23-11": [{}],
    "QC23-12": [_says(honours=[])],
}
HOLDS_WITH = {"QC23-11": _says(tags=["quality_activity"]), "QC23-49": WITH_DECISION, "QC23-50-unit": WITH_DECISION}


def test_every_rule_has_its_cases():
    assert set(REFUSALS) == set(RULES)


@pytest.mark.parametrize("code", RULES)
def test_rule_holds(code):
    assert RULES[code].holds(facts(**HOLDS_WITH.get(code, {}))) is True


@pytest.mark.parametrize(("code", "changes"), [(code, case) for code, cases in REFUSALS.items() for case in cases])
def test_rule_refuses(code, changes):
    assert RULES[code].holds(facts(**changes)) is False


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.mark is not Mark.PRIORITY])
def test_refusal_reaches_the_findings_at_each_of_its_moments(code):
    rule = RULES[code]
    for moment in rule.moments:
        assert rule.finding() in PROCEDURE.findings(facts(moment, **(WITH_DECISION | REFUSALS[code][0])))


def test_exception_lets_an_x_rule_pass_but_not_a_hard_one():
    given = _says(admin_rank="bureau", nationality="other")
    found = PROCEDURE.findings(facts(exceptions=frozenset({"QC23-08", "QC23-05"}), **given))
    assert [finding.rule for finding in found] == ["QC23-05"]


@pytest.mark.parametrize(
    "changes",
    [
        {"id_no": "310101200801010018", "work_years": 0},
        {"id_no": "310101196203070011", "work_years": 45},
        {"education": "71", "skill_level": "none", "title_level": "none"},
        {"is_head": "yes", "managed_by": "none"},
        {"post_category": "management", "post_explanation": "带班在试验大厅一线操作。"},
    ],
)
def test_age_education_and_titles_never_refuse(changes):
    assert PROCEDURE.findings(facts(**_says(**changes))) == []


def test_ban_ends_with_its_last_day():
    on_last_day = facts(now=NOW.replace(year=2029, month=5, day=20), sanctions=(BAN,))
    after = facts(now=NOW.replace(year=2029, month=5, day=21), sanctions=(BAN,))
    assert RULES["QC23-50"].holds(on_last_day) is False
    assert RULES["QC23-50"].holds(after) is True


@pytest.mark.parametrize(
    ("month", "role", "issuer_class", "expected"),
    [
        ("2023-06", "main", "saq", True),
        ("2023-05", "main", "saq", False),
        ("2026-07", "main", "saq", False),
        ("2025-01", "member", "saq", False),
        ("2025-01", "main", "government", False),
        ("2025-01", "main", "quality_authority", True),
    ],
)
def test_priority_looks_at_the_last_three_years(month, role, issuer_class, expected):
    row = ANSWERS["honours"][0] | {"month": month, "role": role, "issuer_class": issuer_class}
    flags = [rule.code for rule in PROCEDURE.priorities(facts(**_says(honours=[row])))]
    assert flags == (["QC23-12"] if expected else [])


def test_group_may_recommend_its_own_people():
    group = OrganisationFacts(id=7, is_recommender=True, is_group=True)
    assert PROCEDURE.findings(facts(recommender=group)) == []


def test_refusal_says_rule_sentence_and_field():
    assert PROCEDURE.findings(facts(**_says(union_member="no"))) == [
        Finding("QC23-06", "须为工会会员，请先在本单位工会入会。", "union_member", Mark.HARD)
    ]


def test_editions_differ_only_where_the_documents_do():
    old, new = PROGRAMME.edition("2023"), PROGRAMME.edition("2026")
    assert old.title_for(2023) == "2023年度“上海质量工匠”培养选树"
    assert [stage.title for stage in old.procedure().stages] == [
        "形式审查", "书面初评", "会审答辩", "名单审定", "公示发布", "选树命名",
    ]  # fmt: skip
    assert [edition.procedure().stage("written").rubric.version for edition in (old, new)] == ["R-2023", "R-2026"]
    assert old.procedure().form is new.procedure().form
    assert [c.title for c in new.procedure().stage("written").rubric.conditions] == [
        "工艺专长", "掌握质量技能", "体现领军作用", "做出突出贡献",
    ]  # fmt: skip


def test_stated_numbers_are_those_of_the_notice():
    stated = {p.key: p.value for p in PROGRAMME.edition("2023").parameters if p.origin.value == "stated"}
    assert stated == {
        "limit.craft_spirit": 100, "limit.post_brief": 300, "limit.self_statement": 500, "limit.achievements": 5000,
        "copies.application": 3, "copies.summary": 1, "ban.years": 3, "recent.years": 3,
    }  # fmt: skip
    assert [(pack.code, pack.count) for pack in PROCEDURE.print_pack] == [("application", 3), ("summary", 1)]
    assert len(PROCEDURE.checklist) == 19


def test_formality_is_reached_by_a_complete_nomination():
    assert [m for m in Moment if m is not Moment.DISQUALIFY and PROCEDURE.findings(facts(m))] == []
