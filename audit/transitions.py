"""The one door: nothing else in the project changes a state."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import models, transaction

from audit.record import record
from programmes.refusal import Finding, Refused

Subject = TypeVar("Subject", bound=models.Model)


class Condition:
    """A condition of a transition that can say why it is not met.

    ``check(instance)`` returns either a bool, then ``sentence`` is the reason, or a list of findings, then an empty
    list means that the condition holds.
    """

    def __init__(
        self, check: Callable[[Any], bool | list[Finding]], sentence: str = "", rule: str = "", field: str = ""
    ):
        self.check, self.sentence, self.rule, self.field = check, sentence, rule, field
        self.__name__ = getattr(check, "__name__", "condition")

    def __call__(self, instance) -> bool:
        return not self.explain(instance)

    def explain(self, instance) -> list[Finding]:
        answer = self.check(instance)
        if isinstance(answer, bool):
            return [] if answer else [Finding(rule=self.rule, sentence=str(self.sentence), field=self.field)]
        return list(answer)


def because(sentence: str, *, rule: str = "", field: str = "") -> Callable[[Callable[[Any], bool]], Condition]:
    """Make ``f(instance) -> bool`` a condition whose refusal says ``sentence`` and cites ``rule``."""
    return lambda check: Condition(check, sentence, rule, field)


def checked(check: Callable[[Any], list[Finding]]) -> Condition:
    """Make ``f(instance) -> list[Finding]`` a condition; every finding is shown."""
    return Condition(check)


def allowed(predicate) -> Callable[[models.Model, Any], bool]:
    """Adapt a permission ``predicate(user, obj)`` to django-fsm, which asks ``(instance, user)``."""

    def permission(instance, user) -> bool:
        return bool(user and user.is_active and predicate(user, instance))

    permission.predicate = predicate  # type: ignore[attr-defined]
    return permission


def why_not(subject: models.Model, name: str, *, by) -> list[Finding]:
    """Everything that stands against transition ``name`` of ``subject`` by ``by`` now; empty when it may go ahead.

    ``by=None`` is the system: allowed only where the transition says ``custom={"system": True}``.
    """
    meta = getattr(subject, name)._django_fsm
    state = meta.field.get_state(subject)
    transition_ = meta.get_transition(state)
    if transition_ is None:
        return [Finding(rule="", sentence=f"当前为“{_state_label(subject, meta, state)}”，不能{_label(meta, name)}。")]
    if not _permitted(transition_, subject, by):
        return [Finding(rule="", sentence=f"您没有权限{_label(meta, name)}。")]
    found: list[Finding] = []
    for condition in transition_.conditions:
        found += condition.explain(subject)
    return found


@transaction.atomic
def move(
    subject: Subject,
    name: str,
    *,
    by,
    note: str = "",
    rules: Iterable[str] = (),
    content_hash: str = "",
    details: dict | None = None,
    label: str = "",
    **kwargs,
) -> Subject:
    """Lock the row, check permission and conditions, run the transition, save, append the event (COM-09, COM-12).

    ``label`` says in the record what was done, where the words of the transition are too general.

    Returns the locked, changed instance; ``subject`` itself is left as it was. Raises ``Refused`` with every finding.
    A transition changes fields of its own row only; effects belong into the calling action, after ``move``.
    """
    locked = type(subject)._base_manager.select_for_update().get(pk=subject.pk)
    against = why_not(locked, name, by=by)
    if against:
        raise Refused(against)
    method = getattr(locked, name)
    field = method._django_fsm.field
    before = field.get_state(locked)
    method(**kwargs)
    locked.save()
    record(
        locked,
        name,
        by=by,
        label=label or _label(method._django_fsm, name),
        note=note,
        rules=rules,
        content_hash=content_hash,
        details=details,
        from_state=before,
        to_state=field.get_state(locked),
    )
    return locked


def transition_names(model: type[models.Model]) -> list[str]:
    """Names of all transitions of ``model``, for tests that walk the whole state table."""
    return sorted(name for name in dir(model) if hasattr(getattr(model, name, None), "_django_fsm"))


def _permitted(transition_, subject, by) -> bool:
    if by is None:
        return bool(transition_.custom.get("system"))
    return bool(transition_.has_perm(subject, by))


def _label(meta, name: str) -> str:
    return str(next((t.custom["label"] for t in meta.transitions.values() if "label" in t.custom), name))


def _state_label(subject, meta, state) -> str:
    display = getattr(subject, f"get_{meta.field.name}_display", None)
    return str(display() if display else state)
