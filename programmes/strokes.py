"""姓氏笔画 order (COM-17): by stroke count, then stroke types 横1 竖2 撇3 点4 折5 in writing order (GF 3003-1999)."""

_STROKES = dict(
    line.split()
    for line in """
丁 12
于 112
万 153
卫 521
马 551
王 1121
方 4153
文 4134
叶 25112
石 13251
冯 41551
朱 311234
刘 413422
孙 521234
许 453112
李 1234521
张 5153154
陈 5215234
杨 1234533
吴 2511134
沈 4414535
陆 5211252
林 12341234
周 35121251
""".strip().splitlines()
)


def stroke_key(name: str) -> tuple:
    """Sort key of a name: surname by strokes, then each character; unknown characters come last, by code point."""
    return tuple((len(_STROKES[char]), _STROKES[char]) if char in _STROKES else (99, f"{ord(char):06x}") for char in name)
