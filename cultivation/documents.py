"""Papers of cultivation: the list D1, the scheme D3, the training file D4 (forms.md); D2 and D5 are printed as forms."""

from academy.queries import offered
from cultivation import permissions
from cultivation.facts import file as composing
from cultivation.models import Cohort, Roster, Trainee
from documents import jobs, papers, report
from documents.jobs import Built, builder
from documents.models import Document
from documents.papers.cultivation import PaperD1, RowD1
from documents.pdf import Footer, page_count
from documents.report import Report, Section, Table
from programmes import clock
from programmes.periods import half_year_label
from programmes.text import plain

LIST, SCHEME, FILE = "cultivation.list", "cultivation.scheme", "cultivation.file"
NOTHING = "没有记录。"


def _day(day) -> str:
    return f"{day:%Y年%-m月%-d日}" if day else ""


@builder(LIST, "培育对象清单")
def build_list(document: Document) -> Built:
    """D1 as the list stands now: with the opinion once it is confirmed."""
    roster = Roster.objects.select_related("cohort", "unit").get(pk=document.subject_id)
    people = roster.trainees.select_related("person", "industry").order_by("number", "pk")
    paper = PaperD1(
        unit=roster.unit.name,
        year=roster.cohort.year,
        contact_name=roster.contact_name,
        contact_phone=roster.contact_phone,
        rows=[_row(one) for one in people],
        opinion=roster.opinion,
        date=_day(roster.confirmed_on),
    )
    footer = Footer(form="D1", season=f"{roster.cohort.year} 年度", number=roster.unit.name[:12])
    body = papers.print_paper(paper, footer=footer)
    return Built(body, f"{roster.unit.name} {roster.cohort.year}年度培育对象清单.pdf", page_count(body))


def _row(trainee) -> RowD1:
    person = trainee.person
    return RowD1(
        name=person.name,
        gender=str(person.get_gender_display()),
        birth_month=f"{person.birth_on:%Y-%m}" if person.birth_on else "",
        unit=trainee.employer_name,
        post=trainee.post,
        skill=trainee.skill,
        industry=str(trainee.industry or ""),
        features="、".join(trainee.feature_labels),
        remark=trainee.remark,
    )


@builder(SCHEME, "培育方案")
def build_scheme(document: Document) -> Built:
    """D3: the texts of the association with courses and calendar of the year."""
    cohort = Cohort.objects.select_related("organiser").get(pk=document.subject_id)
    made = scheme(cohort)
    footer = Footer(form="D3", season=f"{cohort.year} 年度", number=cohort.issue_number)
    body = report.as_pdf(made, footer=footer)
    return Built(body, f"{cohort.year}年度培育方案.pdf", page_count(body))


def scheme(cohort) -> Report:
    """The scheme in sections; courses and calendar come from the academy."""
    courses = [
        [one.title, plain(one.hours), one.forces, one.teachers, f"{one.on:%Y-%m-%d}"]
        for one in offered(cohort.organiser, cohort.year)
    ]
    texts = (
        ("依据", cohort.basis),
        ("培育目标", cohort.targets),
        ("培育范围", cohort.scope),
        ("两级分工", cohort.division),
    )
    return Report(
        title=f"{cohort.year} 年度“{cohort.programme.title}”培育方案",
        subtitle=cohort.issue_number or cohort.notice_number,
        facts=[("主办单位", cohort.organiser.name), ("通知文号", cohort.notice_number), ("培育期", f"{cohort.months} 个月")],
        sections=[
            *(Section(title, _paragraphs(text), empty="另行通知。") for title, text in texts),
            Section("工匠学院课程与活动安排", (), _table(("课程或活动", "学时", "五力", "教师", "日期"), courses, (5, 1, 2, 2, 3)),
                    empty="另行通知。"),
            Section("考评办法", _paragraphs(cohort.evaluation_rules), empty="另行通知。"),
            Section("联系方式", _paragraphs(cohort.contact), empty="另行通知。"),
        ],
        signature=cohort.organiser.name,
        date=_day(cohort.issued_on),
    )  # fmt: skip


def _paragraphs(text) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _table(headers, rows, widths=()) -> Table:
    return Table(headers, rows, widths)


def _sees_file(user, document: Document) -> bool:
    rows = Trainee.objects.visible_to(user).select_related("person", "roster__cohort").filter(pk=document.subject_id)
    return any(permissions.may_watch(user, trainee) for trainee in rows)


@builder(FILE, "培育档案", visible=_sees_file)
def build_file(document: Document) -> Built:
    """D4: the training file with its list of hashes, composed by itself."""
    rows = Trainee.objects.select_related("person", "industry", "employer", "roster__cohort", "roster__unit")
    trainee = rows.get(pk=document.subject_id)
    body = report.as_pdf(training_file(trainee), footer=_footer(trainee))
    name = f"{trainee.file_number} {trainee.person.name} 培育档案.pdf"
    return Built(body, name, page_count(body))


def _footer(trainee) -> Footer:
    return Footer(form="D4", season=f"{trainee.cohort.year} 年度", number=trainee.file_number or "")


def training_file(trainee) -> Report:
    """The eleven sections of D4 in their order."""
    made = composing.compose(trainee)
    person, roster = trainee.person, trainee.roster
    return Report(
        title="“上海质量工匠”培育档案",
        subtitle=f"档案号 {trainee.file_number or '（备案后生成）'}",
        facts=[
            ("姓名", person.name), ("培育单位", trainee.employer_name), ("组织单位", roster.unit.name),
            ("年度", str(roster.cohort.year)), ("档案完整度", f"{made.completeness}%"),
        ],
        sections=[
            Section("基本信息", (), _table(("项目", "内容"), _basic(trainee), (1, 3))),
            Section("推荐清单", _listed(roster), empty=NOTHING),
            Section("培育计划及变更", _plans(made), _table(("五力", "措施", "载体", "起止", "完成"), _measures(made), (2, 6, 2, 3, 3)),
                    empty="还没有培育计划。"),
            Section("培训学习记录", [f"合计 {plain(made.hours)} 学时。"] if made.training else (),
                    _table(("日期", "名称", "学时", "层级", "组织单位", "依据"), _training(made), (2, 5, 1, 2, 3, 3)), empty=NOTHING),
            Section("导师带教记录", _mentors(made), _table(("日期", "内容", "导师"), _notes(made), (2, 8, 2)), empty=NOTHING),
            Section("攻关与创新活动", (), _table(("日期", "名称", "内容"), _entries(made.projects), (2, 4, 6)), empty=NOTHING),
            Section("助企行与服务", (), _table(("日期", "服务对象", "解决的问题"), _services(made), (2, 4, 6)), empty=NOTHING),
            Section("成果、荣誉、专利、标准", (),
                    _table(("日期", "名称", "内容"), _entries(made.outcomes), (2, 4, 6)), empty=NOTHING),
            Section("阶段小结", [f"{half_year_label(one.period)}：{one.text}" for one in reversed(made.summaries)], empty=NOTHING),
            Section("培育考评", _evaluation(trainee, made), _table(("项目", "满分", "得分"), _points(trainee, made), (6, 2, 2)),
                    empty="还没有考评。"),
            Section("附件目录", (), _table(("记录", "文件", "SHA-256"), _attached(made), (4, 4, 8)), empty="没有附件。"),
        ],
        signature=roster.unit.name,
        date=_day(clock.today()),
    )  # fmt: skip


def _basic(trainee):
    row = _row(trainee)
    period = f"{_day(trainee.starts_on)} 至 {_day(trainee.ends_on)}" if trainee.starts_on else ""
    return [
        ["性别、出生年月", f"{row.gender}，{row.birth_month}"],
        ["岗位、工种", row.post],
        ["技能等级、职称", row.skill],
        ["产业方向", row.industry],
        ["特点", row.features],
        ["培育期", period],
        ["状态", str(trainee.get_state_display())],
    ]


def _listed(roster):
    if not roster.confirmed_on:
        return []
    filed = f"，{_day(roster.filed_on)}备案" if roster.filed_on else ""
    return [f"{roster.unit.name}于{_day(roster.confirmed_on)}确定清单{filed}。组织单位意见：{roster.opinion}"]


def _plans(made):
    found = [
        f"第 {plan.number} 版，{_day(plan.adopted_on)}确定{'，调整理由：' + plan.reason if plan.reason else ''}。"
        for plan in made.plans
    ]
    goals = str(made.plans[0].answers.get("goals") or "") if made.plans else ""
    changes = [f"{_day(one.happens_on)}{one.get_kind_display()}：{one.reason}" for one in reversed(made.period_changes)]
    return [*([f"目标：{goals}"] if goals else []), *found, *changes]


def _measures(made):
    return [
        [one.force_label, one.text, one.carrier_label, f"{one.from_month} 至 {one.to_month}",
         f"{one.done_on:%Y-%m-%d} {one.done_note}" if one.done_on else "未完成"]
        for one in made.measures
    ]  # fmt: skip


def _training(made):
    return [
        [f"{one.on:%Y-%m-%d}", one.title, f"{plain(one.hours)}", one.level, one.organiser, one.proof]
        for one in made.training
    ]


def _mentors(made):
    return [
        f"{one.name}（{_honour(one)}），{_day(one.from_on)}至{_day(one.until_on) or '今'}。" for one in made.mentorships
    ]


def _honour(mentorship) -> str:
    """The honour as it was given; whoever came from the register and holds none any more is told apart (QC26-27)."""
    lapsed = mentorship.person_id is not None and not mentorship.has_honour
    return (mentorship.honour or "无登记荣誉") + ("，称号已失效" if lapsed else "")


def _notes(made):
    return [[f"{one.happened_on:%Y-%m-%d}", one.content, one.mentorship.name] for one in made.notes]


def _entries(rows):
    return [[f"{one.happened_on:%Y-%m-%d}", one.title, one.text] for one in rows]


def _services(made):
    return [[f"{one.happened_on:%Y-%m-%d}", one.host, one.problem] for one in made.services]


def _evaluation(trainee, made):
    if not made.evaluations:
        return []
    last, terms = made.evaluations[0], trainee.cohort.terms
    vetoes = [option.label for option in terms.vetoes if option.code in last.vetoes]
    found = [f"{_day(last.decided_on)}考评，总分 {last.total} 分，{terms.grade(last.grade).label}。"]
    found += [f"一票否决：{'、'.join(vetoes)}。{last.veto_note}"] if vetoes else []
    return [*found, f"导师评语：{last.mentor_comment}", f"个人总结：{last.self_summary}"]


def _points(trainee, made):
    if not made.evaluations:
        return []
    points = made.evaluations[0].points
    return [[part.title, str(part.points), str(points.get(part.code, 0))] for part in trainee.cohort.terms.parts]


def _attached(made):
    return [[one.title, one.name, f"{one.sha256[:32]} {one.sha256[32:]}"] for one in made.attachments]  # two lines


def request(kind: str, subject, *, by) -> Document:
    """Ask for one of the papers; twice within one second is one paper."""
    return jobs.request(kind, subject=subject, by=by, key=f"{subject.pk}:{clock.now():%Y%m%d%H%M%S}")


def of(subject, *, most: int = 3) -> list[Document]:
    """The last papers made of a list, a year or a person. One query."""
    return list(Document.objects.for_subject(subject)[:most])
