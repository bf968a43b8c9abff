"""Read-only assembly for pages: what happens next, what is to be done by whom, how far a unit is."""

import datetime as dt
from dataclasses import dataclass

from accounts import calendar
from audit.models import Event
from audit.record import history
from nominations.models import Batch, Nomination
from nominations.states import UNSENT, BatchState, NominationState, PaperState, Tier
from programmes import clock
from programmes.periods import CalendarMissing
from programmes.spec import Subject

S = NominationState


@dataclass(frozen=True)
class NextStep:
    """What happens next with a nomination, by whom, and until when (principle 6 of ui.md).

    ``is_resting``: a correction that is with the heads or signed by them, in which nothing can be filled in.
    """

    sentence: str
    who: str = ""
    until: dt.datetime | None = None
    is_resting: bool = False


def next_step(nomination: Nomination, *, correction=None) -> NextStep:
    """The next step of a nomination. ``correction`` is the open one, when the caller has it at hand."""
    season, procedure, organiser = nomination.season, nomination.procedure, str(nomination.season.organiser)
    units = {Tier.EMPLOYER: nomination.employer_name or "所在单位", Tier.RECOMMENDER: str(nomination.recommender or "")}
    filling = _who_fills(nomination, units)
    until = season.deadline_of(procedure)
    steps = {
        S.DRAFT: (f"填写{_form_word(nomination)}、上传材料，检查无误后提交。", filling, until),
        S.ENDORSING: (_signing(nomination, Tier.EMPLOYER), f"{units[Tier.EMPLOYER]}负责人", until),
        S.RECOMMENDING: (_signing(nomination, Tier.RECOMMENDER), f"{units[Tier.RECOMMENDER]}负责人", until),
        S.CONFIRMED: ("编入推荐汇总表，盖章后一并报送。", units[Tier.RECOMMENDER], until),
        S.SUBMITTED: (_first_stage(procedure), organiser, None),
        S.RETURNED: _correction_step(correction, filling=filling, units=units),
        S.IN_REVIEW: ("专家评审，结果按环节通知。", organiser, None),
        S.CANDIDATE: ("进入公示。", organiser, None),
        S.PUBLICISED: ("公示期满且没有未办结的异议后命名。", organiser, None),
    }
    ends = {
        S.CONFERRED: "已办结。" if procedure.rolling else "已命名，可以在荣誉名册中查到。",
        S.NOT_SELECTED: "本届未入选，申报到此结束。",
        S.DECLINED: "单位未同意推荐，申报到此结束。",
        S.WITHDRAWN: "申报已撤回。",
        S.DISQUALIFIED: "已取消参评资格。",
        S.EXPIRED: "申报已截止，没有报送。填写的内容仍可以查看。",
    }
    state = S(nomination.state)
    return NextStep(*steps[state]) if state in steps else NextStep(ends[state])


def _who_fills(nomination, units):
    """Whoever fills a form: the person, and the unit that began it."""
    person = str(nomination.applicant or nomination.person_word) if nomination.is_about_studio else nomination.name
    unit = units[Tier.RECOMMENDER] if nomination.procedure.has_tier(Tier.RECOMMENDER) else units[Tier.EMPLOYER]
    if nomination.procedure.started_by == Tier.EMPLOYER:
        unit = units[Tier.EMPLOYER]
    return f"{person or nomination.person_word}、{unit}"


def _first_stage(procedure):
    return f"{procedure.stages[0].title}，核对材料是否完整。" if procedure.stages else ""


def _form_word(nomination):
    return "申报表" if nomination.is_application else "表格"


def _signing(nomination, tier):
    if not nomination.procedure.has_tier(tier):
        return ""
    label = nomination.procedure.tier(tier).opinion_label
    sends = not nomination.procedure.batched and nomination.procedure.tiers[-1] == tier
    what = "核对材料" if tier == Tier.EMPLOYER else "核对条件"
    after = "后办结" if nomination.procedure.settled_by_chain and sends else "后报送" if sends else ""
    return f"{what}，签署{label}{after}。"


def _correction_step(correction, *, filling, units):
    """Fill in, have it signed again where a printed cell changed, hand in (AMB-22); all until the same moment."""
    if correction is None:
        return "按补正通知补齐后重新提交。", filling, None, False
    if not correction.is_out:
        return "按补正通知补齐后重新提交。", filling, correction.due_at, False
    if correction.is_signed_again:
        return "意见已重新确认，提交补正。", filling, correction.due_at, True
    label = correction.nomination.procedure.tier(correction.due_tier).opinion_label
    sentence = f"核对补正后的第 {correction.version.number} 版，重新确认{label}。"
    return sentence, f"{units[correction.due_tier]}负责人", correction.due_at, True


def sending_back(nomination: Nomination) -> Event | None:
    """The event that returned a draft to its applicant, with who and why; None while it was never handed in."""
    if nomination.state != S.DRAFT or not nomination.form_version:
        return None
    return history(nomination).filter(verb="send_back").first()


@dataclass(frozen=True)
class Task:
    """One line of a task list: done, doing, waiting (not begun) or locked, with the sentence that unlocks it."""

    title: str
    hint: str
    state: str
    url_name: str = ""
    query: str = ""

    TONES = {
        "done": ("ok", "circle-check", "已完成"),
        "doing": ("info", "pencil", "进行中"),
        "todo": ("mute", "circle", "未开始"),
        "locked": ("mute", "lock", "还不能开始"),
    }

    @property
    def tone(self):
        return self.TONES[self.state][0]

    @property
    def icon(self):
        return self.TONES[self.state][1]

    @property
    def words(self):
        return self.TONES[self.state][2]


def _state(done: int, total: int) -> str:
    if not total:
        return "todo"
    return "done" if done >= total else "doing"


def recommender_tasks(organisation, season, nominations) -> list[Task]:
    """The recommender's work of one season, step by step, from its people to the paper. One query.

    What is sent on its own with the last opinion asks for that opinion only.
    """
    going = [n for n in nominations if n.state not in (S.DECLINED, S.WITHDRAWN, S.DISQUALIFIED)]
    field = next((procedure for procedure in season.edition.procedures if procedure.batched), None)
    rows = [n for n in going if field and n.procedure_code == field.code]
    alone = [n for n in going if n not in rows]
    tasks = [_people(organisation)]
    if field:
        tasks += _batch_tasks(organisation, season, field, rows)
    if alone:
        waiting = len([n for n in alone if n.state == S.RECOMMENDING])
        hint = f"{waiting} 份等待签署，签署后随即报送"
        state = "todo" if waiting else "done"
        tasks.append(
            Task("签署随时受理的事项", hint, state, "nominations:list", f"season={season.pk}&state=recommending")
        )
    return tasks


def _batch_tasks(organisation, season, procedure, going):
    is_studio = season.programme.subject == Subject.STUDIO
    unit, whose = ("个", "工作室") if is_studio else ("人", "申报人")
    total = len(going)
    filled = len([n for n in going if n.state != S.DRAFT])
    signed = len([n for n in going if n.state not in (S.DRAFT, S.ENDORSING, S.RECOMMENDING, S.EXPIRED)])
    batched = len([n for n in going if n.batch_id])
    sent = [n for n in going if n.dispatched_at]
    batches = list(Batch.objects.filter(recommender=organisation, season=season, procedure_code=procedure.code))
    sealed = len([b for b in batches if b.scan or b.state == BatchState.DISPATCHED])
    of_all = f"{total} {unit}中"
    return [
        Task(f"填报{whose}材料", f"{of_all} {filled} {unit}已提交", _state(filled, total), "nominations:list"),
        Task("填写推荐意见", f"{of_all} {signed} {unit}已签署", _state(signed, total), "nominations:list", "state=recommending"),
        _after(signed, Task("生成推荐汇总表", f"{of_all} {batched} {unit}已编入", _state(batched, total), "nominations:batches"),
               "有人签署推荐意见后可以整理"),
        _after(batched, Task("上传盖章扫描件", f"{len(batches)} 份汇总表中 {sealed} 份已上传", _state(sealed, len(batches)),
                             "nominations:batches"), "编入汇总表后可以上传"),
        _after(batched, Task("报送主办单位" if is_studio else "报送协会", f"{of_all} {len(sent)} {unit}已报送，报送后不能修改",
                             _state(len(sent), total), "nominations:batches"), "汇总表盖章后可以报送"),
        _paper(season, procedure, sent, "每个" if is_studio else "每人"),
    ]  # fmt: skip


def _after(count, task, sentence):
    return task if count else Task(task.title, sentence, "locked")


def _people(organisation):
    """``organisation`` with its role counts."""
    clerks, heads = organisation.clerk_count, organisation.head_count
    return Task("指定经办人和负责人", f"经办 {clerks} 人，负责人 {heads} 人", "done" if clerks and heads else "doing")


@dataclass(frozen=True)
class PaperPack:
    """Paper to hand in: (title, sets, its parts) per line, and until when (QC23-32, AMB-23, AMB-30)."""

    lines: tuple[tuple[str, int, str], ...]
    workdays: int
    due_on: dt.date | None = None

    @property
    def copies(self) -> str:
        return "、".join(f"{title} {count} 份" for title, count, _parts in self.lines)

    @property
    def until(self) -> str:
        if self.due_on:
            return f"请在 {self.due_on:%Y 年 %-m 月 %-d 日}前送达"
        return f"网上报送后 {self.workdays} 个工作日内送达" if self.workdays else "请在网上报送当日送达"


def paper_pack(season, procedure, dispatched_at=None) -> PaperPack:
    """What is handed in on paper of one procedure; a date once dispatched, where the working calendar reaches so far (COM-04)."""
    packs = season.print_pack(procedure)
    workdays = season.values.get("paper.follow_workdays", 0)
    lines = tuple((pack.title, pack.count, "、".join(pack.parts)) for pack in packs if pack.count)
    return PaperPack(lines, workdays, _paper_due(dispatched_at, workdays) if dispatched_at else None)


def _paper_due(dispatched_at, workdays):
    try:
        return calendar.current().add(dispatched_at.astimezone(clock.SHANGHAI).date(), workdays)
    except CalendarMissing:
        return None


def paper_gate(season) -> str:
    """Until when the paper has to be complete, in words; empty where the season asks for none (QC23-32)."""
    value = season.values.get("paper.gate", "none")
    if value == "none":
        return ""
    return next(option.label for option in season.edition.parameter("paper.gate").options if option.code == value)


def _paper(season, procedure, sent, each):
    pack = paper_pack(season, procedure, max((n.dispatched_at for n in sent), default=None))
    arrived = len([n for n in sent if n.paper_state == PaperState.COMPLETE])
    hint = f"{each}{pack.copies}；{pack.until}" if pack.lines else "本届不要求纸质材料"
    if not sent:
        return Task("寄送纸质材料", hint, "locked")
    return Task(
        "寄送纸质材料", hint, "done" if arrived == len(sent) or not pack.lines else "todo", "nominations:batches"
    )


def employer_tasks(season, nominations) -> list[Task]:
    """What an employer has to do in one season."""
    is_studio = season.programme.subject == Subject.STUDIO
    unit, whose = ("份", "填报") if is_studio else ("人", "协助申报人填报")
    label = season.edition.procedures[0].chain[0].opinion_label
    total = len(nominations)
    waiting = len([n for n in nominations if n.state == S.ENDORSING])
    filling = len([n for n in nominations if n.state == S.DRAFT])
    handled = total - waiting - filling
    return [
        Task(f"{whose}材料", f"{total} {unit}中 {total - filling} {unit}已提交", _state(total - filling, total), "nominations:list"),
        Task(f"核对材料，签署{label}", f"{waiting} {unit}等待签署", _state(handled, total), "nominations:list", "state=endorsing"),
    ]  # fmt: skip


@dataclass(frozen=True)
class Share:
    """How many of the recommended units are 非公企业, counted with integers (COM-05, GS24-22)."""

    total: int
    non_public: int

    @property
    def words(self) -> str:
        """The share to a tenth of a per cent, rounded down, so that it never looks better than it is."""
        tenths = self.non_public * 1000 // self.total if self.total else 0
        return f"{tenths // 10}.{tenths % 10}%" if self.total else "—"


def share_of(rows) -> Share:
    """The share of 非公企业 among the employers of ``rows``."""
    return Share(len(rows), len([row for row in rows if row.employer and row.employer.is_non_public]))


def is_overdue(season) -> bool:
    return bool(season.deadline_at and season.deadline_at < clock.now())


def unsent_count(nominations) -> int:
    return len([n for n in nominations if n.state in UNSENT])
