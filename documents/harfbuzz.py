"""The few calls of HarfBuzz that fonts need: what a font covers, how wide a character is, cutting a font.

WeasyPrint needs both libraries anyway; cutting by HarfBuzz takes a fifth of a second where fontTools takes twenty.
"""

import ctypes
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

Pointer = ctypes.c_void_p

_harfbuzz = ctypes.CDLL("libharfbuzz.so.0")
_subset = ctypes.CDLL("libharfbuzz-subset.so.0")

for _library, _names in (
    (_harfbuzz, ("blob_create_from_file", "face_create", "font_create", "face_reference_blob", "blob_get_data", "set_create")),
    (_subset, ("subset_input_create_or_fail", "subset_input_unicode_set", "subset_input_set", "subset_or_fail")),
):  # fmt: skip
    for _name in _names:
        getattr(_library, f"hb_{_name}").restype = Pointer


# Alternative shapes, kerning and vertical writing, which no form uses: without them half the glyphs go.
_DROPPED = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx")
_DROP_TABLE_TAG = 3  # hb_subset_sets_t


class Face:
    """One face of a font file; kept open for the life of the object, never freed before the process ends."""

    def __init__(self, path: Path, index: int = 0) -> None:
        blob = Pointer(_harfbuzz.hb_blob_create_from_file(str(path).encode()))
        self._face = Pointer(_harfbuzz.hb_face_create(blob, index))
        self._font = Pointer(_harfbuzz.hb_font_create(self._face))
        _harfbuzz.hb_blob_destroy(blob)

    @cached_property
    def units(self) -> int:
        return _harfbuzz.hb_face_get_upem(self._face)

    def glyph(self, character: str) -> int:
        """The glyph of a character by the cmap; 0 when it has none."""
        found = ctypes.c_uint32()
        _harfbuzz.hb_font_get_nominal_glyph(self._font, ord(character), ctypes.byref(found))
        return found.value

    def draws(self, character: str) -> bool:
        """True when the character has a glyph with ink; some fonts hold empty ones (䶮 in fonts-arphic-ukai)."""
        glyph = self.glyph(character)
        extents = (ctypes.c_int32 * 4)()
        _harfbuzz.hb_font_get_glyph_extents(self._font, ctypes.c_uint32(glyph), ctypes.byref(extents))
        return bool(glyph) and any(extents[2:])

    def advance(self, character: str) -> float:
        """The width in em; 1 for a character that this face lacks."""
        glyph = self.glyph(character)
        return _harfbuzz.hb_font_get_glyph_h_advance(self._font, ctypes.c_uint32(glyph)) / self.units if glyph else 1.0

    def characters(self) -> list[str]:
        """Everything in the cmap."""
        found, code = Pointer(_harfbuzz.hb_set_create()), ctypes.c_uint32(0xFFFFFFFF)
        _harfbuzz.hb_face_collect_unicodes(self._face, found)
        codes = []
        while _harfbuzz.hb_set_next(found, ctypes.byref(code)):
            codes.append(chr(code.value))
        _harfbuzz.hb_set_destroy(found)
        return codes

    def cut(self, characters: Iterable[str]) -> bytes:
        """Return a font with the plain glyphs of these characters only."""
        order = Pointer(_subset.hb_subset_input_create_or_fail())
        wanted = Pointer(_subset.hb_subset_input_unicode_set(order))
        for character in characters:
            _harfbuzz.hb_set_add(wanted, ctypes.c_uint32(ord(character)))
        dropped = Pointer(_subset.hb_subset_input_set(order, _DROP_TABLE_TAG))
        for table in _DROPPED:
            _harfbuzz.hb_set_add(dropped, ctypes.c_uint32(int.from_bytes(table.encode(), "big")))
        face = Pointer(_subset.hb_subset_or_fail(self._face, order))
        blob = Pointer(_harfbuzz.hb_face_reference_blob(face))
        length = ctypes.c_uint()
        start = _harfbuzz.hb_blob_get_data(blob, ctypes.byref(length))
        content = ctypes.string_at(start, length.value)
        for free, what in ((_harfbuzz.hb_blob_destroy, blob), (_harfbuzz.hb_face_destroy, face)):
            free(what)
        _subset.hb_subset_input_destroy(order)
        return content
