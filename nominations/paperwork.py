"""What of a nomination is there on paper, read-only: state, missing parts, the lines of a receipt (QC23-32, G5)."""

from dataclasses import dataclass

from nominations import printed
from nominations.facts import all_answers
from nominations.models import Nomination
from nominations.states import PaperState


def codes(nomination: Nomination) -> frozenset[str]:
    """Codes that a paper form may carry: of every version whose printed cells are those of the present one (COM-08)."""
    versions = list(nomination.versions.all())
    present = next((v for v in versions if v.number == nomination.form_version), None)
    if present is None:
        return frozenset()
    now = all_answers(present)
    same = [v for v in versions if not printed.changed(nomination.form, all_answers(v), now)]
    return frozenset(version.code.lower() for version in same)


def state_of(nomination: Nomination, paper) -> PaperState:
    """齐全 only when the printed code is that of the version, no part is missing and every count is reached (QC23-32)."""
    if paper.code and paper.code not in codes(nomination):
        return PaperState.MISMATCH
    packs = nomination.season.print_pack(nomination.procedure)
    short = any(int(paper.copies.get(pack.code) or 0) < pack.count for pack in packs)
    return PaperState.PARTIAL if short or paper.missing or not paper.code else PaperState.COMPLETE


def missing(nomination: Nomination) -> list[str]:
    """缺件清单: what is still to come on paper, in words; everything while nothing is in."""
    packs = nomination.season.print_pack(nomination.procedure)
    paper = getattr(nomination, "paper", None)
    if paper is None:
        return [f"{pack.title} {pack.count} 份" for pack in packs if pack.count]
    counted = [(pack, int(paper.copies.get(pack.code) or 0)) for pack in packs]
    found = [f"{pack.title}少 {pack.count - have} 份" for pack, have in counted if have < pack.count]
    found += [f"缺{part}" for part in paper.missing]
    return found + (
        [f"页脚核对码 {paper.code} 与网上版本不符"] if nomination.paper_state == PaperState.MISMATCH else []
    )


@dataclass(frozen=True)
class PaperLine:
    """One nomination of a batch on the receipt: what is missing in ``words``, empty when it is complete."""

    code: str
    name: str
    unit: str
    state: str
    words: str

    @property
    def is_in(self) -> bool:
        return self.state != PaperState.NONE


def lines_of(batch, rows=None) -> list[PaperLine]:
    """What has come in of a batch, in its order; ``rows`` are its nominations with their paper, when the caller has them."""
    if rows is None:
        rows = batch.nominations.select_related("paper").order_by("batch_position")
    for row in rows:
        row.season = batch.season
    return [PaperLine(row.code, row.name, row.employer_name, row.paper_state, "、".join(missing(row))) for row in rows]
