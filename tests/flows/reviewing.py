"""Formality, experts, scores, panel, defence and the approval meeting, each by whose step it is."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from documents.workbooks import write_workbook
from fixtures.demo.applications import scan
from nominations.models import Nomination, Season
from notifications.models import Message
from reviews.models import Assignment, Consensus, DefenceSession, Entry, Expert, Meeting
from tests.flows.company import Company, fresh, told
from tests.flows.driver import PASSWORD, Person, Screen, signed_in

COMMENT = "材料真实完整，方法有数据支撑，解决的是长期困扰现场的难题，推广面较广，建议在答辩中进一步说明带徒成效和效益核算依据。"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# formality


def check_list(shown: Screen, **marked: str) -> dict[str, str]:
    """Every row of E1 as fine, except those named in ``marked``."""
    names = dict.fromkeys(shown.tree.xpath("//form[@id='checklist']//input[@type='radio']/@name"))
    return {name: marked.get(name.removeprefix("result-"), "ok") for name in names}


def pass_formality(company: Company, code: str) -> None:
    address = f"/desk/reviews/formality/{code}/"
    shown = signed_in(company.officer).open(address)
    assert not shown.can("通过，送复核")
    shown = shown.press("保存", check_list(shown)).says("审查结果已保存")
    shown.press("通过，送复核").says("等待另一位工作人员复核")
    signed_in(company.officer).open(address).says("等待复核")
    signed_in(company.second).open(address).press("复核同意：通过").says("复核完成")


def take_in(company: Company, codes: list[str]) -> None:
    """The parcel is opened: from the board to the list, from there each person; a wrong code shows and is put right."""
    officer = signed_in(company.officer)
    rows = {row.code: row for row in Nomination.objects.filter(code__in=codes)}
    season = next(iter(rows.values())).season_id
    officer.open(f"/desk/reviews/{season}/").follow("纸质材料").says("须在书面评审前收齐")
    for code, row in rows.items():
        page = officer.open(f"/desk/nominations/{code}/paper/").says("应收 3 份")
        typed = {"copies-application": "3", "copies-summary": "1"}
        label = page.tree.xpath("//form//button[starts-with(normalize-space(), '保存')]")[0].text_content().strip()
        if code == codes[0]:
            page.press(label, typed | {"code": "00000000"}).says("页脚的核对码不是网上报送的版本")
            page = officer.open(f"/desk/nominations/{code}/paper/")
        page.press(label, typed | {"code": row.content_hash[:8]}).says("齐全")
    officer.open(f"/desk/seasons/{season}/paper/").press(f"出具回执：{company.group.organisation.name}第 1 批").says(
        "回执正在生成"
    )
    assert told(company.group.clerk, "纸质材料")


def ask_correction(company: Company, nomination: Nomination, item: str) -> None:
    officer = signed_in(company.officer)
    address = f"/desk/reviews/formality/{nomination.code}/"
    shown = officer.open(address)
    shown = shown.press("保存", check_list(shown, **{item: "unclear"}))
    assert not shown.can("通过，送复核")
    shown.press("发出补正通知").says("补正")
    assert fresh(nomination).state == "returned"
    assert told(company.group.clerk, nomination.name)


def refuse(company: Company, nomination: Nomination, item: str) -> None:
    address = f"/desk/reviews/formality/{nomination.code}/"
    officer = signed_in(company.officer)
    officer.open(address).press("拟不通过，送复核", reason="", expect=422)
    shown = officer.open(address)
    shown = shown.press("保存", check_list(shown, **{item: "missing"}))
    shown.press("拟不通过，送复核", reason="工会会员证件不是本人的，补正无从补起。")
    assert fresh(nomination).state == "submitted"
    signed_in(company.second).open(address).press("复核同意：不通过")
    assert fresh(nomination).state == "not_selected"
    assert told(company.group.clerk, nomination.name)


# experts


def add_experts(company: Company, names: list[str], near: str) -> list[Expert]:
    """The first by hand, from the same group as the employers; the others by workbook."""
    officer = signed_in(company.officer)
    shown = officer.open("/desk/experts/new/")
    typed = {"name": near, "email": "near@example.org", "organisation": str(company.group.organisation.pk)}
    shown.press("保存", typed).says("账号邀请已发出")
    rows = [[name, f"expert{n}@example.org", f"第{n}检测研究院", "教授级高工", "", "C"] for n, name in enumerate(names)]
    titles = ["姓名", "邮箱", "所在单位", "职称职务", "手机号码", "专业领域"]
    bad = [*rows, ["", "no-name@example.org", "某院", "", "", ""]]
    shown = officer.open("/desk/experts/import/").press("检查工作簿", file=_book(titles, bad))
    assert Expert.objects.count() == 1
    assert not shown.tree.xpath("//button[contains(., '写入')]"), shown
    shown = officer.open("/desk/experts/import/").press("检查工作簿", file=_book(titles, rows))
    shown.press(f"写入 {len(rows)} 行").says(f"新增 {len(rows)} 位专家")
    return list(Expert.objects.order_by("pk"))


def _book(titles, rows):
    return SimpleUploadedFile("experts.xlsx", write_workbook([("专家", titles, rows)]), XLSX)


def first_sign_in(user: User) -> Person:
    """Open the link of the mail that a new account got and choose a password; the link has then done its work."""
    link = Message.objects.get(address=user.email).url
    shown = Person().open(link)
    names = shown.tree.xpath("//input[@type='password']/@name")
    button = shown.tree.xpath("//main//button[@type='submit']")[-1].text_content().strip()
    shown.press(button, dict.fromkeys(names, PASSWORD))
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    return Person(user)


# scoring


def open_stage(company: Company, season: Season, code: str, **typed: Any) -> None:
    shown = signed_in(company.officer).open(f"/desk/reviews/{season.pk}/{code}/open/")
    shown.press("开始并锁定参数", typed).says("已经开始")


def declare(expert: Expert, season: Season) -> Person:
    """E15 stands before everything: until it is signed, no file opens."""
    person = signed_in(expert.user)
    waiting = Assignment.objects.filter(expert=expert, entry__stage_run__season=season, state="assigned")
    if waiting.exists():
        sheet = f"/expert/{waiting.first().pk}/"
        shown = person.open(sheet)
        assert shown.path == f"/expert/declare/{season.pk}/"
        ticks = dict.fromkeys(shown.tree.xpath("//input[starts-with(@name, 'pledge-')]/@name"), "yes")
        shown.press("签署声明", expect=422)
        shown.press("签署声明", ticks).says("声明已签署")
    return person


def score(person: Person, assignment: Assignment, share: float, *, submit: bool = True) -> Screen:
    """The whole sheet at about ``share`` of each maximum on half points, sent as one page."""
    rubric = assignment.entry.stage_run.rubric
    typed = {c.code: f"{round(float(c.maximum) * share * 2) / 2:g}" for c in rubric.criteria}
    typed |= {f"condition-{one.code}": one.options[0].code for one in rubric.conditions}
    typed["comment"] = COMMENT
    if rubric.suggestions:
        typed["suggestion"] = rubric.suggestions[0].code
    shown = person.open(f"/expert/{assignment.pk}/")
    return shown.press("提交评分" if submit else "保存", typed)


def score_all(season: Season, code: str, shares: dict[str, float]) -> None:
    """Every expert declares and submits; ``shares`` by code of the nomination."""
    rows = Assignment.objects.filter(entry__stage_run__season=season, entry__stage_run__code=code)
    rows = rows.exclude(state__in=["submitted", "recused", "replaced"])
    for expert in Expert.objects.filter(assignments__in=rows).distinct():
        person = declare(expert, season)
        for row in rows.filter(expert=expert).select_related("entry__stage_run__season", "entry__nomination"):
            shift = (expert.pk % 3 - 1) * 0.01
            score(person, row, shares[row.entry.nomination.code] + shift).says("已提交")


# panel


def hold_consensus(company: Company, season: Season, code: str, *, swap=(), place: str, held_at: str) -> Consensus:
    """Ranks, then the panel's record E4; ``swap`` are two nominations whose conclusions change against the order."""
    leader = signed_in(company.officer)
    board = f"/desk/reviews/{season.pk}/ranking/"
    shown = leader.open(board, {"stage": code})
    if not shown.tree.xpath("//button[contains(., '计算名次')]"):
        leader = signed_in(company.leader)
        shown = leader.open(board, {"stage": code})
    shown.press("计算名次")
    shown = signed_in(company.officer).open(board, {"stage": code})
    shown = shown.press("开始合议" if code == "written" else "拟定建议名单")
    consensus = Consensus.objects.get(stage_run__season=season, stage_run__code=code)
    experts = shown.tree.xpath("//input[@name='experts']/@value")[:5]
    typed: dict[str, Any] = {"held_at": held_at, "place": place, "experts": experts, "chair": experts[0]}
    for entry in consensus.stage_run.entries.active():
        typed[f"opinion-{entry.pk}"] = "材料扎实，专家意见一致。"
    for entry, conclusion in _swapped(consensus, swap):
        typed[f"conclusion-{entry.pk}"] = conclusion
    if swap:
        refused = shown.press("组长已签字，锁定名单", typed, scan=scan("合议意见表", "专家组"), expect=422)
        assert sum("请写明理由" in one for one in refused.mistakes()) == 2, refused
        shown = refused
        for entry, _conclusion in _swapped(consensus, swap):
            typed[f"reason-{entry.pk}"] = "现场复核后，推广应用的证据更充分。"
    else:
        shown.press("保存", typed)
        shown = signed_in(company.officer).open(f"/desk/reviews/consensus/{consensus.pk}/")
    shown.press("组长已签字，锁定名单", typed, scan=scan("合议意见表", "专家组")).says("名单已锁定")
    signed_in(company.leader).open(board, {"stage": code}).press(f"结束{consensus.stage_run.title}")
    return consensus


def _swapped(consensus, swap):
    rows = [Entry.objects.get(stage_run=consensus.stage_run, nomination=one) for one in swap]
    words = [Entry.objects.get(pk=row.pk).conclusion for row in rows]
    return list(zip(rows, ("not_selected", "selected"), strict=True)) if words else []


# defence


def defend(company: Company, season: Season, *, starts_at: str) -> DefenceSession:
    """Plan, draw from a seed, countersign by the supervisor, announce, note who came."""
    officer = signed_in(company.officer)
    shown = officer.open(f"/desk/reviews/{season.pk}/sessions/new/")
    experts = shown.tree.xpath("//input[@name='experts']/@value")
    near = Expert.objects.get(organisation=company.group.organisation)
    panel = [pk for pk in experts if pk != str(near.pk)][:5]
    typed = {"starts_at": starts_at, "place": "协会三楼会议室", "chair": panel[0]}
    shown.press("保存", typed | {"experts": panel[:4]}, expect=422).says("单数")
    shown = shown.press("保存", typed | {"experts": panel}).says("答辩场次已安排")
    shown.press("抽取答辩顺序", seed="20260511").says("答辩顺序已抽定", "与记录一致")
    session = DefenceSession.objects.get(stage_run__season=season)
    signed_in(company.supervisor).open(f"/desk/reviews/sessions/{session.pk}/").press("签认").says("已签认答辩顺序")
    officer.open(f"/desk/reviews/sessions/{session.pk}/").press("发出答辩通知").says("答辩通知已发出")
    return session


def note_attendance(company: Company, session: DefenceSession) -> None:
    officer, address = signed_in(company.officer), f"/desk/reviews/sessions/{session.pk}/"
    for slot in session.slots.all():
        shown = officer.open(address)
        shown.press("到场", at=f"/slots/{slot.pk}/").says("到场情况已登记")


def end_session(company: Company, session: DefenceSession) -> None:
    shown = signed_in(company.officer).open(f"/desk/reviews/sessions/{session.pk}/")
    shown.press("结束本场").says("本场答辩已结束")


# approval


def hold_meeting(company: Company, season: Season, *, held_at: str, day: str) -> Meeting:
    """E7: a quorum that is missed, then reached; votes per candidate; minutes signed; the leader resolves."""
    meeting = begin_meeting(company, season, held_at=held_at)
    vote(company, meeting)
    sign_minutes(company, meeting, day=day)
    resolve(company, meeting)
    return meeting


def begin_meeting(company: Company, season: Season, *, held_at: str) -> Meeting:
    """Planned for the stage that is open, the quorum missed and then reached."""
    officer = signed_in(company.officer)
    shown = officer.open("/desk/meetings/").follow("安排会议")
    typed = {
        "held_at": held_at,
        "place": "协会五楼",
        "chair_name": "秦衡",
        "recorder_name": "许可",
        "expected_count": "3",
    }
    shown = shown.press("保存", typed).says("审定会议已安排")
    meeting = Meeting.objects.filter(stage_run__season=season).latest("pk")
    voters = shown.tree.xpath("//select[@name='capacity-0']/option/@value")[0]
    people = {f"name-{row}": name for row, name in enumerate(("秦衡", "方砚", "冯谨"))}
    people |= {f"unit-{row}": company.organiser.name for row in range(3)}
    people |= {f"capacity-{row}": voters for row in range(3)}
    shown = shown.press("保存到会人员", people | {"present-1": None, "present-2": None}).says("未达到法定人数")
    assert not shown.tree.xpath("//form[@id='begin-form']")
    shown.press("保存到会人员", {"present-1": "on"}).press("开始审议").says("会议已开始")
    return meeting


def vote(company: Company, meeting: Meeting, *, against: tuple[Nomination, ...] = ()) -> Screen:
    """Two votes for every name, or two against."""
    shown = signed_in(company.officer).open(f"/desk/meetings/{meeting.pk}/")
    typed = {}
    for ballot in meeting.ballots.select_related("entry"):
        lost = ballot.entry.nomination_id in {one.pk for one in against}
        typed |= {f"for-{ballot.pk}": "0" if lost else "2", f"against-{ballot.pk}": "2" if lost else "0"}
    return shown.press("登记票数", typed).says("票数已登记")


def sign_minutes(company: Company, meeting: Meeting, *, day: str) -> None:
    officer = signed_in(company.officer)
    shown = officer.open(f"/desk/meetings/{meeting.pk}/")
    texts = {"deliberation": "逐项审议材料和评分。", "method": "无记名投票。", "resolution": "同意列入名单。"}
    shown = shown.press("保存纪要", texts).says("纪要已保存")
    shown.says("没有签字的会议纪要不能形成决议")
    shown.press("登记签字", chair_signed_on=day, minutes_scan=scan("会议纪要", "主办单位")).says("主持人签字已登记")
    officer.open(f"/desk/meetings/{meeting.pk}/").press("生成纪要")


def resolve(company: Company, meeting: Meeting) -> None:
    signed_in(company.leader).open(f"/desk/meetings/{meeting.pk}/").press("形成决议").says("决议已形成")
