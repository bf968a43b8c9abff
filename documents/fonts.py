"""Fonts of the paper forms: five logical names, cut once, found through a fontconfig file of our own.

``song fangsong hei kai xiaobiaosong`` stand for a chain of families: what the office owns (settings.FONT_DIR), the
GB2312 characters of the free font, the rest of GBK, then whole fonts for rare names. The cut files hold no empty glyph,
so a character without ink is always reported and never printed as a blank.
"""

import hashlib
import io
import json
import os
import shutil
import struct
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from documents.harfbuzz import Face
from programmes.refusal import Finding, Refused

NAMES = ("song", "fangsong", "hei", "kai", "xiaobiaosong")
RECIPE = "5"  # counts up whenever the way of cutting changes

# File name starts, the best first; the office's own fonts are looked for in settings.FONT_DIR only.
OWNED = {
    "song": ("simsun", "宋体", "fzshusong"),
    "fangsong": ("仿宋_gb2312", "fangsong", "simfang", "fzfangsong", "仿宋"),
    "hei": ("simhei", "黑体", "fzheiti"),
    "kai": ("楷体_gb2312", "simkai", "kaiti", "fzkaiti", "楷体"),
    "xiaobiaosong": ("方正小标宋", "fzxiaobiaosong", "fzxbsjw", "小标宋"),
}
FREE = {
    "song": ("Noto Serif CJK SC:style=Regular", "Source Han Serif SC:style=Regular"),
    "fangsong": ("FandolFang R", "Noto Serif CJK SC:style=Regular", "Source Han Serif SC:style=Regular"),
    "hei": ("Noto Sans CJK SC:style=Bold", "Source Han Sans SC:style=Bold"),
    "kai": ("AR PL KaitiM GB", "LXGW WenKai:style=Regular", "Noto Serif CJK SC:style=Regular"),
    "xiaobiaosong": ("Noto Serif CJK SC:style=Black", "Noto Serif CJK SC:style=Bold"),
}
WHOLE = (
    "Noto Serif CJK SC:style=Regular",
    "LXGW WenKai:style=Regular",
    "Noto Sans CJK SC:style=Regular",
    ":lang=zh-cn",
)
SIGNS = "☑□"
BLANK = frozenset(" \u3000\u00a0\n\t\r\u2002\u2003\u2009\u200b")

CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


class MissingGlyph(Refused):
    """No font has this character; raised before anything is rendered, so that no □ is ever printed."""

    def __init__(self, character: str) -> None:
        self.character = character
        self.name = f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
        sentence = _("现有字体都没有“{character}”（U+{code:04X}），不能印制。请联系管理员安装含有该字的字体。").format(
            character=character, code=ord(character)
        )
        super().__init__([Finding(rule="COM-07", sentence=sentence)])

    def __reduce__(self):
        return type(self), (self.character,)


@dataclass(frozen=True)
class Source:
    """A face on this machine, as fontconfig names it."""

    path: str
    index: int
    weight: str = "normal"


def prepare(folder: Path | None = None) -> Path:
    """Cut the fonts into ``var/fonts`` unless that has been done from the same files; return the folder.

    Takes about four seconds the first time. Several processes may do it at once: the first complete folder stays.
    """
    sources = _sources()
    root = folder or settings.VAR / "fonts"
    target = root / _stamp(sources)
    if not (target / "fonts.conf").exists():
        root.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=root, prefix=".draft-"))
        try:
            _fill(draft, sources)
            (draft / "fonts.conf").write_text(CONFIGURATION.format(folder=target), encoding="utf-8")
            with suppress(OSError):  # another process was first
                draft.chmod(0o750)
                draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return target


@cache
def _chains() -> dict[str, list[str]]:
    return json.loads((prepare() / "chains.json").read_text(encoding="utf-8"))


def files_of(name: str) -> list[Path]:
    """The font files of a logical name, in the order in which they are asked for a character."""
    folder = prepare()
    return [folder / file for file in _chains()[name]]


def stylesheet() -> str:
    """The chains as classes ``.song`` …, and song for everything else."""
    rules = [f".{name} {{ font-family: {_stack(name)} }}" for name in NAMES]
    return "\n".join([f"html {{ font-family: {_stack('song')} }}", *rules])


@cache
def font_configuration():
    """WeasyPrint's view of our folder, one per process; the environment is as before afterwards."""
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  loads Pango, which web pages never need

    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(prepare() / "fonts.conf")
    try:
        return FontConfiguration()
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def check_characters(texts: Iterable[str]) -> None:
    """Raise MissingGlyph for the first character that no font draws."""
    for character in sorted(set("".join(texts))):
        if not is_drawn(character):
            raise MissingGlyph(character)


@lru_cache(maxsize=65_536)
def is_drawn(character: str) -> bool:
    """True for blanks, marks without ink, and every character with ink in some font of ours."""
    if character in BLANK or unicodedata.category(character) in ("Cc", "Cf", "Mn", "Zs"):
        return True
    return any(face.draws(character) for face in _faces())


@lru_cache(maxsize=65_536)
def advance(character: str) -> float:
    """Width of a character in em in the song chain; 1 for Chinese."""
    return next((face.advance(character) for face in _faces() if face.glyph(character)), 1.0)


@cache
def _faces() -> tuple[Face, ...]:
    """Every file once, the song chain first."""
    files = dict.fromkeys(file for name in NAMES for file in files_of(name))
    return tuple(Face(file, _index_of(file)) for file in files)


def _index_of(file: Path) -> int:
    """Whole fonts keep their place within the collection in their name: whole-1.2.ttc is face 2."""
    parts = file.name.split(".")
    return int(parts[1]) if len(parts) == 3 else 0


def _stack(name: str) -> str:
    families = _chains()["families"]
    return ", ".join(f"'{families[file]}'" for file in _chains()[name])


# Cutting


@cache
def _sources() -> dict[str, list[Source]]:
    """The free or owned face of each logical name, and the whole fonts."""
    found = {name: [_owned(name) or _first(FREE[name])] for name in NAMES}
    whole = dict.fromkeys(source for pattern in WHOLE if (source := _match(pattern)))
    return found | {"whole": list(whole)[:3]}


def _owned(name: str) -> Source | None:
    folder = Path(settings.FONT_DIR) if settings.FONT_DIR else None
    if not folder or not folder.is_dir():
        return None
    for start in OWNED[name]:
        for path in sorted(folder.iterdir()):
            if path.name.lower().startswith(start) and path.suffix.lower() in (".ttf", ".otf", ".ttc"):
                return Source(str(path), 0)
    return None


def _first(patterns: Iterable[str]) -> Source:
    for pattern in (*patterns, ":lang=zh-cn"):
        if source := _match(pattern):
            return source
    raise Refused.because(_("这台机器没有中文字体。请安装 fonts-noto-cjk。"))


@cache
def _match(pattern: str) -> Source | None:
    """The first face with exactly these properties; fc-list does not guess as fc-match does."""
    asked = ["fc-list", "-f", "%{file}\t%{index}\t%{variable}\n", pattern]
    lines = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()  # noqa: S603  patterns of ours
    fixed = [line.split("\t") for line in lines if not line.endswith("\tTrue")]
    # a light face calls itself Regular as well, so the plain file name comes first
    found = sorted(
        (("Regular" in pattern and "Regular" not in path), path, int(index)) for path, index, _variable in fixed
    )
    return Source(*found[0][1:]) if found else None


def _stamp(sources: dict[str, list[Source]]) -> str:
    state = [RECIPE, SIGNS]
    for name, faces in sorted(sources.items()):
        state += [
            f"{name} {one.path} {one.index} {os.stat(one.path).st_size} {os.stat(one.path).st_mtime_ns}"
            for one in faces
        ]
    return hashlib.sha256("\n".join(state).encode()).hexdigest()[:16]


def _fill(folder: Path, sources: dict[str, list[Source]]) -> None:
    chains: dict[str, list[str]] = {}
    families: dict[str, str] = {"signs.ttf": "Portal signs"}
    _write_signs(folder / "signs.ttf")
    whole = [_link(folder, number, source, families) for number, source in enumerate(sources["whole"])]
    made: dict[Source, list[str]] = {}
    for name in NAMES:
        source = sources[name][0]
        if source not in made:
            made[source] = _cut(folder, name, source, families)
        chains[name] = [*made[source], "signs.ttf", *whole]
    (folder / "chains.json").write_text(json.dumps(chains | {"families": families}), encoding="utf-8")


def _cut(folder: Path, name: str, source: Source, families: dict[str, str]) -> list[str]:
    face = Face(Path(source.path), source.index)
    inked = {character for character in face.characters() if character in BLANK or face.draws(character)}
    common, rest = _common(), _gbk() - _common()
    made = []
    for label, characters in (("a", inked & common - set(SIGNS)), ("b", inked & rest)):
        if len(characters) < 2:
            continue
        file, family = f"{name}-{label}.otf", f"Portal {name} {label}"
        _save_renamed(face.cut(characters), folder / file, family)
        families[file] = family
        made.append(file)
    return made


def _save_renamed(content: bytes, path: Path, family: str) -> None:
    """Give the cut font a name of its own, so that no stack mixes it up with the font it was cut from."""
    font = TTFont(io.BytesIO(content))
    names = font["name"]
    names.names = []
    for number, text in ((1, family), (2, "Regular"), (3, family), (4, family), (6, family.replace(" ", "-"))):
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass, font["OS/2"].fsSelection, font["head"].macStyle = 400, 0x40, 0
    font.save(path)
    _renumber(path)


def _renumber(path: Path) -> None:
    """Make CID = glyph number, as a PDF with an identity map asks for.

    Cutting keeps the CIDs of the whole font; readers that go by them, as the standard says (MuPDF), would show nothing.
    """
    with TTFont(path, recalcTimestamp=False, recalcBBoxes=False) as font:
        top = font["CFF "].cff.topDictIndex[0] if "CFF " in font else None
        if top is None or not hasattr(top, "ROS") or top.rawDict["charset"] <= 2:  # 0 to 2 stand for predefined sets
            return
        place, glyphs = top.rawDict["charset"], top.numGlyphs
        content = bytearray(font.reader["CFF "])
        content[place : place + 5] = struct.pack(">BHH", 2, 1, glyphs - 2)  # one range: from 1 to the last
        font.tables["CFF "] = DefaultTable("CFF ")
        font.tables["CFF "].data = bytes(content)
        font.save(path)


def _link(folder: Path, number: int, source: Source, families: dict[str, str]) -> str:
    path = Path(source.path)
    file = f"whole-{number}.{source.index & 0xFFFF}{path.suffix}"
    (folder / file).symlink_to(path)
    families[file] = _family_of(path, source.index & 0xFFFF)
    return file


def _family_of(path: Path, index: int) -> str:
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return font["name"].getBestFamilyName()


def _write_signs(path: Path) -> None:
    """☑ and □ of one size and place: few Chinese fonts hold both (U+2611, U+25A1)."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "ticked", "box"])
    builder.setupCharacterMap({0x2611: "ticked", 0x25A1: "box"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "ticked": _sign(ticked=True), "box": _sign(ticked=False)})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "ticked", "box"), (1000, 90)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Portal signs", "styleName": "Regular", "psName": "Portal-signs"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    builder.save(path)


def _sign(*, ticked: bool):
    pen = TTGlyphPen(None)
    shapes = [((90, -20), (90, 800), (910, 800), (910, -20)), ((150, 40), (850, 40), (850, 740), (150, 740))]
    if ticked:
        shapes.append(((220, 400), (290, 460), (430, 270), (720, 660), (795, 605), (435, 120)))
    for shape in shapes:
        pen.moveTo(shape[0])
        for point in shape[1:]:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


@cache
def _common() -> frozenset[str]:
    """GB2312 and ASCII, and the few marks that our own texts use beyond them."""
    return (
        _decoded("gb2312", range(0xA1, 0xF8))
        | {chr(code) for code in range(0x20, 0x7F)}
        | set("·—“”‘’…〔〕－\u3000\u00a0")
    )


@cache
def _gbk() -> frozenset[str]:
    return _decoded("gbk", range(0x81, 0xFF))


def _decoded(encoding: str, leads: Iterable[int]) -> frozenset[str]:
    pairs = (bytes((lead, trail)).decode(encoding, "ignore") for lead in leads for trail in range(0x40, 0xFF))
    return frozenset(character for character in pairs if len(character) == 1)
