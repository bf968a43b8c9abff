"""Printed choices: ☑ and □ before each option, one full-width space between them."""

from collections.abc import Iterable, Sequence

TICKED, EMPTY = "☑", "□"
GAP = "\u3000"
LINE = "＿＿＿＿"


def ticks(
    options: Sequence[str], chosen: str | Iterable[str] = (), *, gap: str = GAP, written: Iterable[str] = ()
) -> str:
    """Return ``☑甲　□乙``; a chosen ``其他：自拟`` ticks 其他 and prints what was written after it.

    Options named in ``written`` keep an empty line for their text: ``□其他：＿＿＿＿``.
    """
    picked, lines = _picked(chosen), frozenset(written)
    printed = []
    for option in options:
        given = next((one for one in picked if one == option or one.startswith(f"{option}：")), None)
        empty = f"{option}：{LINE}" if option in lines else option
        printed.append((TICKED if given else EMPTY) + (given or empty))
    return gap.join(printed)


def _picked(chosen: str | Iterable[str]) -> list[str]:
    return [chosen] if isinstance(chosen, str) else list(chosen)
