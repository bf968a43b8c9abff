"""The recommender's list of people by workbook, and lists as workbooks."""

from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts import sheets
from accounts.models import Organisation
from accounts.states import Role
from accounts.views.uploads import Upload
from audit.record import record
from documents.files import hand_out_workbook
from nominations.actions import answers
from nominations.models import Season
from nominations.resources import PeopleResource
from nominations.views.nominations import MOST_PRIVATE_ROWS, listed
from programmes import clock

UPLOAD = Upload("people-import")
COLUMNS = ["姓名", "工作单位", "所在岗位名称"]
LISTED = ["编号", "年度", "姓名", "工作单位", "岗位", "推荐单位", "状态", "完整度（%）", "报送时间"]
ORDER = ("-season__year", "number")
MOBILE = "mobile"


class PeopleForm(forms.Form):
    season = forms.ModelChoiceField(label="年度", queryset=Season.objects.none(), empty_label=None)
    recommender = forms.ModelChoiceField(label="推荐单位", queryset=Organisation.objects.none(), empty_label=None)
    file = forms.FileField(label="工作簿", help_text="xlsx、xls 或 ods，第一行为列名，一次最多 500 行")

    def __init__(self, *args, recommenders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["season"].queryset = Season.objects.open()
        self.fields["recommender"].queryset = recommenders


def _recommenders(request):
    """Recommending units of which the person is a clerk; 404 for everybody else."""
    own = Organisation.objects.filter(pk__in=request.user.organisation_ids(Role.CLERK), is_recommender=True)
    if not own:
        raise Http404
    return own


@login_required
def people_import(request):
    """Step one: choose a workbook and look at what it would do."""
    form = PeopleForm(request.POST or None, request.FILES or None, recommenders=_recommenders(request))
    preview = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        season, recommender = given["season"], given["recommender"]
        look = partial(sheets.look, resource=_resource(request, season, recommender))
        preview = UPLOAD.look(request, form, look, season=season.pk, recommender=recommender.pk)
    context = {"form": form, "preview": preview, "columns": COLUMNS}
    return render(request, "nominations/people_import.html", context, status=422 if form.errors else 200)


def _resource(request, season, recommender):
    return PeopleResource(season=season, recommender=recommender, by=request.user)


@login_required
@require_POST
def people_import_run(request):
    """Step two: write what was looked at, all or nothing."""
    own = _recommenders(request)
    done = UPLOAD.run(request, partial(_write_people, request, own))
    if done is None:
        return redirect("nominations:people-import")
    messages.success(request, f"已为 {done.rows} 人建立申报草稿。")
    return redirect("nominations:list")


@transaction.atomic
def _write_people(request, own, kept):
    season = get_object_or_404(Season.objects.open(), pk=kept["season"])
    recommender = get_object_or_404(own, pk=kept["recommender"])
    done = sheets.write(kept["name"], _resource(request, season, recommender))
    record(season, "import_people", by=request.user, label=f"导入名单 {done.rows} 人")
    return done


@login_required
def people_template(request):
    _recommenders(request)
    return hand_out_workbook("申报人名单模板.xlsx", ("申报人名单", COLUMNS, []))


@login_required
def nominations_export(request):
    """The listed nominations as a workbook, without private columns; posted with a reason, with telephone numbers."""
    if request.method == "POST":
        return _export_private(request)
    cells = [_cells(row) for row in listed(request).for_list().order_by(*ORDER)]
    details = {"rows": len(cells), "columns": LISTED}
    record(request.user, "export_nominations", by=request.user, label=f"导出申报清单 {len(cells)} 行", details=details)
    return hand_out_workbook(f"申报清单 {clock.today():%Y-%m-%d}.xlsx", ("申报清单", LISTED, cells))


def _cells(row):
    sent = row.dispatched_at
    return [
        row.code,
        str(row.season.year),
        row.name,
        row.employer_name,
        row.position_name,
        str(row.recommender or ""),
        row.state_label,
        str(row.completeness),
        f"{sent.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if sent else "",
    ]


def _export_private(request):
    """With 手机号码, for a reason that is recorded with rows and columns; never an identity number (practice.md §10)."""
    user, reason = request.user, request.POST.get("reason", "").strip()
    if not user.holds((Role.OFFICER, Role.CLERK)):
        raise Http404
    rows = list(_own(listed(request), user).for_list().order_by(*ORDER)[: MOST_PRIVATE_ROWS + 1])
    against = _against_export(rows, reason, request.POST.get("mobile") == "yes")
    if against:
        messages.error(request, against)
        return redirect("nominations:list")
    mobiles = answers.private_answers(rows, MOBILE)
    titles = [*LISTED, "手机号码"]
    cells = [[*_cells(row), mobiles.get(row.pk, "")] for row in rows]
    details = {"rows": len(cells), "columns": titles}
    record(user, "export_private", by=user, label=f"导出含手机号码的清单 {len(cells)} 行", note=reason, details=details)
    origin = [[user.name, f"{clock.now():%Y-%m-%d %H:%M}", reason, str(len(cells))]]
    sheets = [("申报清单", titles, cells), ("导出说明", ["导出人", "时间", "原因", "行数"], origin)]
    return hand_out_workbook(f"申报清单 含手机号码 {clock.today():%Y-%m-%d}.xlsx", *sheets)


def _own(rows, user):
    """Nominations that this person runs for the organiser or prepares for the recommender."""
    run = Q(season__organiser__in=user.organisation_ids(Role.OFFICER))
    return rows.filter(run | Q(recommender__in=user.organisation_ids(Role.CLERK)))


def _against_export(rows, reason, has_tick):
    if len(reason) < 4 or not has_tick:
        return "请勾选“包含手机号码”，并写明导出的原因（至少 4 个字）。"
    if len(rows) > MOST_PRIVATE_ROWS:
        return f"一次最多导出 {MOST_PRIVATE_ROWS} 行，请先筛选。"
    return "" if rows else "没有可以导出手机号码的申报件。"
