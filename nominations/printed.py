"""The words in the cells of the official form, and which cells a correction has changed (AMB-22)."""

from collections.abc import Mapping

from programmes.spec import Form, Kind, Question


def cells(form: Form, answers: Mapping, employer_name: str) -> dict[str, str | list[str]]:
    """Question key → the words that the official form prints; options as a list, “一技之长：…” where one has a text."""
    found = {
        question.key: words(question, answers.get(question.key))
        for question in form.questions
        if question.on_paper and question.key in answers
    }
    found["unit_name"] = employer_name
    found["honours_text"] = honours_text(answers)
    found["honours"] = ""
    return found


def summary_row(nomination, answers: Mapping) -> tuple[str, str, str, str]:
    """Unit, name, post and 职务、职称 (joined, 无 left out) of one row of 附件 2 (forms.md A2)."""
    title = words(nomination.form.question("title_level"), answers.get("title_level"))
    parts = [part for part in (answers.get("post", ""), title) if part and part != "无"]
    return nomination.employer_name, nomination.name, nomination.position_name, "、".join(parts) or "无"


def words(question: Question, value) -> str | list[str]:
    """One answer as printed: nothing is “”, a count is its digits, an option its printed words."""
    if value in (None, ""):
        return ""
    if question.kind is Kind.TICK:
        return "是" if value else ""
    if question.kind is Kind.CHOICE:
        return _choice(question, value)
    if question.kind is Kind.CHOICES:
        return _choices(question, value)
    return str(value)


def _choice(question, value):
    code, text = (value.get("code"), value.get("text", "")) if isinstance(value, Mapping) else (value, "")
    option = question.option(code)
    if option is None:
        return ""
    return f"{option.on_paper}（{text}）" if text else option.on_paper


def _choices(question, value):
    codes, texts = (value.get("codes", ()), value.get("texts", {})) if isinstance(value, Mapping) else (value, {})
    chosen = [question.option(code) for code in codes]
    return [f"{o.on_paper}：{texts[o.code]}" if texts.get(o.code) else o.on_paper for o in chosen if o]


def honours_text(answers: Mapping) -> str:
    """R19: one line per honour, “年月 名称（颁发单位）”; 无 where there is none (QC23-34)."""
    if answers.get("honours_none"):
        return "无"
    rows = answers.get("honours") or ()
    return "\n".join(honour_line(row) for row in rows)


def honour_line(row: Mapping) -> str:
    """“年月 名称（颁发单位）”, as one line."""
    month = str(row.get("month") or "").replace("-", "年")
    return f"{month}月　{row.get('name') or ''}（{row.get('issuer') or ''}）"


def changed(form: Form, before: Mapping, after: Mapping) -> list[Question]:
    """The printed questions whose words on paper differ between two sets of answers, in the order of the form.

    A column that is asked and not printed, such as one's own part in an honour, changes nothing on paper.
    """
    asked = [question for question in form.questions if question.on_paper]
    return [question for question in asked if _on_paper(question, before) != _on_paper(question, after)]


def _on_paper(question: Question, answers: Mapping) -> str | list[str]:
    if question.kind is Kind.HONOURS:
        return honours_text(answers)
    return words(question, answers.get(question.key))
