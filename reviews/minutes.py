"""What the papers of panel and meeting say: E4, E6 and E7 from their rows (forms.md)."""

from documents.papers.notices import Attendee, PaperE7, Vote
from documents.papers.reviews import ConsensusRow, PaperE4, PaperE6, PaperRoute, RouteRow, TotalRow
from programmes import clock
from programmes.strokes import stroke_key
from reviews import subjects
from reviews.actions.meetings import is_approved
from reviews.actions.ranking import written_run
from reviews.models import Visit
from reviews.reports import lines, meetings, scores
from reviews.reports.dossier import two_places
from reviews.states import Capacity, EntryState

MOST_COLUMNS = 6


def leaders_in(stage_run) -> dict[int, str]:
    """Nomination id → leader, for a stage about studios; empty for persons. Two queries at most."""
    if not subjects.is_studio(stage_run.season):
        return {}
    rows = [entry.nomination for entry in stage_run.entries.select_related("nomination__season")]
    return subjects.leaders_of(rows)


def named(nomination, name, leaders) -> str:
    """A studio as a table prints it: its name, the leader below."""
    return f"{name}\n{leaders[nomination]}" if leaders.get(nomination) else name


def moment(at) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


def paper_e4(consensus) -> PaperE4:
    """The panel's record with every entry; reasons against the score order in one cell."""
    run = consensus.stage_run
    rows = lines.rows_of(run)
    leaders = leaders_in(run)
    chair = consensus.chair
    return PaperE4(
        season=run.season.title,
        group=f"第 {consensus.number} 组　{run.title}",
        held_on=moment(consensus.held_at),
        place=consensus.place,
        experts=[f"{expert.code}　{expert.name}" for expert in consensus.experts.order_by("code")],
        rows=[
            ConsensusRow(
                rank=str(row.rank or "—"),
                name=named(row.nomination, row.name, leaders),
                unit_name=row.unit,
                mean=two_places(row.total),
                spread="—" if row.spread is None else f"{row.spread:.1f}",
                opinion=row.opinion,
                conclusion=str(EntryState(row.conclusion).label) if row.conclusion else "",
            )
            for row in rows
        ],
        order_reasons="；".join(f"{row.name}：{row.reason}" for row in rows if row.reason),
        doubts=consensus.doubts,
        chair=f"{chair.code} {chair.name}" if chair else "",
    )


def paper_e6(stage_run) -> PaperE6:
    """The score table: for a defence its own sheets beside the written mean. Few experts get a column each by code."""
    written = written_run(stage_run)
    table = scores.table(stage_run, written)
    sheets = [line.defence if written else line.written for line in table]
    codes = sorted({sheet.expert for row in sheets for sheet in row})
    if len(codes) > MOST_COLUMNS:
        heads = [f"评分 {place}" for place in range(1, max(map(len, sheets)) + 1)]
        marks = [[f"{mark(sheet)} {sheet.expert}" for sheet in row] + [""] * (len(heads) - len(row)) for row in sheets]
    else:
        heads = codes
        by_code = [{sheet.expert: mark(sheet) for sheet in row} for row in sheets]
        marks = [[row.get(code, "—") for code in codes] for row in by_code]
    leaders = leaders_in(stage_run)
    return PaperE6(
        name_heading=f"{subjects.heading(stage_run.season)}{'、领衔人' if leaders else ''}",
        season=f"{stage_run.season.title}　{stage_run.title}",
        expert_codes=heads,
        rows=[_total_row(line, row, leaders) for line, row in zip(table, marks, strict=True)],
        computed_at=moment(clock.now()),
        rule=_rule(stage_run, written),
    )


def mark(sheet) -> str:
    return f"（{sheet.total}）" if sheet.is_dropped else sheet.total


def _total_row(line, marks, leaders):
    return TotalRow(
        rank=line.rank,
        name=named(line.nomination, line.name, leaders),
        unit_name=line.unit,
        marks=marks,
        valid_count=str(line.valid_count or "—"),
        written_mean=line.written_mean,
        defence_mean=line.defence_mean,
        total=line.total,
        tie="并列" if "并列" in line.tie else "同分" if line.tie else "",
        priority=line.flags,
        result=line.result,
    )


def _rule(run, written):
    trim = f"满 {run.trim_from} 份有效评分去掉最高、最低各一份"
    if written is None:
        return trim
    return f"{trim}；书面 {written.weight:.0%}、答辩 {run.weight:.0%}"


def paper_e7(meeting) -> PaperE7:
    """Minutes with attendance, computed figures, ballots and the candidates by strokes of the surname."""
    people = list(meeting.attendees.all())
    ballots = meetings.ballots_of(meeting)
    approved = [ballot.entry.nomination for ballot in ballots if is_approved(ballot)]
    studios = subjects.is_studio(meeting.stage_run.season)
    observers = [one for one in people if one.capacity == Capacity.OBSERVER and one.is_present]
    seated = [one for one in people if one.is_present and one.capacity not in (Capacity.OBSERVER, Capacity.RECORDER)]
    return PaperE7(
        title=f"{meeting.title}纪要",
        meeting=meeting.title,
        held_at=moment(meeting.held_at),
        place=meeting.place,
        chair=meeting.chair_name,
        recorder=meeting.recorder_name,
        attendees=[Attendee(one.name, one.organisation_name, one.post, one.get_capacity_display()) for one in seated],
        absent="、".join(f"{one.name}（{one.organisation_name}）" for one in people if not one.is_present),
        observers="、".join(f"{one.name}（{one.organisation_name}）" for one in observers),
        reports=[_report(meeting)],
        deliberation=paragraphs(meeting.deliberation),
        recusals=paragraphs(meeting.recusals),
        vote_method=_vote_method(meeting, seated),
        votes=[_vote(ballot) for ballot in ballots],
        resolution=paragraphs(meeting.resolution),
        candidates=[(_full(one), one.employer_name) for one in sorted(approved, key=_by_strokes)],
        name_heading="工作室（领衔人）" if studios else "姓名",
        other=paragraphs(meeting.others) + _reasons(ballots),
    )


def _full(nomination) -> str:
    return f"{nomination.name}（{nomination.leader}）" if nomination.leader else nomination.name


def _by_strokes(nomination):
    """姓氏笔画 of the person, which for a studio is its leader (COM-17)."""
    return stroke_key(nomination.leader or nomination.name)


def paragraphs(text) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _report(meeting):
    counted = meetings.in_words(
        meeting.figures or meetings.figures(meeting.stage_run), subjects.counted(meeting.stage_run.season)
    )
    return "，".join(f"{label} {count}" for label, count in counted) + "。"


def _vote_method(meeting, seated):
    present = f"应到 {meeting.expected_count} 人，实到 {len(seated)} 人。"
    return f"{meeting.method.rstrip('。')}。{present}" if meeting.method else present


def _vote(ballot):
    nomination = ballot.entry.nomination
    return Vote(_full(nomination), nomination.employer_name, ballot.votes_for, ballot.votes_against, ballot.abstentions)


def _reasons(ballots):
    return [f"{one.entry.nomination.name}不在建议名单，提交审议的理由：{one.reason}" for one in ballots if one.reason]


def paper_route(stage_run) -> PaperRoute:
    """The stops of a visiting stage in the order of the route."""
    rows = Visit.objects.filter(entry__stage_run=stage_run).select_related("entry__nomination__season")
    rows = list(rows.prefetch_related("visitors").order_by("planned_on", "position", "pk"))
    subjects.with_leaders([row.entry.nomination for row in rows])
    return PaperRoute(
        season=stage_run.season.title,
        stage=stage_run.title,
        rows=[_stop(place, row) for place, row in enumerate(rows, 1)],
        printed_at=moment(clock.now()),
        name_heading=subjects.heading(stage_run.season),
    )


def _stop(place, visit):
    nomination = visit.entry.nomination
    return RouteRow(
        order=str(place),
        day=f"{visit.planned_on:%Y-%m-%d}",
        name=nomination.name,
        leader=nomination.leader,
        unit_name=nomination.employer_name,
        address=visit.address,
        visitors="、".join(user.name for user in visit.visitors.all()),
        note=visit.note,
    )
