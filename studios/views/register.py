"""The register of studios, one studio's page, and what its people and the organiser write there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from audit.record import history
from documents.files import hand_out_workbook
from programmes import clock
from studios import permissions
from studios.actions import life, register
from studios.forms.register import EditForm, FilterForm, PlaceForm, ShowcaseForm, SupportForm
from studios.models import Studio, Verdict
from studios.reports import life as lives
from studios.views.common import PAGE, find_studio, tried


@login_required
def index(request):
    """Studios that the person sees: search, filters, 50 rows a page; the same rows as a workbook for staff."""
    visible = Studio.objects.visible_to(request.user)
    is_staff = permissions.is_staff_of_programme(request.user)
    if not is_staff and not visible.exists():
        raise Http404
    industries = visible.exclude(industry="").order_by("industry").values_list("industry", flat=True).distinct()
    form = FilterForm(request.GET, industries=industries)
    rows = visible.for_list().order_by("programme_code", "number")
    if form.is_valid():
        rows = rows.filtered(**form.cleaned_data)
    if is_staff and request.GET.get("format") == "xlsx":
        return hand_out_workbook("工作室名册.xlsx", ("工作室名册", HEADS, (_cells(row) for row in rows)))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "is_staff": is_staff, "may_enter": _may_enter(request), "density": "compact"}
    return render(request, "studios/register.html", context)


def _may_enter(request):
    return request.user.holds(("officer", "leader"))


HEADS = (
    "编号", "工作室名称", "办法", "状态", "领衔人", "所在单位", "区局（产业）工会", "所在区", "行业", "技术专长", "命名日期", "文号",
    "建设期满", "周期期满", "证书编号",
)  # fmt: skip


def _cells(row):
    return (
        row.code, row.name, row.programme.title, row.get_state_display(), row.leader.name, row.employer.name,
        row.recommender.name if row.recommender else "", row.district_label, row.industry, row.specialty, row.named_on,
        row.decision_number, row.building_ends_on, row.cycle_ends_on, row.certificate_number,
    )  # fmt: skip


@login_required
def studio(request, code):
    """One studio: how it stands, what is due, its people and places through the years, certificates, verdicts, record."""
    return _studio(request, find_studio(request, code))


def _studio(request, subject, support_form=None):
    today, user = clock.today(), request.user
    duties = list(subject.duties.select_related("done_by"))
    for item in duties:
        item.studio = subject
    context = {
        "studio": subject,
        "today": today,
        "honour": lives.leader_honour(subject),
        "asks_honour": bool(subject.terms.leader_honour),
        "line": lives.drawn(subject, duties, today),
        "month": lives.month_of(subject, today),
        "owed": lives.owed([item for item in duties if item.is_pending or item.done_on], today),
        "event": subject.leader_events.pending().first(),
        "team": subject.members.filter(left_on__isnull=True),
        "former_names": subject.former_names.all(),
        "terms": subject.leader_terms.select_related("person"),
        "places": subject.places.all(),
        "verdicts": subject.verdicts.all(),
        "supports": subject.supports.select_related("member"),
        "milestones": _milestones(subject),
        "recall": _recall(subject),
        "events": history(subject)[:60],
        "support_form": support_form or SupportForm(studio=subject),
        "density": "compact",
    } | _rights(user, subject)
    return render(request, "studios/studio.html", context, status=422 if support_form else 200)


def _rights(user, subject):
    names = ("may_edit", "may_keep", "may_start", "may_report_leader", "may_support", "may_acknowledge", "may_confirm")
    return {name: getattr(permissions, name)(user, subject) for name in names} | {
        "may_waive": permissions.may_waive(user, subject),
        "may_edit_facts": permissions.may_edit(user, subject) or permissions.may_run(user, subject),
        "is_staff": permissions.is_staff(user, subject) or permissions.is_supervisor(user, subject),
    }


def _milestones(subject):
    plan = subject.plans.first()
    return list(plan.milestones.all()) if plan else []


def _recall(subject):
    return subject.certificate.to_recall() if subject.certificate_id else []


EDITS = {
    "facts": ("登记事项", EditForm, register.edit, "登记事项已更新。"),
    "place": ("场所", PlaceForm, register.move_place, "场所已变更，原场所留在历史里。"),
    "showcase": ("对外介绍", ShowcaseForm, register.publish_showcase, "对外介绍已保存。"),
}


def _may_change(part):
    return permissions.may_edit | permissions.may_run if part == "facts" else permissions.may_edit


def _initial(part, subject):
    if part == "facts":
        return {name: getattr(subject, name) for name in EditForm.base_fields}
    if part == "showcase":
        return {"text": subject.showcase, "consented": subject.showcase_consent_at is not None}
    return {"from_on": clock.today()}


@login_required
def edit(request, code, part):
    """Facts, place or showcase; who leads and the name change by 管理变更 only."""
    if part not in EDITS:
        raise Http404
    title, form_class, action, words = EDITS[part]
    subject = find_studio(request, code, may=_may_change(part))
    form = form_class(request.POST or None, initial=_initial(part, subject))
    if request.method == "POST" and tried(form, lambda **values: action(subject, by=request.user, **values)):
        messages.success(request, words)
        return redirect("studios:studio", code)
    context = {"studio": subject, "form": form, "part": part, "part_title": title, "density": "compact"}
    return render(request, "studios/studio_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def support(request, code):
    """Enter what the studio or a member received."""
    subject = find_studio(request, code, may=permissions.may_support)
    form = SupportForm(request.POST, studio=subject)
    if not tried(form, lambda **values: register.add_support(subject, by=request.user, **values)):
        return _studio(request, subject, form)
    messages.success(request, "已登记。")
    return redirect("studios:studio", code)


@login_required
@require_POST
def acknowledge(request, code, pk):
    """收悉: the association has the unit's report (WS24-19)."""
    subject = find_studio(request, code, may=permissions.may_acknowledge)
    verdict = Verdict.objects.visible_to(request.user).filter(studio=subject, pk=pk).first()
    if verdict is None:
        raise Http404
    life.acknowledge(verdict, by=request.user)
    messages.success(request, "已确认收悉。")
    return redirect("studios:studio", code)
