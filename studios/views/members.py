"""The team over HTTP: table with structures, joining and leaving, the workbook, and the link of each member."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import storages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import sheets
from documents.files import hand_out, hand_out_workbook
from documents.workbooks import XLSX, read_workbook, write_template
from programmes import clock
from programmes.refusal import Refused
from programmes.rows import check_row, clean_row, shown
from programmes.spec import Column, Kind
from programmes.studio_rows import MEMBER
from studios import permissions
from studios.actions import members as actions
from studios.facts import team
from studios.forms.rows import MemberImportForm, fields
from studios.models import Member
from studios.resources.members import COLUMNS
from studios.views.pages import find_studio, find_to, show

KEPT = "members-import"
EXPORTED: tuple[Column, ...] = tuple(column for column in MEMBER if column.kind is not Kind.EMAIL)


@login_required
@require_safe
def index(request, code):
    """Who works in the studio, how the team is made up, and who has not answered yet."""
    studio = find_studio(request, code)
    rows = list(studio.members.all())
    present = [member for member in rows if member.left_on is None]
    context = {
        "members": present,
        "left": [member for member in rows if member.left_on is not None],
        "structures": team.structures(present),
        "cautions": actions.cautions(studio, present),
        "educations": {option.code: option.label for option in team.EDUCATION},
    }
    return show(request, studio, "members", "members", context)


@login_required
@never_cache
def new(request, code):
    """Take somebody into the team."""
    studio = find_to(permissions.may_edit, request, code)
    if request.method != "POST":
        return _form(request, studio, {"joined_on": clock.today().isoformat(), "is_front_line": True})
    try:
        member = actions.add(studio, raw=request.POST, by=request.user)
    except Refused as refused:
        return _form(request, studio, clean_row(MEMBER, request.POST), refused.findings)
    messages.success(request, f"{member.name}已加入。请发送核对链接，请本人确认信息。")
    return redirect("studios:members", studio.code)


def _form(request, studio, values, findings=(), *, member=None):
    context = {
        "fields": fields(MEMBER, values, findings),
        "findings": findings,
        "member": member,
        "today": clock.today(),
        "density": "normal",
    }
    return show(request, studio, "members", "member_form", context, status=422 if findings else 200)


def _find(request, pk) -> Member:
    rows = Member.objects.visible_to(request.user)
    member = get_object_or_404(rows.select_related("studio__employer", "studio__leader", "studio__organiser"), pk=pk)
    if not permissions.may_edit(request.user, member.studio):
        raise Http404
    return member


@login_required
@never_cache
def edit(request, pk):
    """Put a member's particulars right."""
    member = _find(request, pk)
    values = {column.key: getattr(member, column.key) for column in MEMBER}
    values["joined_on"] = member.joined_on.isoformat()
    if request.method != "POST":
        return _form(request, member.studio, values, member=member)
    try:
        changed = actions.change(member, raw=request.POST, by=request.user)
    except Refused as refused:
        return _form(request, member.studio, clean_row(MEMBER, request.POST), refused.findings, member=member)
    words = "" if changed.confirmed_at else "信息有变，请重新发送核对链接。"
    messages.success(request, f"已保存。{words}")
    return redirect("studios:members", member.studio.code)


@login_required
@require_POST
def leave(request, pk):
    """Somebody leaves the team."""
    member = _find(request, pk)
    day = _day(request.POST.get("left_on", ""))
    if day is None:
        messages.error(request, "请填写离开日期。")
        return redirect("studios:member", pk)
    return _done(
        request,
        member,
        lambda: actions.leave(member, left_on=day, reason=request.POST.get("reason", ""), by=request.user),
        f"{member.name}已离开，原有台账记录保留。",
        back="studios:member",
    )


def _day(text):
    column = Column(key="day", label="日期", kind=Kind.DATE)
    values = clean_row([column], {"day": text})
    return None if check_row([column], values) else dt.date.fromisoformat(values["day"])


def _done(request, member, act, words, *, back="studios:members"):
    """Run an act on a member and say what came of it."""
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
        return redirect(back, member.pk if back == "studios:member" else member.studio.code)
    messages.success(request, words)
    return redirect("studios:members", member.studio.code)


@login_required
@require_POST
def tell(request, pk):
    """Mail the link by which the member looks at what is kept."""
    member = _find(request, pk)
    words = f"核对链接已发给{member.name}，30 天内有效。"
    return _done(request, member, lambda: actions.tell(member, by=request.user), words)


@login_required
@require_POST
def account(request, pk):
    """Give a member an account to keep the ledgers with."""
    member = _find(request, pk)
    words = f"{member.name}已可以登记台账；没有账号的会收到设置密码的邮件。"
    return _done(request, member, lambda: actions.open_account(member, by=request.user), words)


@login_required
@never_cache
def upload(request, code):
    """Step one of the import: choose a workbook and see what is in it; nothing is written."""
    studio = find_to(permissions.may_edit, request, code)
    form = MemberImportForm(request.POST or None, request.FILES or None)
    rows, errors = [], []
    if request.method == "POST" and form.is_valid():
        name = sheets.keep(form.cleaned_data["file"])
        try:
            rows, errors = _read(studio, name)
        except Refused as refused:
            form.add_error("file", refused.findings[0].sentence)
        if form.errors or errors:
            sheets.forget(name)
        else:
            request.session[KEPT] = {"name": name, "studio": studio.pk}
    context = {"form": form, "rows": rows, "errors": errors, "columns": COLUMNS}
    return show(request, studio, "members", "members_import", context, status=422 if form.errors else 200)


def _read(studio, name):
    """Rows as the member form would get them, and (row, column, sentence) of everything that is wrong."""
    with storages["private"].open(name) as file:
        found = read_workbook(file, COLUMNS, most_rows=actions.MOST_MEMBERS)
    if not found:
        raise Refused.because("工作簿里没有成员。请从表头下一行开始填写。")
    rows = [row.values for row in found]
    errors = [(error.row, error.column, error.sentence) for row in found for error in row.errors]
    labels = {column.key: column.label for column in MEMBER}
    for row in found:
        if not row.errors:
            faults = check_row(MEMBER, clean_row(MEMBER, row.values))
            errors += [(row.number, labels[one.field], one.sentence) for one in faults]
    return rows, sorted(errors)


@login_required
@require_POST
def upload_run(request, code):
    """Step two: write what was looked at, all rows or none."""
    studio = find_to(permissions.may_edit, request, code)
    kept = request.session.pop(KEPT, None)
    if kept is None or kept["studio"] != studio.pk:
        messages.error(request, "请先选择工作簿。")
        return redirect("studios:members-import", studio.code)
    try:
        rows, _errors = _read(studio, kept["name"])
        made = actions.add_many(studio, rows=rows, by=request.user)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
        return redirect("studios:members-import", studio.code)
    finally:
        sheets.forget(kept["name"])
    messages.success(request, f"已导入 {len(made)} 名成员。请发送核对链接，请本人确认信息。")
    return redirect("studios:members", studio.code)


@login_required
@require_safe
def template(request, code):
    """The workbook to fill in, with lists of choices."""
    studio = find_to(permissions.may_edit, request, code)
    words = "每行一名成员，领衔人不用填。带 * 的列必填。日期填 2026-03-05，年月填 1988-06。"
    body = write_template("成员", COLUMNS, instruction=words)
    return hand_out(body, f"{studio.name} 成员导入模板.xlsx", content_type=XLSX)


@login_required
@require_safe
def export(request, code):
    """The members as a workbook, without addresses."""
    studio = find_studio(request, code)
    titles = [*(column.label for column in EXPORTED), "离开日期", "本人确认"]
    rows = [
        [*(shown(column, getattr(member, column.key)) for column in EXPORTED), member.left_on, _answered(member)]
        for member in studio.members.all()
    ]
    return hand_out_workbook(f"{studio.name} 成员 {clock.today():%Y-%m-%d}.xlsx", ("成员", titles, rows))


def _answered(member):
    if member.confirmed_at:
        return f"{member.confirmed_at.astimezone(clock.SHANGHAI):%Y-%m-%d} 确认"
    return f"有意见：{member.objection}" if member.objection else "未确认"


@never_cache
def link(request, token):
    """What is kept about a member, without an account: confirm it or object (G1)."""
    member = actions.asked(token)
    if member is None:
        return render(request, "studios/link_over.html", status=404)
    context = {"member": member, "rows": _shown(member), "typed": "", "findings": ()}
    if request.method != "POST":
        return render(request, "studios/member_link.html", context)
    agrees, objection = request.POST.get("act") == "confirm", request.POST.get("objection", "")
    try:
        actions.answer(token, agrees=agrees, objection=objection)
    except Refused as refused:
        context |= {"findings": refused.findings, "typed": objection}
        return render(request, "studios/member_link.html", context, status=422)
    return render(request, "studios/link_done.html", {"studio": member.studio, "agrees": agrees, "about": "member"})


def _shown(member):
    own = [(column.label, shown(column, getattr(member, column.key))) for column in MEMBER if column.key != "email"]
    return [(label, value or "—") for label, value in own]
