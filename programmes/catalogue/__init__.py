"""The programmes known to the portal: one file or package per programme, found by itself.

A module here that defines `PROGRAMME` is a programme; nothing else needs to name it.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from programmes.spec import Programme


@cache
def _found() -> dict[str, Programme]:
    programmes = [_load(module.name) for module in iter_modules(__path__)]
    found = {programme.code: programme for programme in programmes}
    if len(found) != len(programmes):
        raise ValueError("two programmes share one code")
    return found


def _load(name: str) -> Programme:
    programme = import_module(f"{__name__}.{name}").PROGRAMME
    if not isinstance(programme, Programme):
        raise TypeError(f"{name}.PROGRAMME is not a Programme")
    return programme


def get(code: str) -> Programme:
    """The programme with this code; KeyError when there is none."""
    return _found()[code]


def all() -> tuple[Programme, ...]:
    """Every programme found, ordered by code."""
    return tuple(programme for _code, programme in sorted(_found().items()))
