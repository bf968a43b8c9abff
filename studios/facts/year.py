"""The year report of a studio: assembled from ledgers, team, services, plan and spending; nothing is typed by hand."""

import datetime as dt

from django.db.models import Q

from documents.report import Report, Section, Table
from programmes.rows import shown
from programmes.spec import LedgerSubject
from studios.facts import figures, plan, team

#: The own columns of an outcome ledger that fit beside the common ones.
IN_REPORT = ("conversion", "award")


def years(studio, today: dt.date) -> list[int]:
    """The years that a report can be made of, newest first: those since the studio began."""
    start = studio.building_starts_on or studio.named_on or studio.founded_on or today
    return list(range(today.year, min(start.year, today.year) - 1, -1))


def report(studio, year: int, *, today: dt.date, step=lambda done, total: None) -> Report:
    """The whole report of one calendar year; ``step(done, total)`` is told how far it is."""
    parts = [_figures, _activities, _outcomes, _members, _services, _plan, _spending]
    sections = []
    for place, part in enumerate(parts, start=1):
        sections += part(studio, year, today)
        step(place, len(parts) + 2)
    return Report(
        title=f"{studio.name} {year} 年度工作报告",
        subtitle=f"{studio.employer.name}　{studio.code}",
        facts=_facts(studio, year),
        sections=sections,
        signature=studio.name,
        date=f"{min(today, dt.date(year, 12, 31)):%Y 年 %-m 月 %-d 日}",
    )


def _facts(studio, year):
    found = [
        ("工作室", studio.name),
        ("领衔人", studio.leader.name),
        ("所在单位", studio.employer.name),
        ("技术专长", studio.specialty or "—"),
        ("报告期间", f"{year}-01-01 至 {year}-12-31"),
        ("状态", studio.get_state_display()),
    ]
    if studio.building_starts_on and studio.building_ends_on:
        found.append(("建设期", f"{studio.building_starts_on} 至 {studio.building_ends_on}"))
    return found


def _figures(studio, year, today):
    rows = [(one.title, str(one.value), one.unit) for one in figures.of_year(studio, year)]
    return [Section("主要数据", table=Table(("项目", "数量", "单位"), rows, (4, 2, 2)))]


def _of(studio, year, subject):
    """Ledgers of a subject with their standing entries of the year, oldest first."""
    wanted = [ledger for ledger in studio.terms.ledgers if ledger.subject == subject]
    for ledger in wanted:
        entries = studio.entries.standing().of_ledger(ledger.code).in_year(year).prefetch_related("members")
        yield ledger, list(entries.order_by("happened_on", "pk"))


def _activities(studio, year, today):
    found = []
    for ledger, entries in _of(studio, year, LedgerSubject.ACTIVITY):
        rows = [
            (
                f"{one.happened_on:%m-%d}{' 补记' if one.is_late else ''}",
                ledger.kind_label(one.kind),
                one.title,
                one.place,
                str(one.people_count or ""),
                one.summary,
            )
            for one in entries
        ]
        table = Table(("日期", "类型", "主题", "地点", "人数", "内容"), rows, (4, 3, 6, 4, 2, 8))
        found.append(Section(ledger.title, _counted(ledger, entries), table))
    return found


def _counted(ledger, entries):
    if not entries:
        return ()
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.kind] = counts.get(entry.kind, 0) + 1
    kinds = "，".join(
        f"{ledger.kind_label(kind)} {count} 次" for kind, count in sorted(counts.items(), key=lambda c: -c[1])
    )
    return (f"全年登记 {len(entries)} 条：{kinds}。",)


def _outcomes(studio, year, today):
    found = []
    for ledger, entries in _of(studio, year, LedgerSubject.OUTCOME):
        own = [column for column in ledger.columns if column.key in IN_REPORT]
        rows = [
            (
                f"{one.happened_on:%m-%d}",
                ledger.kind_label(one.kind),
                one.title,
                one.summary,
                str(one.benefit_wan or ""),
                *(shown(column, one.details.get(column.key)) for column in own),
            )
            for one in entries
        ]
        titles = ("日期", "类型", "成果", "效果", "效益（万元）", *(column.label for column in own))
        table = Table(titles, rows, (3, 3, 6, 8, 3, *([3] * len(own))))
        total = sum(one.benefit_wan or 0 for one in entries)
        words = (f"全年取得成果 {len(entries)} 项，经财务部门确认的经济效益 {total} 万元。",) if entries else ()
        found.append(Section(ledger.title, words, table))
    return found


def _members(studio, year, today):
    last = min(dt.date(year, 12, 31), today)
    stayed = Q(left_on__isnull=True) | Q(left_on__gt=last)
    team_then = list(studio.members.filter(stayed, joined_on__lte=last))
    joined = studio.members.filter(joined_on__year=year)
    left = studio.members.filter(left_on__year=year)
    words = [
        f"期末成员 {len(team_then)} 人，连同领衔人 {len(team_then) + 1} 人。全年加入 {len(joined)} 人，离开 {len(left)} 人。"
    ]
    words += [
        f"{one.title}：{'，'.join(f'{part.label} {part.count} 人' for part in one.parts)}。"
        for one in team.structures(team_then)
        if one.parts
    ]
    rows = [
        (
            f"{entry.happened_on:%m-%d}",
            ledger.kind_label(entry.kind),
            "、".join(member.name for member in entry.members.all()),
            entry.title,
        )
        for ledger, entries in _of(studio, year, LedgerSubject.MEMBER)
        for entry in entries
    ]
    return [Section("团队与成员发展", words, Table(("日期", "类型", "成员", "事项"), rows, (3, 4, 6, 12)))]


def _services(studio, year, today):
    services = list(studio.services.standing().in_year(year).order_by("happened_on", "pk"))
    confirmed = len([one for one in services if one.confirmed_at])
    words = (f"全年服务 {len(services)} 次，其中 {confirmed} 次由服务对象确认。",) if services else ()
    rows = [
        (
            f"{one.happened_on:%m-%d}",
            one.title,
            one.get_level_display(),
            one.host,
            one.problem,
            "已确认" if one.confirmed_at else "未确认",
        )
        for one in services
    ]
    table = Table(("日期", "活动", "级别", "服务对象", "解决的问题", "对方"), rows, (3, 4, 3, 6, 8, 3))
    return [Section("助企行和社会服务", words, table)]


def _plan(studio, year, today):
    approved = studio.plans.first()
    if approved is None:
        return [Section("计划进展", empty="没有建设计划。")]
    day = min(today, dt.date(year, 12, 31))
    steps = [step for lane in plan.lanes(studio, approved, day) for step in lane.steps]
    words = [f"按第 {approved.version} 版计划，{len(steps)} 个里程碑完成 {plan.progress(steps)}%。"] if steps else []
    words += [
        f"第 {one.year} 年{one.title}：目标 {one.wanted_text} {one.unit}，{_value(one)}。"
        for one in plan.goals(studio, approved, day)
    ]
    notes = studio.progress_notes.filter(period__startswith=str(year)).order_by("period", "pk")
    words += [f"{note.period[:4]} 年{'上' if note.period.endswith('1') else '下'}半年：{note.done}" for note in notes]
    rows = [
        (step.milestone.project, f"{step.starts_on} 至 {step.ends_on}", step.milestone.output, step.words)
        for step in steps
        if step.starts_on.year <= year <= step.ends_on.year
    ]
    return [Section("计划进展", words, Table(("项目", "期间", "产出", "情况"), rows, (6, 6, 8, 3)))]


def _value(goal):
    return "台账没有统计口径" if goal.value is None else f"完成 {goal.value_text} {goal.unit}"


def _spending(studio, year, today):
    lines = [one for one in plan.budget(studio, studio.plans.first()) if one.year == year]
    total = sum(one.spent for one in lines)
    words = (f"全年支出 {total} 万元。",) if lines else ()
    rows = [(one.item, one.source, str(one.planned), str(one.spent), str(one.over or "")) for one in lines]
    table = Table(("科目", "来源", "预算（万元）", "支出（万元）", "超出（万元）"), rows, (6, 5, 4, 4, 4))
    return [Section("经费使用", words, table, empty="本年度没有预算和支出。")]
