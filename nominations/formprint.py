"""Filled forms of any procedure in printed words, for the papers that their templates name (forms.md B, C, F)."""

from collections.abc import Mapping

from documents.papers import Opinion
from documents.papers.studios import PAPERS, FormPrint, Named, b2, flow
from documents.papers.studios.grid import Bar, PrintedSection
from nominations import facts, printed
from nominations.models import Batch, Nomination
from nominations.states import Decision, SealMode
from programmes import clock
from programmes.answers import codes
from programmes.spec import Form, Kind, Question
from studios import reports as register

TABLES = frozenset({Kind.TABLE, Kind.HONOURS})
QUARTERS = 8
#: Template of a summary form → its paper, from the form and (employer, name, leader) by row.
SUMMARIES = {"documents/studios/b2.html": b2.paper}
#: From so many 字 on a cell is a text of its own.
LONG = 60


def paper_of(nomination: Nomination):
    """The paper of a nomination whose form is not A1: the one its template names, else sections that flow."""
    return PAPERS.get(nomination.form.template, flow.paper)(form_print(nomination))


def form_print(nomination: Nomination) -> FormPrint:
    """The form as it stands now, with the opinions that stand."""
    form, answers = nomination.form, facts.answers_of(nomination)
    cells = printed.cells(form, answers, nomination.employer_name) | _honours(form, answers)
    return FormPrint(
        title=form.title.format(year=nomination.season.year),
        annex=form.annex,
        head=_head(nomination),
        year=str(nomination.season.year),
        cells={key: value for key, value in cells.items() if key not in _table_keys(form)} | _honours(form, answers),
        tables={key: rows_of(form.question(key), answers) for key in _table_keys(form)},
        opinions=opinions_of(nomination),
        notes=form.notes,
        sections=_sections(form, answers, nomination.employer_name),
        figures=_figures(nomination),
        cover=_cover(nomination, answers),
        schedule=_schedule(answers),
    )


def _table_keys(form: Form) -> list[str]:
    return [question.key for question in form.questions if question.kind in TABLES]


def _honours(form: Form, answers: Mapping) -> dict[str, str]:
    """Lists of honours as lines, “年月 名称（颁发单位）”."""
    asked = [question.key for question in form.questions if question.kind is Kind.HONOURS]
    return {key: "\n".join(printed.honour_line(row) for row in answers.get(key) or ()) for key in asked}


def _head(nomination):
    """A form about a studio of the register names the recommender that it belongs to."""
    if nomination.procedure.of_trainee:
        trainee = nomination.trainee
        period = f"培育期：{trainee.starts_on:%Y-%m-%d} 至 {trainee.ends_on:%Y-%m-%d}"
        number = f"档案号：\u2060{trainee.file_number}"  # the number stays beside its word
        return f"组织单位：{nomination.recommender}　{number}　{period}"
    if not (nomination.procedure.of_studio and nomination.recommender):
        return ""
    return f"所属{nomination.procedure.tier('recommender').title}：{nomination.recommender}"


def rows_of(question: Question, answers: Mapping) -> list[dict[str, str]]:
    """The rows of a table in printed words by column."""
    return [
        {column.key: _cell(column, row.get(column.key)) for column in question.columns}
        for row in answers.get(question.key) or ()
    ]


def _cell(column, value) -> str:
    if value in (None, ""):
        return ""
    return next((option.on_paper for option in column.options if option.code == value), str(value))


def _sections(form: Form, answers: Mapping, unit_name: str) -> list[PrintedSection]:
    return [
        PrintedSection(section.title, _lines(section, answers, unit_name), _tables(section, answers))
        for section in form.sections
        if any(question.on_paper for question in section.questions)
    ]


def _lines(section, answers, unit_name):
    asked = [q for q in section.questions if q.on_paper and q.kind not in TABLES and q.shown_if(answers)]
    rows = [(question, _words(question, answers, unit_name)) for question in asked]
    return [(question.label, text, _is_long(question, text)) for question, text in rows]


def _words(question, answers, unit_name):
    if question.kind is Kind.ORGANISATION:
        return unit_name
    words = _joined(printed.words(question, answers.get(question.key)))
    return f"{words} {question.unit}" if words and question.unit else words


def _is_long(question, text):
    return question.kind is Kind.LONG_TEXT or len(text) > LONG


def _joined(words) -> str:
    return "　".join(words) if isinstance(words, list) else words


def _tables(section, answers):
    asked = [q for q in section.questions if q.on_paper and q.kind in TABLES and q.shown_if(answers)]
    return [
        (question.label, [column.label for column in question.columns], [list(row.values()) for row in rows])
        for question in asked
        if (rows := rows_of(question, answers))
    ]


def opinions_of(nomination: Nomination) -> list[Named]:
    """The opinions of the chain in its order; the box of one that is not given stays empty."""
    given = {opinion.tier: opinion for opinion in nomination.live_opinions}
    return [Named(tier.opinion_label, printed_opinion(given.get(tier.tier))) for tier in nomination.tiers]


def printed_opinion(opinion) -> Opinion:
    """One opinion with its date, and the line of 系统确认 where no seal was used."""
    if opinion is None or opinion.decision != Decision.AGREE:
        return Opinion()
    confirmation = ""
    if opinion.seal_mode == SealMode.SYSTEM:
        nomination = opinion.nomination
        unit = nomination.employer_name if opinion.tier == "employer" else nomination.recommender.name
        at = opinion.created_at.astimezone(clock.SHANGHAI)
        confirmation = f"经{unit}账号于{at:%Y-%m-%d %H:%M}确认，编号{opinion.pk}"
    return Opinion(text=opinion.text, date=f"{opinion.signed_on:%Y年%-m月%-d日}", confirmation=confirmation)


def _figures(nomination) -> list[tuple[str, str]]:
    """What the register counts of a studio: entries by ledger, and how far its plan is."""
    if nomination.procedure.of_trainee:
        return _grade(nomination)
    studio = nomination.studio
    if studio is None:
        return []
    counted = register.studio_facts(studio)
    rows = [(ledger.title, f"{counted.ledger_counts.get(ledger.code, 0)} 条") for ledger in studio.terms.ledgers]
    progress = counted.plan_progress
    return rows + ([("计划进度", f"{progress}%")] if progress is not None else [])


def _grade(nomination) -> list[tuple[str, str]]:
    """The total and the grade that follow from the points of an evaluation (D5)."""
    terms = nomination.season.edition.cultivation
    if nomination.procedure_code != terms.evaluation:
        return []
    given = facts.answers_of(nomination)
    points = {part.code: int(given.get(part.question) or 0) for part in terms.parts}
    vetoed = [one for one in codes(given, "vetoes") if one in {option.code for option in terms.vetoes}]
    return [("总分", f"{sum(points.values())} 分"), ("等次", terms.graded(points, is_vetoed=bool(vetoed)).label)]


def _cover(nomination, answers):
    leader = str(answers.get(nomination.procedure.person_question) or "")
    return [("工作室名称", nomination.name), ("领衔人", leader), ("所在单位", nomination.employer_name)]


def _schedule(answers) -> list[Bar]:
    """Milestones by project over the eight quarters (F1 §11)."""
    bars: dict[str, list[str]] = {}
    for row in answers.get("milestones") or ():
        quarter = str(row.get("quarter") or "")
        if quarter.isdecimal() and 1 <= int(quarter) <= QUARTERS:
            line = bars.setdefault(str(row.get("project") or ""), [""] * QUARTERS)
            place = int(quarter) - 1
            line[place] = "；".join(filter(None, [line[place], str(row.get("output") or "")]))
    return [Bar(project, quarters) for project, quarters in bars.items()]


def summary_paper(batch: Batch, rows):
    """The summary form of a batch with its rows, the contact and room for the seal (forms.md B2)."""
    form, answers = batch.form, facts.answers_of(batch)
    names = [(row.employer_name, row.name, _leader(row)) for row in rows]
    cells = printed.cells(form, answers, batch.recommender.name)
    cells |= {"union": batch.recommender.name, "contact_name": batch.contact_name, "contact_phone": batch.contact_phone}
    tier = batch.procedure.tier("recommender")
    printed_form = FormPrint(
        title=form.title.format(year=batch.season.year),
        annex=form.annex,
        year=str(batch.season.year),
        cells=cells,
        opinions=[Named(tier.opinion_label)],
        notes=form.notes,
        sections=[*_sections(form, answers, batch.recommender.name), _as_section(names)],
    )
    special = SUMMARIES.get(form.template)
    return special(printed_form, names) if special else flow.paper(printed_form)


def _leader(nomination) -> str:
    return str(facts.answers_of(nomination).get(nomination.procedure.person_question) or "")


def _as_section(names):
    rows = [[str(number), *name] for number, name in enumerate(names, 1)]
    return PrintedSection("申报汇总情况", (), [("", ["序号", "申报单位", "工作室名称", "领衔人"], rows)])
