"""The officers' desk: drafting, checking and publishing a list, corrections, conclusion, naming."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.views.refusals import refuse_into
from audit.record import history
from audit.transitions import why_not
from documents.files import download as send_file
from nominations.models import Season
from nominations.states import NominationState
from programmes.refusal import Refused
from publicity import actions, forms, permissions, previews, reports
from publicity.actions import conferral as conferring
from publicity.actions import lists
from publicity.documents import decisions_of, notice_of
from publicity.models import Award, Conferral, CorrectionNotice, Entry, Publicity
from reviews import quotas, subjects


@login_required
@require_safe
def index(request):
    """Lists of all seasons, seasons whose candidates wait for one or for their naming, and outside results to be entered."""
    ids = request.user.organisation_ids("officer", "leader", "supervisor")
    if not ids:
        raise Http404
    seasons = Season.objects.run_by(request.user)
    waiting = seasons.filter(nominations__state=NominationState.CANDIDATE, decided_here=True).distinct()
    ready = [s for s in waiting if lists.field_of(s) and permissions.may_draft(request.user, Publicity(season=s))]
    context = {
        "rows": Publicity.objects.visible_to(request.user).for_list(),
        "ready": ready,
        "to_name": [s for s in waiting if conferring.field_of(s) and permissions.may_confer(request.user, s)],
        "outside": reports.outside(seasons),
        "conferrals": Conferral.objects.visible_to(request.user).select_related("season").order_by("-pk")[:20],
        "density": "compact",
    }
    return render(request, "publicity/desk.html", context)


@login_required
@require_POST
def new(request, season_pk):
    """拟稿 from the approved list of candidates."""
    season = get_object_or_404(Season.objects.run_by(request.user), pk=season_pk)
    if not permissions.may_draft(request.user, Publicity(season=season)):
        raise Http404
    try:
        publicity = actions.draft(season, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("publicity:desk")
    messages.success(request, "公示稿已拟好，请核对名单和文字，再请另一位工作人员复核。")
    return redirect("publicity:detail", publicity.pk)


def find(request, pk):
    rows = Publicity.objects.visible_to(request.user).select_related(
        "season__organiser", "drafted_by", "checked_by", "published_by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def detail(request, pk):
    return _detail(request, find(request, pk))


ACT_FORMS = {
    "attach": forms.AttachmentForm,
    "channel": forms.ChannelForm,
    "correct": forms.CorrectionForm,
    "conclude": forms.ResultForm,
    "decision": forms.DecisionForm,
    "reopen": forms.ReasonForm,
}


def _detail(request, publicity, *, verb="", form=None):
    user = request.user
    shown = Entry.objects.with_held().select_related(
        "nomination", "award__honour__certificate", "award__studio__certificate", "award__conferral"
    )
    prefetch_related_objects([publicity], "attachments", Prefetch("entries", shown))  # scanned, hashed and shown
    entries = list(publicity.entries.all())
    made = {name: (cls(entries=entries) if cls is forms.CorrectionForm else cls()) for name, cls in ACT_FORMS.items()}
    context = {
        "publicity": publicity,
        "season": publicity.season,
        "counted": subjects.counted(publicity.season),
        "entries": entries,
        "leaks": lists.leaks(publicity) if not publicity.is_public else (),
        "attachments": publicity.attachments.all(),
        "corrections": publicity.corrections.select_related("entry", "drafted_by", "published_by"),
        "conferrals": publicity.conferrals.all(),
        "open_objections": publicity.objections.open().count(),
        "forms": made | ({verb: form} if form is not None else {}),
        "against": {name: why_not(publicity, name, by=user) for name in ("check_off", "publish", "reopen", "conclude")},
        "may_draft": permissions.may_draft(user, publicity),
        "may_confer": permissions.may_confer(user, publicity) and publicity.state in ("ended", "concluded"),
        "decisions": decisions_of(publicity),
        "waiting": sum(e.nomination.state == NominationState.PUBLICISED for e in entries),
        "notice": notice_of(publicity) if publicity.is_public else None,
        "events": history(publicity)[:50],
        "density": "compact",
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "publicity/detail.html", context, status=status)


@login_required
def edit(request, pk):
    """Texts and length of a draft."""
    publicity = find(request, pk)
    if not permissions.may_draft(request.user, publicity) or publicity.state != "draft":
        raise Http404
    initial = {name: getattr(publicity, name) for name in lists.EDITABLE}
    entries = list(publicity.entries.all())
    form = forms.PublicityForm(request.POST or None, initial=initial, entries=entries)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(publicity, by=request.user, order=form.order(), **form.values())
            messages.success(request, "公示稿已保存。")
            return redirect("publicity:detail", pk)
        except Refused as refused:
            refuse_into(form, refused)
    context = {"publicity": publicity, "form": form, "findings": form.errors, "density": "compact"}
    return render(request, "publicity/edit.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def preview(request, pk):
    """The public page as it will stand, with today as the first day; for the second officer's check."""
    publicity = find(request, pk)
    if publicity.is_public:
        return redirect("publicity:list", pk)
    context = {"findings_of_scanner": lists.leaks(publicity), **previews.preview(publicity)}
    return render(request, "publicity/preview.html", context)


ACT_VERBS = {
    "check": (actions.check, "复核通过，可以发布。"),
    "reopen": (actions.reopen, "已退回修改，复核已取消。"),
    "publish": (actions.publish, "公示已发布。"),
    "channel": (actions.add_channel, "发布渠道已登记。"),
    "conclude": (actions.conclude, "公示结论已发布。"),
    "decision": (actions.draft_decision, "命名决定稿正在生成。"),
}


@login_required
@require_POST
def act(request, pk, verb):
    """One step of a list; refusals come back on its page."""
    publicity = find(request, pk)
    if not permissions.may_draft(request.user, publicity):
        raise Http404
    if verb == "attach":
        return _attach(request, publicity)
    if verb == "detach":
        return _detach(request, publicity)
    if verb == "correct":
        return _correct(request, publicity)
    if verb not in ACT_VERBS:
        raise Http404
    action, words = ACT_VERBS[verb]
    form = ACT_FORMS.get(verb, forms.forms.Form)(request.POST)
    if form.is_valid():
        try:
            action(publicity, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refuse_into(form, refused)
    if form.errors:
        return _detail(request, find(request, pk), verb=verb, form=form)
    messages.success(request, words)
    return redirect("publicity:detail", pk)


def _attach(request, publicity):
    form = forms.AttachmentForm(request.POST, request.FILES)
    if form.is_valid() and form.cleaned_data["attachment"]:
        file = form.cleaned_data["attachment"]
        try:
            actions.attach(publicity, name=file.name, content=file.read(), by=request.user)
            messages.success(request, "附件已添加，没有发现个人信息。")
            return redirect("publicity:detail", publicity.pk)
        except Refused as refused:
            refuse_into(form, refused)
    return _detail(request, publicity, verb="attach", form=form)


def _detach(request, publicity):
    given = request.POST.get("attachment", "")
    attachment = get_object_or_404(publicity.attachments, pk=given if given.isdecimal() else 0)
    try:
        actions.detach(attachment, by=request.user)
        messages.success(request, "附件已移除。")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("publicity:detail", publicity.pk)


def _correct(request, publicity):
    entries = list(publicity.entries.all())
    form = forms.CorrectionForm(request.POST, entries=entries)
    if form.is_valid():
        given = form.cleaned_data
        entry = next(e for e in entries if str(e.pk) == given.pop("entry"))
        try:
            actions.draft_correction(entry, by=request.user, **given)
            messages.success(request, "更正公告已拟好，请另一位工作人员发布。")
            return redirect("publicity:detail", publicity.pk)
        except Refused as refused:
            refuse_into(form, refused)
    return _detail(request, publicity, verb="correct", form=form)


@login_required
@require_POST
def publish_correction(request, pk):
    """更正公告 goes out, by a second officer."""
    rows = CorrectionNotice.objects.filter(publicity__in=Publicity.objects.visible_to(request.user))
    correction = get_object_or_404(rows.select_related("publicity__season"), pk=pk)
    if not permissions.may_correct(request.user, correction):
        raise Http404
    try:
        actions.publish_correction(correction, by=request.user)
        messages.success(request, "更正公告已发布。")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("publicity:detail", correction.publicity_id)


@login_required
def confer(request, pk):
    """命名 after a publicity: who is named, who is held, the decision."""
    publicity = find(request, pk)
    if not permissions.may_confer(request.user, publicity):
        raise Http404
    rows = [
        conferring.Nominee(one.nomination, one.final_name, one.final_unit, one.leader, one)
        for one in conferring.eligible(publicity)
    ]
    context = {"publicity": publicity, "held": list(conferring.held(publicity))}
    return _confer(request, publicity.season, rows, context, lambda **given: actions.confer(publicity, **given))


@login_required
def confer_season(request, season_pk):
    """命名 of an approved list where the programme declares no publicity (AMB-12)."""
    season = get_object_or_404(Season.objects.run_by(request.user).select_related("organiser"), pk=season_pk)
    if not (permissions.may_confer(request.user, season) and season.decided_here and conferring.field_of(season)):
        raise Http404
    rows = conferring.approved(season)
    return _confer(request, season, rows, {}, lambda **given: actions.confer_approved(season, **given))


def _confer(request, season, rows, context, act):
    form = forms.ConferForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = act(by=request.user, **form.cleaned_data)
            messages.success(request, "已命名，证书正在后台生成。")
            return redirect("publicity:conferral", done.pk)
        except Refused as refused:
            refuse_into(form, refused)
    context |= {
        "season": season,
        "eligible": rows,
        "counted": subjects.counted(season),
        "most": quotas.most(season, rows[0].nomination.procedure) if rows else None,
        "named": Award.objects.filter(conferral__season=season).count(),
        "over": "".join(one.sentence for one in conferring.quota_findings(season, rows)),
        "form": form,
        "findings": form.errors,
        "density": "compact",
    }
    return render(request, "publicity/confer.html", context, status=422 if form.errors else 200)


def find_conferral(request, pk):
    rows = Conferral.objects.visible_to(request.user).select_related("season", "publicity", "batch", "conferred_by")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def conferral(request, pk):
    """A decision with its people or studios and the progress of its certificates."""
    return _conferral(request, find_conferral(request, pk))


def _conferral(request, found, *, scan=None):
    awards = list(found.awards.for_list())
    context = {
        "conferral": found,
        "awards": awards,
        "series_id": next((award.certificate.series_id for award in awards if award.certificate), None),
        "counted": subjects.counted(found.season),
        "decisions": decisions_of(found),
        "red_head": forms.RedHeadForm(),
        "scan": scan or forms.ScanForm(),
        "may_draft": permissions.may_draft(request.user, found),
        "density": "compact",
        **_progress(found),
    }
    return render(request, "publicity/conferral.html", context, status=422 if scan is not None else 200)


@login_required
@require_POST
def conferral_print(request, pk):
    """E10 with the numbers that were given, as PDF and DOCX."""
    found, form = find_conferral(request, pk), forms.RedHeadForm(request.POST)
    if not permissions.may_draft(request.user, found):
        raise Http404
    actions.print_decision(found, by=request.user, has_red_head=form.is_valid() and form.cleaned_data["has_red_head"])
    messages.success(request, "命名决定正在生成。")
    return redirect("publicity:conferral", pk)


@login_required
def conferral_scan(request, pk):
    """The signed decision: read by staff, added once by who may draft."""
    found = find_conferral(request, pk)
    if request.method != "POST":
        if not found.document:
            raise Http404
        suffix = found.document.name.rpartition(".")[2]
        return send_file(found.document, f"{found.decision_number} 签发件.{suffix}")
    if not permissions.may_draft(request.user, found):
        raise Http404
    form = forms.ScanForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.add_scan(found, document=form.cleaned_data["document"], by=request.user)
        except Refused as refused:
            refuse_into(form, refused)
    if form.errors:
        return _conferral(request, found, scan=form)
    messages.success(request, "签发件已存入。")
    return redirect("publicity:conferral", pk)


@login_required
@require_safe
def conferral_progress(request, pk):
    """The fragment that the page asks for every two seconds while certificates are made."""
    found = find_conferral(request, pk)
    return render(request, "publicity/conferral_progress.html", {"conferral": found, **_progress(found)})


def _progress(found):
    document = found.batch
    unprinted = Q(honour__certificate__file="") | Q(studio__certificate__file="")
    certificates = found.awards.filter(unprinted).count()
    return {
        "document": document,
        "missing": certificates,
        "running": bool(document) and document.state in ("queued", "running"),
    }
