"""Outside results from a workbook: look, then enter all rows or none."""

from accounts import sheets
from accounts.sheets import Preview, forget, keep
from programmes.refusal import Refused
from publicity.actions import external
from publicity.resources import ResultResource

__all__ = ["Preview", "forget", "keep", "preview", "run"]


def preview(name: str, season) -> tuple[Preview, dict[int, external.Line]]:
    """Check every row of a kept workbook without writing, and what it says by nomination; Refused when it cannot be read."""
    resource = ResultResource(season=season)
    return sheets.look(name, resource), resource.lines


def run(name: str, season, *, by, **document):
    """Enter every row of a kept workbook, or none: Refused when any row has an error."""
    looked, lines = preview(name, season)
    if looked.errors:
        raise Refused.because("工作簿里还有错误，没有登记任何内容。", field="file")
    return external.enter(season, lines, by=by, **document)
