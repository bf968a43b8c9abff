"""Checks of answers: one by one for autosave, as a whole before submission, everything listed at once (forms.md A1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from programmes.cells import Cell, cell_of, check_cell, clean_cell, is_blank, off_target
from programmes.facts import Answers, Attachment
from programmes.refusal import Finding, Mark
from programmes.spec import Column, DeclaredItem, Form, Kind, MaterialKind, Question, Section
from programmes.text import count_chars

__all__ = ["SectionProgress", "check_answer", "check_form", "clean", "completeness", "film_findings", "is_empty"]

_TABLES = frozenset({Kind.HONOURS, Kind.TABLE})


@dataclass(frozen=True)
class SectionProgress:
    """How much of a section is there: questions, files and ticks that are needed and done."""

    code: str
    done: int
    total: int


def is_empty(value: Any) -> bool:
    """True when a value counts as no answer; False of a tick does, 0 of a number does not."""
    if isinstance(value, Mapping):
        return not (value.get("code") or value.get("codes"))
    return is_blank(value)


def clean(question: Question, raw: Any) -> Any:
    """The value as it is stored: NFC, U+00B7 in names, half-width digits, upper-case X, empty rows removed (COM-07).

    A value that cannot be read as its kind comes back as typed, so `check_answer` can say what is wrong with it.
    """
    if question.kind in _TABLES:
        return [_clean_row(question.columns, row) for row in raw or () if _has_content(row)]
    if question.kind is Kind.CHOICES:
        return _clean_choices(question, raw)
    if question.kind is Kind.CHOICE and question.has_texts:
        return _clean_choice(raw)
    return clean_cell(cell_of(question), raw)


def _clean_row(columns: Sequence[Column], row: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = {column.key: clean_cell(cell_of(column), row.get(column.key)) for column in columns}
    return {"row": str(row.get("row", "")), **cleaned}


def _has_content(row: Mapping[str, Any]) -> bool:
    return any(not is_blank(value) for key, value in row.items() if key != "row")


def _clean_choices(question: Question, raw: Any) -> Any:
    codes = _codes(raw)
    if not question.has_texts:
        return codes
    texts = raw.get("texts", {}) if isinstance(raw, Mapping) else {}
    kept = {code: clean_cell(Cell(Kind.TEXT), texts.get(code)) for code in codes}
    return {"codes": codes, "texts": {code: text for code, text in kept.items() if text}}


def _clean_choice(raw: Any) -> dict[str, str]:
    given = raw if isinstance(raw, Mapping) else {"code": raw}
    return {"code": str(given.get("code") or ""), "text": clean_cell(Cell(Kind.TEXT), given.get("text"))}


def _codes(value: Any) -> list[str]:
    found = value.get("codes", ()) if isinstance(value, Mapping) else value
    if isinstance(found, str):
        found = [found]
    return list(dict.fromkeys(str(code) for code in found or () if code))


def check_answer(question: Question, value: Any, answers: Answers, *, limit: int | None = None) -> list[Finding]:
    """What is wrong with one value as typed so far. An empty value is never wrong here: drafts may have gaps.

    Warnings are among them (a text off its “n 字左右”). `limit` is the season's own 字 limit; without it the question's limit holds.
    """
    if is_empty(value) or not question.shown_if(answers):
        return []
    found = [
        Finding(rule=question.rule, sentence=f"{question.label}：{sentence}", field=question.key)
        for sentence in _faults(question, value, limit)
    ]
    warning = off_target(cell_of(question, limit=limit), value)
    return found + (
        [Finding(question.rule, f"{question.label}：{warning}", question.key, Mark.WARN)] if warning else []
    )


def _faults(question: Question, value: Any, limit: int | None) -> list[str]:
    if question.kind in _TABLES:
        return _table_faults(question, value)
    if question.kind is Kind.CHOICES:
        return _choices_faults(question, value)
    if question.kind is Kind.CHOICE and question.has_texts:
        return _choice_faults(question, value)
    return check_cell(cell_of(question, limit=limit), value)


def _choices_faults(question: Question, value: Any) -> list[str]:
    codes = _codes(value)
    unknown = [code for code in codes if question.option(code) is None]
    if unknown:
        return ["所选内容不在选项中，请重新选择"]
    faults = [
        f"“{option.label}”不能与其他选项同时选择"
        for option in question.options
        if option.exclusive and option.code in codes and len(codes) > 1
    ]
    texts = value.get("texts", {}) if isinstance(value, Mapping) else {}
    return faults + [fault for code in codes for fault in _text_faults(question, code, texts.get(code, ""))]


def _choice_faults(question: Question, value: Any) -> list[str]:
    code = value.get("code", "") if isinstance(value, Mapping) else str(value)
    if question.option(code) is None:
        return ["所选内容不在选项中，请重新选择"]
    text = value.get("text", "") if isinstance(value, Mapping) else ""
    option = question.option(code)
    if option is None or not text or count_chars(text) <= option.text_limit:
        return []
    return [f"“{option.label}”的说明请压缩到 {option.text_limit} 字以内"]


def _text_faults(question: Question, code: str, text: str) -> list[str]:
    option = question.option(code)
    if option is None or not option.text_limit:
        return []
    if not text:
        return [f"选了“{option.label}”，请写明具体内容"]
    over = count_chars(text) - option.text_limit
    return [f"“{option.label}”超出 {over} 字，请压缩到 {option.text_limit} 字以内"] if over > 0 else []


def _table_faults(question: Question, rows: Any) -> list[str]:
    faults = [
        f"第 {number} 行{column.label}：{fault}"
        for number, row in enumerate(rows, 1)
        for column in question.columns
        for fault in _cell_faults(column, row.get(column.key))
    ]
    if question.maximum is not None and len(rows) > question.maximum:
        faults.append(f"最多填 {question.maximum} 行")
    return faults


def _cell_faults(column: Column, value: Any) -> list[str]:
    if is_blank(value):
        return ["请填写"] if column.required else []
    return check_cell(cell_of(column), value)


def check_form(
    form: Form,
    answers: Answers,
    materials: Iterable[Attachment],
    *,
    parameters: Mapping[str, Any] | None = None,
) -> list[Finding]:
    """Everything that keeps the form from being submitted, and its warnings, in the order of forms.md A1.

    Required → limits → between answers → indicators and their proof → files of declared items. Consents, sanctions,
    duplicates and the deadline are rules over Facts (Procedure.findings).
    """
    files = tuple(materials)
    shown = [question for question in form.questions if question.shown_if(answers)]
    return [
        *_missing(shown, answers),
        *_limits(shown, answers, parameters or {}),
        *(_check_findings(form, answers)),
        *_indicator_findings(form, answers, files, parameters or {}),
        *_file_findings(form, answers, files),
    ]


def _missing(questions: Iterable[Question], answers: Answers) -> list[Finding]:
    return [
        Finding(rule=question.rule, sentence=f"请填写{question.label}", field=question.key)
        for question in questions
        if _is_asked(question, answers) and is_empty(answers.get(question.key))
    ]


def _is_asked(question: Question, answers: Answers) -> bool:
    """Whether the applicant has to answer it; what is derived follows from other answers."""
    return question.filled_by == "applicant" and question.derived is None and question.required_if(answers)


def _limits(questions: Iterable[Question], answers: Answers, parameters: Mapping[str, Any]) -> list[Finding]:
    return [
        finding
        for question in questions
        for finding in check_answer(
            question, answers.get(question.key), answers, limit=parameters.get(question.limit_parameter)
        )
    ]


def _check_findings(form: Form, answers: Answers) -> list[Finding]:
    return [
        Finding(rule=check.rule, sentence=check.sentence, field=check.field, mark=check.mark)
        for check in form.checks
        if not check.holds(answers)
    ]


def _indicator_findings(
    form: Form, answers: Answers, files: Sequence[Attachment], parameters: Mapping[str, Any]
) -> list[Finding]:
    if not form.indicators:
        return []
    filled = [indicator for indicator in form.indicators if indicator.filled(answers)]
    first = form.indicators[0]
    if len(filled) < form.minimum_indicators:
        sentence = f"{'、'.join(one.label for one in form.indicators)}至少选填 {form.minimum_indicators} 项"
        return [Finding(rule=first.rule, sentence=sentence, field=first.field)]
    unproved = [one for one in filled if not _has_proof(files, one.proof)]
    found = [
        Finding(
            rule=one.proof_rule,
            sentence=f"{one.label}：请上传由基层单位盖章确认的证明材料，并标明已盖章",
            field=one.proof,
        )
        for one in unproved
    ]
    return found + _partial(form, filled, parameters.get("conditions.unfilled"))


_UNFILLED = {"zero": "记 0 分", "uncounted": "不计"}


def _partial(form: Form, filled: Sequence[Any], unfilled: str | None) -> list[Finding]:
    """AMB-01: some of the four blocks are empty; the sentence says what this season makes of them."""
    left = [one for one in form.indicators if one not in filled]
    if not left:
        return []
    sentence = f"{'、'.join(one.label for one in left)}没有填报，未填报项本届{_UNFILLED.get(unfilled or 'zero')}"
    return [Finding(rule=left[0].rule, sentence=sentence, field=left[0].field, mark=Mark.WARN)]


def _has_proof(files: Sequence[Attachment], kind: str) -> bool:
    return any(file.kind == kind and file.stamped_by_base for file in files)


def _file_findings(form: Form, answers: Answers, files: Sequence[Attachment]) -> list[Finding]:
    proofs = {indicator.proof for indicator in form.indicators}
    kinds = [kind for kind in form.materials if kind.required and kind.provided_by == "applicant"]
    missing = [
        Finding(rule=kind.rule, sentence=f"请上传{item.label or kind.label}", field=kind.code)
        for kind in kinds
        if kind.code not in proofs
        for item in kind.items(answers)
        if not _of(files, kind, item.key)
    ]
    found = [finding for kind in form.materials for finding in [*_too_long(kind, files), *_undescribed(kind, files)]]
    counted = [f for kind in form.materials for item in kind.items(answers) for f in _miscounted(kind, item, files)]
    return missing + counted + found


def _of(files: Sequence[Attachment], kind: MaterialKind, item: str) -> list[Attachment]:
    return [file for file in files if file.kind == kind.code and file.item == item]


def _is_attached(files: Sequence[Attachment], kind: MaterialKind, item: str) -> bool:
    there = len(_of(files, kind, item))
    return there == kind.exactly if kind.exactly else there > 0


def _miscounted(kind: MaterialKind, item: DeclaredItem, files: Sequence[Attachment]) -> list[Finding]:
    """A kind of which a fixed number is asked, and the kinds among its files that are expected (GS24-34)."""
    there = _of(files, kind, item.key)
    if not there:
        return []
    if kind.exactly and len(there) != kind.exactly:
        sentence = f"{item.label or kind.label}须为 {kind.exactly} 个文件，现有 {len(there)} 个"
        return [Finding(rule=kind.rule, sentence=sentence, field=kind.code)]
    shown = {file.variant for file in there}
    missing = [
        option.label for option in kind.variants if option.code in kind.wanted_variants and option.code not in shown
    ]
    if not missing:
        return []
    sentence = f"{kind.label}中没有{'、'.join(missing)}"
    return [Finding(rule=kind.rule, sentence=sentence, field=kind.code, mark=Mark.WARN)]


def _undescribed(kind: MaterialKind, files: Sequence[Attachment]) -> list[Finding]:
    """Files that do not say what they show, captions that are too long, films that run too long or very short."""
    own = [file for file in files if file.kind == kind.code]
    without = len([file for file in own if kind.variants and kind.variant(file.variant) is None])
    silent = len([file for file in own if kind.caption_limit and not file.caption.strip()])
    over = any(count_chars(file.caption) > kind.caption_limit for file in own) if kind.caption_limit else False
    said = {
        f"请为{kind.label}逐个选择类别，还有 {without} 个没有选": without,
        f"请为{kind.label}逐个写说明，还有 {silent} 个没有写": silent,
        f"{kind.label}的说明每个不超过 {kind.caption_limit} 字": over,
    }
    found = [Finding(rule=kind.rule, sentence=sentence, field=kind.code) for sentence, is_so in said.items() if is_so]
    return found + [finding for file in own for finding in film_findings(kind, file.seconds)]


def film_findings(kind: MaterialKind, seconds: int | None) -> list[Finding]:
    """A film over its time (with the grace) is refused, one that is very short warns (GS24-35)."""
    if seconds is None or not kind.max_seconds:
        return []
    if seconds > kind.max_seconds + kind.grace_seconds:
        sentence = f"{kind.label}长 {seconds} 秒，不能超过 {kind.max_seconds} 秒，请剪短后重新上传"
        return [Finding(rule=kind.rule, sentence=sentence, field=kind.code)]
    if seconds < kind.short_seconds:
        sentence = f"{kind.label}只有 {seconds} 秒，要求 {kind.max_seconds} 秒左右"
        return [Finding(rule=kind.rule, sentence=sentence, field=kind.code, mark=Mark.WARN)]
    return []


def _too_long(kind: MaterialKind, files: Sequence[Attachment]) -> list[Finding]:
    limit = kind.max_pages
    if limit is None or all((file.pages or 0) <= limit for file in files if file.kind == kind.code):
        return []
    return [Finding(rule=kind.rule, sentence=f"{kind.label}不能超过 {limit} 页，请压缩后重新上传", field=kind.code)]


def completeness(
    form: Form, answers: Answers, materials: Iterable[Attachment], *, consents: frozenset[str] = frozenset()
) -> list[SectionProgress]:
    """Per section: how many of the needed questions, files and ticks are there; an answer with a fault is not done."""
    files = tuple(materials)
    return [_section_progress(form, section, answers, files, consents) for section in form.sections]


def _section_progress(
    form: Form, section: Section, answers: Answers, files: Sequence[Attachment], consents: frozenset[str]
) -> SectionProgress:
    needed = [question for question in section.questions if question.shown_if(answers) and _is_asked(question, answers)]
    marks = [_is_done(question, answers) for question in needed]
    blocks = [one for one in form.indicators if form.section_of(one.field) == section.code]
    marks += [sum(one.filled(answers) for one in blocks) >= form.minimum_indicators] if blocks else []
    kinds = [form.material(code) for code in section.materials]
    asked = [kind for kind in kinds if kind.required and kind.provided_by == "applicant"]
    marks += [_is_attached(files, kind, item.key) for kind in asked for item in kind.items(answers)]
    texts = [text for text in form.consents if text.code in section.consents and text.given_by == "applicant"]
    ticks = [tick for text in texts for tick in text.ticks if tick.required and tick.asked == "submit"]
    marks += [tick.code in consents for tick in ticks]
    return SectionProgress(section.code, sum(marks), len(marks))


def _is_done(question: Question, answers: Answers) -> bool:
    value = answers.get(question.key)
    return not is_empty(value) and not any(finding.blocks for finding in check_answer(question, value, answers))
