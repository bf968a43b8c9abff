"""Answers that nobody types: they follow from other answers on the day that counts (age from the identity number)."""

import json
from collections.abc import MutableMapping

from nominations import facts
from nominations.models import Answer, Nomination
from programmes import clock


def write(nomination: Nomination, kept: MutableMapping[str, Answer], *, by) -> list[Answer]:
    """The derived answers that are no longer what the others say, changed but not stored; ``kept`` has them afterwards."""
    asked = [question for question in nomination.form.questions if question.derived]
    if not asked:
        return []
    answers = {key: json.loads(one.sealed) if one.sealed else one.value for key, one in kept.items()}
    found = []
    for question in asked:
        value = question.derived(answers, facts.reference_on(nomination))
        if value != answers.get(question.key):
            found.append(_changed(nomination, kept, question.key, value, by))
    return found


def _changed(nomination, kept, key, value, by):
    answer = kept.setdefault(key, Answer(nomination=nomination, key=key, version=0))
    answer.value, answer.version = value, answer.version + 1
    answer.changed_at, answer.changed_by = clock.now(), by
    return answer


def bring_up(nomination: Nomination, *, by) -> None:
    """Store them as they are today: the last day of filing may have moved since the form was filled."""
    if not any(question.derived for question in nomination.form.questions):
        return
    for answer in write(nomination, {one.key: one for one in nomination.answers.all()}, by=by):
        answer.save()
