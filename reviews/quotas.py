"""The greatest number of names that a season may give (GS24-25): asked at the resolution and at the naming."""

from programmes.refusal import Finding
from reviews import subjects


def most(season, procedure) -> int | None:
    """How many names at most; None where the programme sets no number."""
    return int(season.parameter(procedure.quota_parameter)) if procedure.quota_parameter else None


def findings(season, procedure, count, *, field="") -> list[Finding]:
    """What stands against that many names: the 81st of eighty is refused until the list is corrected."""
    limit = most(season, procedure)
    if limit is None or count <= limit:
        return []
    parameter, unit = season.edition.parameter(procedure.quota_parameter), subjects.counted(season)
    sentence = f"本届命名不超过 {limit} {unit}，名单上有 {count} {unit}，请先更正名单。"
    return [Finding(parameter.article, sentence, field)]
