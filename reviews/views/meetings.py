"""名单审定 on screen (forms.md E7): agenda, attendance and quorum, ballots, minutes, the leader's resolution."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from documents import jobs
from documents.files import download
from nominations.models import Season
from programmes.refusal import Refused
from programmes.spec import StageKind
from reviews import subjects
from reviews.actions import meetings as acting
from reviews.models import Meeting, StageRun
from reviews.permissions import is_leader, may_hold_meeting, may_print, may_resolve_meeting
from reviews.reports import meetings as report
from reviews.states import Capacity, MeetingState, StageState
from reviews.views.common import day, demand, documents_of
from reviews.views.consensus import moment

AGENDA = ("title", "place", "chair_name", "recorder_name")
SPARE_ROWS = 3
SCAN_TITLES = {"minutes_scan": "会议纪要（签字）", "signin_scan": "签到表", "ballots_scan": "表决票"}


@login_required
def meetings(request):
    """Meetings of the own organiser, newest first, and the stages that wait for one."""
    demand(Season.objects.run_by(request.user).exists())
    rows = Meeting.objects.visible_to(request.user).select_related("stage_run__season")
    waiting = StageRun.objects.visible_to(request.user).filter(kind=StageKind.APPROVAL, state=StageState.OPEN)
    waiting = waiting.select_related("season", "nomination")
    waiting = [run for run in waiting if may_hold_meeting(request.user, run)]
    return render(request, "reviews/meetings.html", {"meetings": list(rows[:100]), "waiting": waiting})


@login_required
def new(request, run):
    rows = (
        StageRun.objects.visible_to(request.user)
        .filter(kind=StageKind.APPROVAL)
        .select_related("season__organiser", "nomination")
    )
    stage_run = get_object_or_404(rows, pk=run)
    demand(may_hold_meeting(request.user, stage_run))
    findings = ()
    if request.method == "POST":
        try:
            made = acting.plan(stage_run, _agenda(request.POST), by=request.user)
        except Refused as refused:
            findings = refused.findings
        else:
            messages.success(request, "审定会议已安排。")
            return redirect("reviews:meeting", made.pk)
    values = request.POST or {"title": f"{_about(stage_run)}{stage_run.title}会议"}
    context = {"season": stage_run.season, "values": values, "findings": findings, "meeting": None}
    return render(request, "reviews/meeting_edit.html", context, status=422 if findings else 200)


def _about(stage_run):
    """The season, or the one nomination that the meeting is about."""
    return stage_run.nomination.name if stage_run.is_own else stage_run.season.title


@login_required
def edit(request, pk):
    meeting = _shown(request.user, pk)
    demand(may_hold_meeting(request.user, meeting) and meeting.state == MeetingState.PLANNED)
    findings = ()
    if request.method == "POST":
        try:
            acting.change(meeting, _agenda(request.POST), by=request.user)
        except Refused as refused:
            findings = refused.findings
        else:
            messages.success(request, "会议安排已修改。")
            return redirect("reviews:meeting", pk)
    values = request.POST or {name: getattr(meeting, name) for name in (*AGENDA, "held_at", "expected_count")}
    context = {"season": meeting.stage_run.season, "values": values, "findings": findings, "meeting": meeting}
    return render(request, "reviews/meeting_edit.html", context, status=422 if findings else 200)


def _agenda(posted):
    expected = posted.get("expected_count", "")
    return acting.Agenda(
        **{name: posted.get(name, "").strip()[: 60 if name.endswith("_name") else 120] for name in AGENDA},
        held_at=moment(posted.get("held_at")),
        expected_count=int(expected) if expected.isdecimal() and len(expected) < 4 else 0,
    )


def _shown(user, pk):
    rows = Meeting.objects.visible_to(user).select_related("stage_run__season__organiser", "stage_run__nomination")
    return get_object_or_404(rows, pk=pk)


@login_required
def meeting(request, pk):
    return _page(request, _shown(request.user, pk))


def _page(request, shown, *, findings=(), typed=None):
    run = shown.stage_run
    attendees = list(shown.attendees.all())
    ballots = report.ballots_of(shown)
    for ballot in ballots:
        ballot.is_approved = acting.is_approved(ballot)
        ballot.typed = _typed(ballot, typed)
    may_hold = may_hold_meeting(request.user, shown)
    quorum = acting.quorum_findings(shown)
    context = {
        "meeting": shown,
        "run": run,
        "season": run.season,
        "counted": subjects.counted(run.season),
        "follows": _what_follows(run),
        "attendees": attendees,
        "blank": range(len(attendees), max(len(attendees) + SPARE_ROWS, shown.expected_count + 2)),
        "capacities": Capacity.choices,
        "present": acting.voters(shown),
        "quorum": "".join(finding.sentence for finding in quorum),
        "figures": report.in_words(shown.figures or report.figures(run), subjects.counted(run.season)),
        "ballots": ballots,
        "approved_count": sum(ballot.is_approved for ballot in ballots),
        "reserve": list(report.reserve_of(shown)) if shown.state == MeetingState.VOTING else [],
        "texts": _texts(shown, typed),
        "scans": [(name, title, getattr(shown, name)) for name, title in SCAN_TITLES.items()],
        "may_edit": may_hold and shown.state != MeetingState.RESOLVED,
        "may_plan": may_hold and shown.state == MeetingState.PLANNED,
        "may_vote": may_hold and shown.state == MeetingState.VOTING,
        "may_resolve": shown.state == MeetingState.VOTING and is_leader(request.user, shown),
        "awaits_leader": shown.state == MeetingState.VOTING and not is_leader(request.user, shown),
        "missing": acting.resolve_findings(shown) if shown.state == MeetingState.VOTING else [],
        "may_print": may_resolve_meeting(request.user, shown),
        "findings": findings,
        "typed": typed or {},
        "documents": documents_of(shown),
    }
    return render(request, "reviews/meeting.html", context, status=422 if findings else 200)


def _what_follows(run):
    """What a resolution does to the approved, in words."""
    if not acting.is_last(run):
        return "进入下一次审定。"
    after = next((stage.title for stage in run.procedure.stages[run.position :]), "")
    return "列为候选" + (f"，进入{after}。" if after else "。")


def _texts(shown, typed):
    labels = (
        ("deliberation", "二、审议情况", 5),
        ("recusals", "三、回避情况", 2),
        ("method", "四、表决方式", 1),
        ("resolution", "五、决议", 4),
        ("others", "六、其他", 2),
    )
    return [(name, label, rows, (typed or {}).get(name, getattr(shown, name))) for name, label, rows in labels]


VOTE_FIELDS = (
    ("for", "votes_for"),
    ("against", "votes_against"),
    ("abstain", "abstentions"),
    ("recused", "recused_count"),
)


def _typed(ballot, typed):
    return {short: (typed or {}).get(f"{short}-{ballot.pk}", getattr(ballot, name)) for short, name in VOTE_FIELDS}


def _act(request, pk, done, act):
    """Run ``act(meeting)``; a refusal shows the page with every reason and what was typed."""
    shown = _shown(request.user, pk)
    try:
        act(shown)
    except Refused as refused:
        return _page(request, _shown(request.user, pk), findings=refused.findings, typed=request.POST)
    messages.success(request, done)
    return redirect("reviews:meeting", pk)


def _held(request, pk):
    demand(may_hold_meeting(request.user, _shown(request.user, pk)))


@login_required
@require_POST
def attendance(request, pk):
    """The attendance table, fields ``name-<row>`` and so on; a row without a name is left out."""
    _held(request, pk)
    people = _people(request.POST)
    return _act(request, pk, "到会人员已保存。", lambda one: acting.set_attendance(one, people, by=request.user))


def _people(posted):
    rows = sorted(int(name[5:]) for name in posted if name.startswith("name-") and name[5:].isdecimal())
    return [
        acting.Person(
            name=posted[f"name-{row}"].strip()[:60],
            organisation_name=posted.get(f"unit-{row}", "").strip()[:120],
            capacity=posted.get(f"capacity-{row}", ""),
            post=posted.get(f"post-{row}", "").strip()[:80],
            is_present=f"present-{row}" in posted,
        )
        for row in rows
        if posted[f"name-{row}"].strip()
    ]


@login_required
@require_POST
def begin(request, pk):
    _held(request, pk)
    return _act(request, pk, "会议已开始，可以登记表决。", lambda one: acting.begin(one, by=request.user))


@login_required
@require_POST
def votes(request, pk):
    """Votes by ballot: ``for-``, ``against-``, ``abstain-`` and ``recused-<ballot>``."""
    _held(request, pk)
    shown = _shown(request.user, pk)
    given = {ballot: _votes(request.POST, ballot) for ballot in shown.ballots.values_list("pk", flat=True)}
    return _act(request, pk, "票数已登记。", lambda one: acting.count_votes(one, given, by=request.user))


def _votes(posted, ballot):
    def whole(short):
        text = posted.get(f"{short}-{ballot}", "")
        return int(text) if text.isdecimal() and len(text) < 4 else 0

    return acting.Votes(**{name: whole(short) for short, name in VOTE_FIELDS})


@login_required
@require_POST
def add_name(request, pk):
    _held(request, pk)
    shown = _shown(request.user, pk)
    chosen = request.POST.get("entry", "")
    entry = report.reserve_of(shown).filter(pk=chosen if chosen.isdecimal() else 0).first()
    reason = request.POST.get("reason", "")
    return _act(request, pk, "人选已增加。", lambda one: acting.add_name(one, entry, by=request.user, reason=reason))


@login_required
@require_POST
def minutes(request, pk):
    _held(request, pk)
    texts = {name: request.POST[name] for name in acting.TEXTS if name in request.POST}
    return _act(request, pk, "纪要已保存。", lambda one: acting.write_minutes(one, by=request.user, **texts))


@login_required
@require_POST
def sign(request, pk):
    _held(request, pk)
    given = {name: request.FILES.get(name) for name in acting.SCANS} | {
        "signed_on": day(request.POST.get("chair_signed_on"))
    }
    return _act(request, pk, "主持人签字已登记。", lambda one: acting.sign_minutes(one, by=request.user, **given))


@login_required
@require_POST
def resolve(request, pk):
    demand(is_leader(request.user, _shown(request.user, pk)))
    return _act(request, pk, "决议已形成，候选人名单已确定。", lambda one: acting.resolve(one, by=request.user))


@login_required
@require_POST
def print_e7(request, pk):
    shown = _shown(request.user, pk)
    demand(may_print(request.user, shown))
    jobs.request("reviews.e7", subject=shown, by=request.user)
    messages.success(request, "会议纪要正在生成。")
    return redirect("reviews:meeting", pk)


@login_required
def scan(request, pk, name):
    """One of the scans of a meeting."""
    shown = _shown(request.user, pk)
    demand(name in SCAN_TITLES and getattr(shown, name))
    file = getattr(shown, name)
    return download(file, f"{shown.title} {SCAN_TITLES[name]}.{file.name.rpartition('.')[2]}")
