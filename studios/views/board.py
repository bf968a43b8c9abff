"""The organiser's board: figures, those at risk, plan and progress, support, the half-year report."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render

from documents.files import hand_out_workbook
from programmes import clock
from studios.models import DutyItem, Support
from studios.reports import board as boards
from studios.reports import halfyear
from studios.views.common import PAGE, staffed


def _scope(request):
    """Studios of the chosen programme, or of all that the person's body organises."""
    studios, wanted = staffed(request), request.GET.get("programme", "")
    if wanted in dict(boards.titles()):
        return studios.filter(programme_code=wanted), wanted
    return studios, ""


def _programmes(request):
    """Chips of the programmes of which the person's body has studios."""
    own = set(staffed(request).order_by().values_list("programme_code", flat=True).distinct())
    return [(code, title) for code, title in boards.titles() if code in own]


@login_required
def board(request):
    """Studios by state, district, industry and the leader's age; what is due; who needs a look."""
    today, (studios, programme) = clock.today(), _scope(request)
    live = studios.live()
    charts = [
        ("state", "按状态", boards.by_state(studios)),
        ("district", "按所在区", boards.by_district(live)),
        ("industry", "按行业", boards.by_industry(live)),
        ("age", "按领衔人年龄段", boards.by_age(live, today)),
    ]
    if request.GET.get("format") == "xlsx":
        sheets = [(title, ("类别", "数量"), [(bar.label, bar.value) for bar in rows]) for _code, title, rows in charts]
        return hand_out_workbook("工作室统计.xlsx", *sheets)
    risks = boards.at_risk(studios, today)
    context = {
        "charts": charts,
        "total": sum(bar.value for bar in charts[0][2]),
        "live": sum(bar.value for bar in charts[1][2]),
        "due": boards.due_counts(DutyItem.objects.filter(studio__in=live), today),
        "risk_count": len(risks),
        "risks": risks[:8],
        "programme": programme,
        "programmes": _programmes(request),
        "today": today,
        "density": "compact",
    }
    return render(request, "studios/board.html", context)


@login_required
def at_risk(request):
    """Studios that somebody should look at, with every reason."""
    today, (studios, programme) = clock.today(), _scope(request)
    risks = boards.at_risk(studios, today)
    if request.GET.get("format") == "xlsx":
        heads = ("编号", "工作室", "所在单位", "领衔人", "状态", "最近台账", "原因")
        return hand_out_workbook("关注名单.xlsx", ("关注名单", heads, (_risk_cells(one) for one in risks)))
    page = Paginator(risks, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "programme": programme, "programmes": _programmes(request), "density": "compact"}
    return render(request, "studios/board_risk.html", context)


def _risk_cells(risk):
    row = risk.studio
    words = "；".join(risk.reasons)
    return row.code, row.name, row.employer.name, row.leader.name, row.get_state_display(), risk.last_entry_on, words


@login_required
def progress(request):
    """Plan beside what was done: milestones, entries, benefits, budget and spending."""
    today, (studios, programme) = clock.today(), _scope(request)
    rows = boards.progress(studios, today)
    if request.GET.get("format") == "xlsx":
        heads = (
            "编号",
            "工作室",
            "里程碑完成",
            "里程碑总数",
            "完成率",
            "应达进度",
            "目标（台账／计划）",
            "台账记录",
            "效益（万元）",
            "预算（万元）",
            "支出（万元）",
        )
        return hand_out_workbook("计划进度.xlsx", ("计划进度", heads, (_progress_cells(one) for one in rows)))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "programme": programme, "programmes": _programmes(request), "density": "compact"}
    return render(request, "studios/board_progress.html", context)


def _progress_cells(one):
    row, targets = one.studio, "；".join(target.words for target in one.targets)
    return (
        row.code, row.name, one.done, one.milestones, f"{one.percent}%", f"{one.expected}%", targets, one.entries,
        one.benefit, one.budget, one.spent,
    )  # fmt: skip


@login_required
def supports(request):
    """Funding, benefits, visits and awards that studios received (GS24-26, TS16-12)."""
    studios, programme = _scope(request)
    rows = Support.objects.filter(studio__in=studios).select_related("studio", "member", "by")
    if request.GET.get("format") == "xlsx":
        heads = ("日期", "工作室", "类别", "内容", "成员", "金额（万元）", "登记人")
        return hand_out_workbook("支持与待遇.xlsx", ("支持与待遇", heads, (_support_cells(row) for row in rows)))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "programme": programme, "programmes": _programmes(request), "density": "compact"}
    return render(request, "studios/board_support.html", context)


def _support_cells(row):
    member = row.member.name if row.member else ""
    return row.given_on, row.studio.name, row.get_kind_display(), row.text, member, row.amount_wan, row.by.name


@login_required
def half_year(request):
    """The half-year figures for the municipal union, to print or as a workbook."""
    today, (studios, programme) = clock.today(), _scope(request)
    period = halfyear.Period.of(request.GET.get("period", ""), today)
    lines = halfyear.report(studios, period)
    if request.GET.get("format") == "xlsx":
        rows = ((line.title, *line.values) for line in lines)
        return hand_out_workbook(f"工作室统计-{period.code}.xlsx", (period.label, ("办法", *halfyear.HEADS), rows))
    context = {
        "period": period,
        "periods": _periods(today),
        "heads": halfyear.HEADS,
        "lines": lines,
        "programme": programme,
        "programmes": _programmes(request),
        "today": today,
        "density": "compact",
    }
    return render(request, "studios/board_half_year.html", context)


def _periods(today):
    """The present half-year and the five before it."""
    number = today.year * 2 + (today.month > 6)
    return [halfyear.Period((number - back) // 2, (number - back) % 2 + 1) for back in range(6)]
