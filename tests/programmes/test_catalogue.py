"""Every programme found: what must hold for any of them, so a new file is tested the day it appears."""

from collections import Counter
from decimal import Decimal

import pytest

from programmes import catalogue
from programmes.refusal import Mark
from programmes.spec import Kind, Origin, StageKind, Tier

EDITIONS = [
    pytest.param(edition, id=f"{programme.code}-{edition.code}")
    for programme in catalogue.all()
    for edition in programme.editions
]
PROCEDURES = [
    pytest.param(edition, procedure, id=f"{programme.code}-{edition.code}-{procedure.code}")
    for programme in catalogue.all()
    for edition in programme.editions
    for procedure in edition.procedures
]


def _repeated(values):
    return [value for value, count in Counter(values).items() if count > 1]


def test_programmes_are_found_by_themselves():
    assert "quality-craftsman" in [programme.code for programme in catalogue.all()]
    assert catalogue.get("quality-craftsman").title == "上海质量工匠"
    with pytest.raises(KeyError):
        catalogue.get("nothing")


@pytest.mark.parametrize("edition", EDITIONS)
def test_parameters_have_origin_and_a_default_inside_their_bounds(edition):
    assert _repeated(parameter.key for parameter in edition.parameters) == []
    assert [p.key for p in edition.parameters if not (p.article and p.label and p.origin in Origin)] == []
    assert [p.key for p in edition.parameters if not p.accepts(p.value)] == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_season_overrides_are_merged_and_bad_ones_refused(edition):
    parameter = next(p for p in edition.parameters if isinstance(p.value, int) and not isinstance(p.value, bool))
    assert edition.values({parameter.key: parameter.maximum})[parameter.key] == parameter.maximum
    with pytest.raises(ValueError, match=parameter.key):
        edition.values({parameter.key: parameter.maximum + 1})
    with pytest.raises(KeyError):
        edition.values({"no.such": 1})


@pytest.mark.parametrize("edition", EDITIONS)
def test_edition_has_source_title_and_reminders(edition):
    assert "2031" in edition.title_for(2031)
    assert edition.source
    assert _repeated(reminder.code for reminder in edition.reminders) == []
    assert [r.code for r in edition.reminders if not (r.offsets_days and r.audience and r.anchor)] == []


@pytest.mark.parametrize(("edition", "procedure"), PROCEDURES)
def test_rules_have_code_sentence_article_and_moments(edition, procedure):
    assert _repeated(rule.code for rule in procedure.rules) == []
    assert [rule.code for rule in procedure.rules if not (rule.sentence and rule.article and rule.moments)] == []
    fields = {
        *_keys(procedure.form),
        *(text.code for text in procedure.form.consents),
        "base_opinion",
        "rec_opinion",
        "",
    }
    assert [rule.code for rule in procedure.rules if rule.field not in fields] == []


def _keys(form):
    return {question.key for question in form.questions} | {material.code for material in form.materials}


@pytest.mark.parametrize(("edition", "procedure"), PROCEDURES)
def test_stages_are_in_order_and_end_at_the_conferral(edition, procedure):
    assert bool(procedure.stages) != procedure.settled_by_chain
    if procedure.settled_by_chain:
        return
    assert _repeated(stage.code for stage in procedure.stages) == []
    assert procedure.stages[0].kind == StageKind.FORMALITY
    assert procedure.stages[-1].kind == StageKind.CONFERRAL
    assert [stage.code for stage in procedure.stages if not stage.article] == []
    scored = [stage for stage in procedure.stages if stage.kind in (StageKind.SCORING, StageKind.DEFENCE)]
    assert [stage.code for stage in scored if stage.rubric is None] == []
    values = edition.values()
    weighted = [stage for stage in scored if stage.weight_parameter]
    assert not weighted or sum(values[stage.weight_parameter] for stage in weighted) == 1
    assert all(values[stage.experts_parameter] >= 3 for stage in scored)


@pytest.mark.parametrize(("edition", "procedure"), PROCEDURES)
def test_a_procedure_says_how_it_is_filed_and_decided(edition, procedure):
    keys = {question.key for question in procedure.form.questions}
    named = (procedure.key_question, procedure.name_question, procedure.person_question, procedure.post_question)
    assert {key for key in named if key} <= keys
    assert procedure.rolling == bool(procedure.results)
    assert procedure.rolling or any(stage.kind is StageKind.APPROVAL for stage in procedure.stages)
    assert _repeated(result.code for result in procedure.results) == []
    assert procedure.started_by in (*procedure.tiers, "recommender")
    assert not procedure.quota_parameter or edition.parameter(procedure.quota_parameter).value > 0


def _studio_programmes():
    return [pytest.param(one, id=one.code) for one in catalogue.all() if one.studio]


@pytest.mark.parametrize("programme", _studio_programmes())
def test_a_studio_programme_declares_its_life(programme):
    terms, latest = programme.studio, programme.latest
    procedures = {procedure.code for procedure in latest.procedures}
    assert "{leader}" in terms.name_pattern
    assert terms.ledgers
    assert _repeated(ledger.code for ledger in terms.ledgers) == []
    assert _repeated(duty.code for duty in terms.duties) == []
    assert [d.code for d in terms.duties if not (d.article and d.title and d.reminders and d.owed_in)] == []
    assert {duty.procedure for duty in terms.duties} <= procedures | {""}
    assert terms.leader_term.procedure in procedures
    assert [c.code for c in terms.conditions if not (c.article and c.requirement)] == []


@pytest.mark.parametrize(("edition", "procedure"), PROCEDURES)
def test_rubrics_add_up_to_100_and_judge_no_age_sex_or_education(edition, procedure):
    for rubric in (stage.rubric for stage in procedure.stages if stage.rubric):
        assert rubric.maximum == 100
        assert _repeated(criterion.code for criterion in rubric.criteria) == []
        assert [c.code for c in rubric.criteria if c.maximum % rubric.step] == []
        assert [a.from_share for a in rubric.anchors] == [Decimal(s) for s in ("0.90", "0.75", "0.60", "0")]
        words = "".join(criterion.title for criterion in rubric.criteria)
        assert [word for word in ("年龄", "性别", "学历", "职称", "技能等级", "工作年限") if word in words] == []


@pytest.mark.parametrize(("edition", "procedure"), PROCEDURES)
def test_form_is_consistent(edition, procedure):
    form = procedure.form
    assert _repeated(question.key for question in form.questions) == []
    assert _repeated(material.code for material in form.materials) == []
    assert [q.key for q in form.questions if not (q.label and q.article)] == []
    assert [m.code for m in form.materials if not (m.label and m.article)] == []
    assert {code for section in form.sections for code in section.materials} == {m.code for m in form.materials}
    assert {code for section in form.sections for code in section.consents} == {c.code for c in form.consents}
    assert {check.field for check in form.checks} <= _keys(form)
    assert [check.rule for check in form.checks if not check.article] == []
    assert {indicator.proof for indicator in form.indicators} <= {m.code for m in form.materials}


@pytest.mark.parametrize(("edition", "procedure"), PROCEDURES)
def test_questions_have_what_their_kind_needs(edition, procedure):
    questions = procedure.form.questions
    choices = [q for q in questions if q.kind in (Kind.CHOICE, Kind.CHOICES)]
    assert [q.key for q in choices if not q.options or _repeated(option.code for option in q.options)] == []
    assert [q.key for q in questions if q.kind in (Kind.TABLE, Kind.HONOURS) and not q.columns] == []
    assert [q.key for q in questions if q.kind is Kind.PERSON_ID and not q.private] == []
    parameters = {parameter.key: parameter.value for parameter in edition.parameters}
    limited = {q.limit_parameter: q.limit for q in questions if q.limit_parameter}
    assert {key: parameters[key] for key in limited} == limited


@pytest.mark.parametrize(("edition", "procedure"), PROCEDURES)
def test_checklist_names_real_rules_and_targets(edition, procedure):
    items = procedure.checklist
    assert _repeated(item.code for item in items) == []
    assert {code for item in items for code in item.rules} <= {rule.code for rule in procedure.rules}
    assert {target for item in items for target in item.targets} <= _keys(procedure.form)
    assert [item.code for item in items if item.by_system and not item.rules] == []


def test_programme_flags_are_its_priority_rules():
    for programme in catalogue.all():
        rules = {r.code for e in programme.editions for p in e.procedures for r in p.rules if r.mark is Mark.PRIORITY}
        assert {flag.code for flag in programme.priority_flags} == rules


@pytest.mark.parametrize(("edition", "procedure"), PROCEDURES)
def test_the_chain_begins_with_the_employer_and_a_batch_has_a_recommender(edition, procedure):
    assert procedure.tiers[0] == Tier.EMPLOYER
    assert not procedure.batched or (procedure.tiers[-1] == Tier.RECOMMENDER and not procedure.rolling)
    assert [tier.title for tier in procedure.chain if not (tier.opinion_label and tier.agree_label)] == []


@pytest.mark.parametrize(("edition", "procedure"), PROCEDURES)
def test_what_lists_and_places_ask_is_in_the_form(edition, procedure):
    asked = {procedure.name_question, procedure.person_question, procedure.period_question}
    asked |= set() if procedure.of_studio or procedure.of_trainee else {procedure.key_question}
    assert asked - {""} - _keys(procedure.form) == set()
    codes = {one.code for one in edition.procedures}
    assert set(procedure.copies_from) <= codes
    assert procedure.export_name.format(recommender="", employer="", name="", leader="", code="") is not None


@pytest.mark.parametrize(("edition", "procedure"), PROCEDURES)
def test_warnings_about_length_and_files_have_a_rule_to_be_confirmed_by(edition, procedure):
    form = procedure.form
    assert [q.key for q in form.questions if q.is_about and not (q.rule and q.limit)] == []
    described = [m for m in form.materials if m.wanted_variants or m.short_seconds]
    assert [m.code for m in described if not m.rule] == []
    assert [m.code for m in form.materials if set(m.wanted_variants) - {v.code for v in m.variants}] == []
