"""PDFs of the review: E1 of one round of 形式审查, E3 of one submitted sheet (forms.md)."""

from documents.jobs import Built, builder
from documents.papers.reviews import CheckRow, ConditionRow, PaperE1, PaperE3, ScoreRow
from documents.pdf import Footer, page_count, render
from nominations.models import Paper
from programmes import clock
from reviews import checklists, minutes
from reviews.models import Assignment, Consensus, FormalityReview, Meeting, StageRun
from reviews.reports import sheets


def _day(moment):
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d}" if moment else ""


@builder("reviews.e1", "形式审查表")
def e1(document) -> Built:
    rows = FormalityReview.objects.select_related(
        "entry__nomination__season", "entry__nomination__recommender", "reviewer", "second_checker"
    )
    review = rows.get(pk=document.subject_id)
    nomination = review.entry.nomination
    paper = Paper.objects.filter(nomination=nomination).first()
    sheet = PaperE1(
        number=nomination.code,
        name=nomination.name,
        unit_name=nomination.employer_name,
        recommender_name=str(nomination.recommender or ""),
        received_online_on=_day(nomination.dispatched_at),
        received_paper_on=paper.received_on.isoformat() if paper else "",
        version_code=nomination.content_hash[:8],
        rows=[_check_row(line) for line in checklists.lines(nomination, review)],
        decision=review.get_outcome_display() if review.outcome else "",
        reason=review.reason,
        reviewer=review.reviewer.name if review.reviewer else "",
        second_checker=review.second_checker.name if review.second_checker else "",
        checked_on=_day(review.checked_at),
    )
    return _built(sheet, "E1", nomination, f"{nomination.code} {nomination.name} 形式审查表.pdf")


def _check_row(line):
    return CheckRow(
        line.title, line.requirement, line.label, line.note, line.part == checklists.ELIGIBILITY, line.number
    )


@builder("reviews.e3", "书面评审打分表")
def e3(document) -> Built:
    """The sheet under the expert's code; without name and unit in a blind season."""
    rows = Assignment.objects.select_related("expert", "entry__stage_run__season", "entry__nomination")
    assignment = rows.get(pk=document.subject_id)
    nomination, run = assignment.entry.nomination, assignment.entry.stage_run
    page, blind = sheets.build(assignment), bool(run.parameters.get("review.blind"))
    labels = {option.code: option.label for option in page.suggestions}
    paper = PaperE3(
        season=run.season.title,
        expert_code=assignment.expert.code,
        number=nomination.code,
        scores=[
            ScoreRow(block.title, block.maximum, item.title, item.maximum, item.value)
            for block in page.blocks
            for item in block.items
        ]
        + [ScoreRow(block.title, block.maximum, block.left_out, "", "") for block in page.blocks if block.left_out],
        total=page.total,
        conditions=[ConditionRow(row["title"], _label(row), row["evidence"]) for row in page.conditions],
        name="" if blind else nomination.name,
        unit_name="" if blind else nomination.employer_name,
        comment=assignment.comment,
        suggestion=labels.get(assignment.suggestion, ""),
        doubt=f"{assignment.doubt_page}　{assignment.doubt_note}".strip() if assignment.is_doubted else "",
        signed_at=f"{assignment.submitted_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
        if assignment.submitted_at
        else "",
    )
    return _built(paper, "E3", nomination, f"{nomination.code} {assignment.expert.code} 评分表.pdf")


def _label(row):
    return row["left_out"] or next((o.label for o in row["options"] if o.code == row["chosen"]), "")


def _built(paper, form, nomination, filename):
    footer = Footer(
        form=form,
        season=f"{nomination.season.year} 年度",
        number=nomination.code,
        version=nomination.form_version,
        digest=nomination.content_hash,
    )
    content = render(paper.TEMPLATE, paper, setup=paper.SETUP, footer=footer)
    return Built(content, filename, page_count(content))


@builder("reviews.e4", "专家合议意见表")
def e4(document) -> Built:
    rows = Consensus.objects.select_related("stage_run__season", "chair")
    consensus = rows.get(pk=document.subject_id)
    return _internal(minutes.paper_e4(consensus), "E4", consensus.stage_run, "专家合议意见表")


@builder("reviews.e6", "分数汇总表")
def e6(document) -> Built:
    run = StageRun.objects.select_related("season").get(pk=document.subject_id)
    return _internal(minutes.paper_e6(run), "E6", run, "分数汇总表（内部）")


@builder("reviews.e7", "审定会议纪要")
def e7(document) -> Built:
    meeting = Meeting.objects.select_related("stage_run__season").get(pk=document.subject_id)
    return _internal(minutes.paper_e7(meeting), "E7", meeting.stage_run, "会议纪要")


def _internal(paper, form, run, name):
    """A paper about a whole stage; its footer carries no application number."""
    footer = Footer(form=form, season=f"{run.season.year} 年度")
    content = render(paper.TEMPLATE, paper, setup=paper.SETUP, footer=footer)
    return Built(content, f"{run.season.year}年度{run.title}{name}.pdf", page_count(content))


@builder("reviews.route", "走访路线单")
def route(document) -> Built:
    run = StageRun.objects.select_related("season").get(pk=document.subject_id)
    return _internal(minutes.paper_route(run), "走访", run, "路线单")
