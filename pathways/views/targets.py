"""The figures towards 2030, on the page and as a workbook."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.files import hand_out_workbook
from pathways import charts, forms, permissions, reports
from programmes import clock


@login_required
@require_safe
def targets(request):
    """Three counters, pictures by what describes people, and the line to the target; everything asked for in the address."""
    if not permissions.is_staff(request.user):
        raise Http404
    asked, today = forms.WhatIfForm(request.GET), clock.today()
    context = _figures(request.user, asked, today)
    if request.GET.get("format") == "xlsx":
        return hand_out_workbook(f"2030 目标进度 {today:%Y-%m-%d}.xlsx", *_sheets(context))
    return render(request, "pathways/targets.html", context | {"density": "compact"})


def _figures(user, asked, today) -> dict:
    edition = reports.edition()
    wanted = edition.targets
    baseline = wanted.baseline(asked.asked("base", ""))
    rows = reports.rows_of(user.organisation_ids(*permissions.STAFF), wanted)
    counted = reports.counters(rows, wanted, baseline)
    chosen = _chosen(counted, asked.asked("goal", ""))
    reference_on = asked.asked("on", today)
    young = edition.values()[reports.YOUNG_YEARS]
    own = [row for row in rows if row.honour == chosen.goal.honour]
    pictures = reports.breakdowns(own, baseline=baseline, today=today, reference_on=reference_on, young_years=young)
    supposed = reports.what_if(rows, chosen.goal, wanted, baseline=baseline, today=today, yearly=asked.asked("yearly"))
    return {
        "targets": wanted,
        "baseline": baseline,
        "counters": counted,
        "chosen": chosen,
        "pictures": [(one, _drawn(one)) for one in pictures],
        "what_if": supposed,
        "line": charts.line(supposed),
        "reference_on": reference_on,
        "today": today,
    }


def _chosen(counted, honour):
    """The goal that the address names; the programme's own honour otherwise, which is the middle one."""
    return next((one for one in counted if one.goal.honour == honour), counted[len(counted) // 2])


def _drawn(breakdown):
    return charts.columns(breakdown) if breakdown.code == "year" else charts.bars(breakdown)


def _sheets(context):
    heads = ("称号", "目标", *(one.label for one in context["targets"].baselines), "所选口径", "已撤销", "已注销")
    lines = [
        (one.title, one.goal.count, *(count for _base, count in one.counts), one.count, one.revoked, one.cancelled)
        for one in context["counters"]
    ]
    caution = [("统计口径", f"{context['baseline'].label}（{context['targets'].caution}）"), ("统计日期", context["today"]),
               ("分项统计的称号", context["chosen"].title), ("年龄基准日", context["reference_on"])]  # fmt: skip
    yield "目标进度", heads, lines
    for breakdown, _picture in context["pictures"]:
        yield breakdown.title, ("类别", "有效称号"), breakdown.pairs
    yield "测算", ("时间", "实际", "所需进度", "按每年假定人数"), _points(context["what_if"])
    yield "说明", ("事项", "内容"), caution


def _points(made):
    for point in made.points:
        values = (point.actual, point.needed, point.supposed)
        yield point.label, *("" if value is None else f"{value:.0f}" for value in values)
