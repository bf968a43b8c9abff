"""The trade of each nomination, from its form: matched with experts' fields and shown in lists."""

from nominations.models import Answer

QUESTION = "industry"


def codes_of(nomination_ids) -> dict[int, str]:
    """Nomination id → code of the answered industry (GB/T 4754 section). One query."""
    rows = Answer.objects.filter(nomination__in=list(nomination_ids), key=QUESTION)
    return {pk: code_in(value) for pk, value in rows.values_list("nomination_id", "value")}


def code_in(value) -> str:
    """The code in an answer, whether or not the option carries a text."""
    return (value.get("code") or "") if isinstance(value, dict) else (value or "")


def labels(procedure) -> dict[str, str]:
    """Code → Chinese name, as the form of a procedure lists them; empty where it does not ask."""
    asked = [question for question in procedure.form.questions if question.key == QUESTION]
    return {option.code: option.label for question in asked for option in question.options}
