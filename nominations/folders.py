"""The folder of a nomination as a ZIP file: the printed form and the materials in their order, under the name that the
procedure declares (GS24-36). It is written while it is sent, so a film is never in memory as a whole.
"""

import re
import zipfile
from collections.abc import Iterator

from nominations import facts
from nominations.models import Nomination

LONGEST = 120  # characters of a name: Windows allows 255 for a whole path
CHUNK = 256 * 1024
#: What a file name may not hold on Windows, and line ends.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


def safe_name(words: str) -> str:
    """``words`` as a file name: what no system allows becomes “_”, outer blanks and dots go."""
    return _FORBIDDEN.sub("_", words).strip(" .")[:LONGEST].rstrip(" .") or "_"


def folder_name(nomination: Nomination) -> str:
    """The name that the procedure's ``export_name`` makes, e.g. 区局（产业）工会名称-工作室名称-领衔人姓名."""
    answers = facts.answers_of(nomination)
    parts = {
        "recommender": str(nomination.recommender or ""),
        "employer": nomination.employer_name,
        "name": nomination.name,
        "leader": str(answers.get(nomination.procedure.person_question) or nomination.name),
        "code": nomination.code,
    }
    pattern = nomination.procedure.export_name or "{code} {name}"
    return safe_name(pattern.format(**{key: safe_name(value) for key, value in parts.items()}))


def entries(nomination: Nomination, printed=None) -> list[tuple[str, object]]:
    """(name inside the folder, file) in the order of filing: the printed form first, then every kind as the form lists it."""
    found = [(f"{nomination.form.title.format(year=nomination.season.year)}.pdf", printed)] if printed else []
    rows = list(nomination.materials.current().order_by("pk"))
    for kind in nomination.form.materials:
        own = [row for row in rows if row.kind == kind.code]
        found += [(_title(kind, row, number, len(own)), row.file) for number, row in enumerate(own, 1)]
    return [(f"{number:02d} {safe_name(name)}", file) for number, (name, file) in enumerate(found, 1)]


def _title(kind, material, number, total):
    option = kind.variant(material.variant)
    words = [kind.label + (f" {number}" if total > 1 else ""), option.label if option else "", material.caption]
    return " ".join(word for word in words if word) + f".{material.suffix}"


class _Pipe:
    """What zipfile writes into: it keeps the bytes until they are sent on."""

    def __init__(self):
        self.waiting = bytearray()

    def write(self, chunk) -> int:
        self.waiting += chunk
        return len(chunk)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        sent, self.waiting = bytes(self.waiting), bytearray()
        return sent


def stream(folder: str, files) -> Iterator[bytes]:
    """The ZIP file piece by piece; what is packed already (pictures, films, PDF) is stored as it is."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for name, file in files:
            with archive.open(f"{folder}/{name}", "w", force_zip64=True) as target, file.open("rb") as source:
                while chunk := source.read(CHUNK):
                    target.write(chunk)
                    yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()
