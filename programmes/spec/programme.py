"""Programmes: rules, parameters with their origin, procedures, editions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from programmes.facts import BatchFacts, Facts, Moment, Number, Tier
from programmes.refusal import Finding, Mark
from programmes.spec.care import CareTerms
from programmes.spec.cultivation import CultivationTerms
from programmes.spec.form import Form, MaterialKind, Option
from programmes.spec.review import ChecklistItem, Stage, StageKind
from programmes.spec.studio import StudioTerms


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule with its sentence: the greyed-out button, the refusal and the test use the same words."""

    code: str
    sentence: str
    article: str
    holds: Callable[[Facts], bool]
    moments: frozenset[Moment]
    mark: Mark = Mark.HARD
    field: str = ""

    def finding(self) -> Finding:
        """The finding this rule gives when it does not hold."""
        return Finding(rule=self.code, sentence=self.sentence, field=self.field, mark=self.mark)


@dataclass(frozen=True, kw_only=True)
class Copies:
    """Paper handed in: how many sets of what, for each nomination or `once_per_batch`; the first part is the form itself."""

    code: str
    title: str
    count: int
    article: str
    parts: tuple[str, ...] = ()
    once_per_batch: bool = False


@dataclass(frozen=True, kw_only=True)
class OpinionTier:
    """One tier of the chain of opinions; text limits in 字.

    `waiting_label` names the state in which its opinion is awaited ("" = its title and 审核). Its sealed page is the
    material kind whose `provided_by` is this tier.
    """

    tier: Tier
    title: str
    opinion_label: str
    minimum: int
    maximum: int
    agree_label: str
    refuse_label: str
    article: str
    waiting_label: str = ""

    @property
    def state_label(self) -> str:
        """What the state is called while its opinion is awaited."""
        return self.waiting_label or f"{self.title}审核"


@dataclass(frozen=True, kw_only=True)
class ReminderRule:
    """Offsets in days from the anchor: negative before, 0 on the day, positive after."""

    code: str
    title: str
    anchor: str
    offsets_days: tuple[int, ...]
    audience: tuple[str, ...]
    article: str = ""


class Origin(StrEnum):
    """Where a number comes from; shown beside it."""

    STATED = "stated"
    DEFAULT = "default"

    @property
    def label(self) -> str:
        """The words on the screen."""
        return "文件规定" if self is Origin.STATED else "系统默认（文件未规定）"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A value a season's row may override within minimum and maximum (both inclusive).

    `is_offered` is false for what the rules name and nothing reads yet: such a number is not shown as if it worked.
    """

    key: str
    label: str
    value: Any
    origin: Origin
    article: str
    unit: str = ""
    minimum: Number | None = None
    maximum: Number | None = None
    options: tuple[Option, ...] = ()
    help: str = ""
    is_offered: bool = True

    def accepts(self, value: Any) -> bool:
        """True when `value` has the type of the default and lies inside the bounds."""
        if self.options:
            return value in {option.code for option in self.options}
        if isinstance(self.value, bool) or isinstance(value, bool):
            return isinstance(self.value, bool) and isinstance(value, bool)
        if isinstance(self.value, int):
            return isinstance(value, int) and self._inside(value)
        if isinstance(self.value, Decimal):
            return isinstance(value, int | Decimal) and self._inside(value)
        return isinstance(value, type(self.value))

    def _inside(self, value: Number) -> bool:
        above = self.minimum is None or value >= self.minimum
        return above and (self.maximum is None or value <= self.maximum)


@dataclass(frozen=True, kw_only=True)
class BatchRule:
    """A rule about a whole 推荐汇总, such as a share of it; `field` is a key of the summary form, "" the batch."""

    code: str
    sentence: str
    article: str
    holds: Callable[[BatchFacts], bool]
    mark: Mark = Mark.HARD
    field: str = ""

    def finding(self) -> Finding:
        """The finding this rule gives when it does not hold."""
        return Finding(rule=self.code, sentence=self.sentence, field=self.field, mark=self.mark)


@dataclass(frozen=True, kw_only=True)
class Result:
    """One way in which a rolling nomination can be decided; `is_granted` false ends it as 未入选 (不通过)."""

    code: str
    label: str
    is_granted: bool = True
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """A form that travels a chain and is decided in stages; `outcome` names what conferral calls.

    `rolling`: each nomination is decided on its own, whenever it comes, with stages of its own; otherwise all nominations
    of a season stand in one field and close together. `batched`: sent by the recommender in one 推荐汇总; otherwise the
    last opinion of the chain sends it. `started_by` is the tier whose clerk begins one; with the employer, the leader may
    as well. `of_studio`: it is about a studio of the register (assessment, acceptance, change), chosen at the start, and
    one is under way for a studio at a time; `period_question` names the answer that tells its period (a year), of which
    the studio hands in one only. `of_trainee`: it is about somebody in cultivation, chosen at the start. `settled_by_chain`:
    the last opinion settles it, without stages of the organiser.
    `key_question` holds the identity number that gives a nomination its one place in the season (COM-19); `name_question`
    and `post_question` are what lists show. `person_question` is the person's own name (the leader's, for a studio).
    `successor_question` holds the identity number of the leader that a change puts in.
    `copies_from` are procedures whose last decided form about the same studio gives the first answers.
    `start_states` are the states of a studio or trainee in which one may begin (empty = every state in which it stands).
    `results` are the ways a rolling nomination can be decided, handed to the outcome; `result_question` is the key of the
    answer that asks for one of them: then it is that result or one that grants nothing. `summary_form` is what the
    recommender fills beside the rows of its 推荐汇总, `batch_rules` are asked at its dispatch. `quota_parameter` names the
    season's parameter with the greatest number of names ("" = none). `export_name` is the pattern that names the folder of
    a nomination's files, from {recommender}, {employer}, {name}, {leader}, {code} (GS24-36).
    """

    code: str
    title: str
    form: Form
    chain: tuple[OpinionTier, ...]
    stages: tuple[Stage, ...]
    rules: tuple[Rule, ...]
    outcome: str
    checklist: tuple[ChecklistItem, ...] = ()
    print_pack: tuple[Copies, ...] = ()
    summary_title: str = ""
    tie_breaks: tuple[Option, ...] = ()
    rolling: bool = False
    batched: bool = True
    started_by: Tier = Tier.RECOMMENDER
    of_studio: bool = False
    of_trainee: bool = False
    settled_by_chain: bool = False
    start_states: frozenset[str] = frozenset()
    copies_from: tuple[str, ...] = ()
    period_question: str = ""
    key_question: str = "id_no"
    name_question: str = "name"
    person_question: str = "name"
    post_question: str = "position_name"
    successor_question: str = "new_leader_id_no"
    results: tuple[Result, ...] = ()
    result_question: str = ""
    summary_form: Form | None = None
    batch_rules: tuple[BatchRule, ...] = ()
    quota_parameter: str = ""
    export_name: str = "{code} {name}"

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """Whose opinions are asked before it is sent, in order; the organiser's own is not among them."""
        return tuple(one.tier for one in self.chain if one.tier is not Tier.ORGANISER)

    def tier(self, code: str) -> OpinionTier:
        """The tier of the chain with this code; KeyError when it has none."""
        for one in self.chain:
            if one.tier == code:
                return one
        raise KeyError(code)

    def has_tier(self, code: str) -> bool:
        """Whether somebody of this tier gives an opinion before it is sent."""
        return code in self.tiers

    @property
    def materials(self) -> tuple[MaterialKind, ...]:
        """The kinds of file of its form."""
        return self.form.materials

    def has(self, kind: StageKind) -> bool:
        """True when one of its stages is of this kind."""
        return any(stage.kind is kind for stage in self.stages)

    def result(self, code: str) -> Result:
        """The way of deciding with this code; KeyError when there is none."""
        for result in self.results:
            if result.code == code:
                return result
        raise KeyError(code)

    def stage(self, code: str) -> Stage:
        """The stage with this code; KeyError when there is none."""
        for stage in self.stages:
            if stage.code == code:
                return stage
        raise KeyError(code)

    def rules_at(self, moment: Moment) -> tuple[Rule, ...]:
        """The rules checked at a moment, in their order."""
        return tuple(rule for rule in self.rules if moment in rule.moments)

    def findings(self, facts: Facts) -> list[Finding]:
        """Every rule of `facts.moment` that does not hold; an X rule with a recorded exception is passed over.

        Priority rules never refuse and are left to `priorities`.
        """
        asked = [rule for rule in self.rules_at(facts.moment) if rule.mark is not Mark.PRIORITY]
        return [rule.finding() for rule in asked if not _excused(rule, facts) and not rule.holds(facts)]

    def priorities(self, facts: Facts) -> tuple[Rule, ...]:
        """The priority rules that hold: flags shown to reviewers, never added to a score (AMB-20)."""
        return tuple(rule for rule in self.rules if rule.mark is Mark.PRIORITY and rule.holds(facts))


def _excused(rule: Rule, facts: Facts) -> bool:
    return rule.mark is Mark.EXCEPTION and rule.code in facts.exceptions


@dataclass(frozen=True, kw_only=True)
class Target:
    """So many valid honours of one sort by the end of the target year; `is_additional` counts new ones only (新增)."""

    honour: str
    count: int
    is_additional: bool = False


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """From which day honours count towards the targets, where the text leaves it open."""

    code: str
    label: str
    since: date


@dataclass(frozen=True, kw_only=True)
class Targets:
    """What the programme wants to have reached at the end of a year; `caution` stands beside every figure."""

    until_year: int
    article: str
    caution: str
    goals: tuple[Target, ...]
    baselines: tuple[Baseline, ...]

    def goal(self, honour: str) -> Target:
        """The goal for this honour; KeyError when there is none."""
        for goal in self.goals:
            if goal.honour == honour:
                return goal
        raise KeyError(honour)

    def baseline(self, code: str) -> Baseline:
        """The baseline with this code; the first one when there is none."""
        return next((one for one in self.baselines if one.code == code), self.baselines[0])


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One state of the rules; a season keeps the edition it opened with (rules.md §0.3)."""

    code: str
    title: str
    source: str
    procedures: tuple[Procedure, ...]
    parameters: tuple[Parameter, ...]
    reminders: tuple[ReminderRule, ...]
    basis: tuple[str, ...] = ()
    guidance: str = ""
    from_year: int = 0
    cultivation: CultivationTerms | None = None
    care: CareTerms | None = None
    targets: Targets | None = None

    def title_for(self, year: int) -> str:
        """The season's title, e.g. 2023年度“上海质量工匠”培养选树."""
        return self.title.format(year=year)

    def procedure(self, code: str = "nomination") -> Procedure:
        """The procedure with this code; KeyError when there is none."""
        for procedure in self.procedures:
            if procedure.code == code:
                return procedure
        raise KeyError(code)

    def parameter(self, key: str) -> Parameter:
        """The parameter with this key; KeyError when there is none."""
        for parameter in self.parameters:
            if parameter.key == key:
                return parameter
        raise KeyError(key)

    def values(self, overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """All parameter values with a season's overrides merged; KeyError / ValueError for a key or value not allowed."""
        merged = {parameter.key: parameter.value for parameter in self.parameters}
        for key, value in (overrides or {}).items():
            if not self.parameter(key).accepts(value):
                raise ValueError(f"{key}: {value!r}")
            merged[key] = value
        return merged


class Subject(StrEnum):
    """What is honoured."""

    PERSON = "person"
    STUDIO = "studio"


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A set of rules under one name; `organiser` is who decides; `honour` is the code of what is conferred.

    `step` is the place of the honour on the path of growth (QC26 §6), 0 beside it.
    """

    code: str
    title: str
    organiser: str
    source: str
    subject: Subject
    honour: str
    honour_title: str
    editions: tuple[Edition, ...]
    certificate_prefix: str = ""
    priority_flags: tuple[Option, ...] = ()
    studio: StudioTerms | None = None
    step: int = 0

    def edition(self, code: str) -> Edition:
        """The edition with this code; KeyError when there is none."""
        for edition in self.editions:
            if edition.code == code:
                return edition
        raise KeyError(code)

    @property
    def latest(self) -> Edition:
        """The edition a new season opens with."""
        return self.editions[-1]
