"""The chain's own pages: give an opinion, send back, withdraw, ask for an exception, invite, take an invitation up."""

from django.contrib import messages
from django.contrib.auth import login, password_validation
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.views.refusals import refuse_into
from audit.record import record
from documents.models import DocumentState
from nominations import folders, permissions
from nominations.actions import chain, confirmations, corrections, decisions, invitations, materials
from nominations.documents import request_print
from nominations.excusing import to_be_excused
from nominations.facts import sealed_page, version_in_hand
from nominations.forms.chain import DisqualificationForm, ExceptionForm, InvitationForm, OpinionForm, ReasonForm
from nominations.forms.changes import changes
from nominations.models import Nomination, RuleException, Sanction
from nominations.states import Decision, NominationState, SealMode, Tier
from programmes import clock
from programmes.refusal import Finding, Refused

TIERS = {
    NominationState.ENDORSING: (Tier.EMPLOYER, chain.endorse),
    NominationState.RECOMMENDING: (Tier.RECOMMENDER, chain.confirm),
}
MAY = {Tier.EMPLOYER: permissions.may_endorse, Tier.RECOMMENDER: permissions.may_confirm}


def find(request, code):
    """The nomination if the person may see it, else 404, with what every page of the chain shows."""
    rows = Nomination.objects.visible_to(request.user).select_related(
        "season__organiser", "employer", "recommender", "applicant", "batch"
    )
    return get_object_or_404(rows.prefetch_related("opinions"), code=code)


@login_required
def opinion(request, code):
    """基层单位意见 or 推荐单位意见, whichever is due, in a correction once more (AMB-22); only its head reaches the page."""
    nomination = find(request, code)
    tier, action = _due(nomination)
    if not tier or not MAY[tier](request.user, nomination):
        raise Http404
    is_again = nomination.state == NominationState.RETURNED
    form = OpinionForm(
        request.POST or None,
        request.FILES or None,
        statements=_statements(nomination, tier),
        seal_modes=_modes(nomination),
        tier=nomination.procedure.tier(tier),
        page="申报表第 3 页" if nomination.is_application else "意见页",
        text=_former_text(nomination, tier) if is_again else "",
        is_again=is_again,
    )
    if request.method == "POST" and form.is_valid() and _sign(request, nomination, tier, action, form):
        return redirect("nominations:detail", code)
    version = version_in_hand(nomination)
    scan = _scan_on_file(nomination, sealed_page(nomination.form, tier))
    context = {
        "nomination": nomination,
        "form": form,
        "tier": nomination.procedure.tier(tier),
        "is_last": chain.sends(nomination.procedure, tier),
        "settles": chain.settles(nomination.procedure, tier),
        "reason": ReasonForm(),
        "version": version,
        "scan": None if chain.stale_page(version, scan) else scan,
        "correction": nomination.open_correction if is_again else None,
        "changed": changes(nomination) if is_again else [],
    }
    return render(request, "nominations/opinion.html", context, status=422 if form.errors else 200)


def _due(nomination):
    """The tier that signs now and the action that does it; ("", None) when nobody does."""
    correction = nomination.open_correction if nomination.state == NominationState.RETURNED else None
    if correction:
        return correction.due_tier, confirmations.sign_again
    return TIERS.get(nomination.state, ("", None))


def _former_text(nomination, tier):
    """The words of this tier's last opinion, to be kept or rewritten."""
    return next((o.text for o in reversed(nomination.opinions.all()) if o.tier == tier), "")


def _statements(nomination, tier):
    if tier != Tier.EMPLOYER:
        return ()
    return [tick for text in nomination.form.consents if text.given_by == "employer" for tick in text.ticks]


def _modes(nomination):
    system = nomination.season.values.get("opinion.system_confirmation")
    return (SealMode.SCAN, SealMode.SYSTEM) if system else (SealMode.SCAN,)


def _sign(request, nomination, tier, action, form):
    """Sign with what the form says; a scan that is good stays on file even while the rest has to be put right."""
    given, kind = dict(form.cleaned_data), sealed_page(nomination.form, tier)
    upload, scan, against = given.pop("scan"), _scan_on_file(nomination, kind), []
    try:
        if upload:
            scan = materials.store(nomination, kind=kind, upload=upload, by=request.user, replaces=scan)
    except Refused as refused:
        scan, against = None, [Finding(f.rule, f.sentence, "scan") for f in refused.findings]
    try:
        with transaction.atomic():
            action(nomination, by=request.user, scan=scan, **given)
            if against:
                raise Refused([])
    except Refused as refused:
        rest = [f for f in refused.findings if not (against and f.field == "scan")]
        refuse_into(form, Refused([*against, *rest]))
        return False
    messages.success(request, _signed_words(nomination, tier, given))
    return True


def _signed_words(nomination, tier, given):
    is_again = nomination.state == NominationState.RETURNED
    if is_again or given.get("decision") != Decision.AGREE or not chain.sends(nomination.procedure, tier):
        return "意见已签署。"
    number = Nomination.objects.values_list("receipt_number", flat=True).get(pk=nomination.pk)
    return f"意见已签署，已报送{nomination.season.organiser}，回执编号 {number}。"


def _scan_on_file(nomination, kind):
    return nomination.materials.current().filter(kind=kind).order_by("-pk").first()


@login_required
@require_POST
def send_back(request, code):
    return _with_reason(request, code, chain.send_back, "已退回修改，已通知填报人。", may=permissions.signs)


@login_required
@require_POST
def withdraw(request, code):
    return _with_reason(request, code, chain.withdraw, "申报已撤回。", may=permissions.takes_back)


@login_required
@require_POST
def put_to_heads(request, code):
    """Ask the heads to sign the corrected form again (AMB-22)."""
    sent = "已送单位重新确认，已通知负责人。"
    return _attempt(request, code, confirmations.put_to_heads, sent, may=permissions.may_hand_in)


@login_required
@require_POST
def reopen_correction(request, code):
    """Take a correction back from the heads, or return it as one of them (AMB-22, COM-10)."""
    may = permissions.fills | permissions.signs
    return _with_reason(request, code, confirmations.reopen, "补正已退回修改，相关人员已收到通知。", may=may)


@login_required
@require_POST
def hand_in(request, code):
    """Hand the correction in (AMB-22)."""
    return _attempt(request, code, corrections.hand_in, "补正已提交，协会会尽快核对。", may=permissions.may_hand_in)


def _with_reason(request, code, action, success, *, may):
    form = ReasonForm(request.POST)
    if form.is_valid():
        return _attempt(request, code, action, success, may=may, reason=form.cleaned_data["reason"])
    find_for(request, code, may)
    messages.error(request, "请写明理由。")
    return redirect("nominations:detail", code)


def find_for(request, code, may):
    """The nomination if this person may act on it so; seeing it is not enough."""
    nomination = find(request, code)
    if not may(request.user, nomination):
        raise Http404
    return nomination


def _attempt(request, code, action, success, *, may, **kwargs):
    nomination = find_for(request, code, may)
    try:
        action(nomination, by=request.user, **kwargs)
    except Refused as refused:
        for finding in refused.findings:
            messages.error(request, finding.sentence)
    else:
        messages.success(request, success)
    return redirect("nominations:detail", code)


@login_required
def invite(request, code):
    nomination = find(request, code)
    if not permissions.may_invite(request.user, nomination):
        raise Http404
    kinds = invitations.kinds_of(nomination)
    form = InvitationForm(request.POST or None, kinds=kinds, person_word=nomination.person_word)
    if request.method == "POST" and form.is_valid():
        try:
            made = invitations.invite(nomination, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, f"邀请已发送给{made.name}（{made.email}），14 天内有效。")
            return redirect("nominations:invite", code)
    context = {"nomination": nomination, "form": form, "invitations": nomination.invitations.all()}
    return render(request, "nominations/invite.html", context, status=422 if form.errors else 200)


@never_cache
def invitation(request, token):
    """Take an invitation up: signed in, or by choosing a password for a new account. Dead links all look alike."""
    found = invitations.usable(token)
    if found is None:
        return render(request, "nominations/invitation_dead.html", status=410)
    errors = []
    if request.method == "POST":
        errors = _accept(request, found, token)
        if not errors:
            return redirect("nominations:detail", found.nomination.code)
    context = {"invitation": found, "errors": errors}
    return render(request, "nominations/invitation.html", context, status=422 if errors else 200)


def _accept(request, invitation, token):
    """Findings against taking the invitation up, an empty list when it worked and the person is signed in."""
    user = request.user if request.user.is_authenticated else None
    password = request.POST.get("password", "")
    findings = [] if user else _against_password(password, request.POST.get("repeat", ""), invitation)
    if findings:
        return findings
    try:
        account = invitations.accept(token, user=user, password=password)
    except Refused as refused:
        return refused.findings
    if user is None:
        login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    return []


def _against_password(password, repeat, invitation):
    """What is wrong with the password that is to be set, as findings; nothing more is said of an empty one."""
    if not password:
        return [Finding("", "请设置密码。", "password")]
    if password != repeat:
        return [Finding("", "两次输入的密码不一致。", "repeat")]
    try:
        password_validation.validate_password(password, User(name=invitation.name, email=invitation.email))
    except ValidationError as error:
        return [Finding("", sentence, "password") for sentence in error.messages]
    return []


@login_required
@require_POST
def a1_print(request, code):
    """Ask for the form as PDF; made in the background, the same version only once."""
    nomination = find_for(request, code, permissions.may_print)
    request_print(nomination, by=request.user)
    messages.success(request, "打印件正在生成，完成后可在本页下载。")
    return redirect("nominations:detail", code)


@login_required
@require_POST
def folder(request, code):
    """The folder of the nomination as a ZIP file (GS24-36): at once when its form is printed, else after that is done."""
    nomination = find_for(request, code, permissions.may_print)
    document = request_print(nomination, by=request.user)
    document.refresh_from_db()
    if document.state != DocumentState.DONE:
        messages.info(request, "打印件正在生成，完成后再下载材料文件夹。")
        return redirect("nominations:detail", code)
    files, name = folders.entries(nomination, document.file), folders.folder_name(nomination)
    details = {"files": len(files), "name": name}
    record(nomination, "export_folder", by=request.user, label=f"导出材料文件夹 {len(files)} 个文件", details=details)
    headers = {
        "Content-Disposition": content_disposition_header(True, f"{name}.zip"),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(folders.stream(name, files), content_type="application/zip", headers=headers)


@login_required
def sanctions(request):
    """Bans decided by the organiser (QC23-50); staff only."""
    if not request.user.organisation_ids(*permissions.STAFF_ROLES):
        raise Http404
    rows = Sanction.objects.visible_to(request.user).select_related("organisation", "nomination").order_by("-starts_on")
    return render(request, "nominations/sanctions.html", {"sanctions": rows[:500], "today": clock.today()})


@login_required
def exception(request, code):
    """Ask for an exception to a rule marked X; staff of the organiser decide (rules.md 0.2)."""
    nomination = find(request, code)
    against = to_be_excused(nomination)
    if not (permissions.may_fill(request.user, nomination) or permissions.is_officer(request.user, nomination)):
        raise Http404
    form = ExceptionForm(request.POST or None, findings=against)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.request_exception(nomination, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, "例外申请已提交，等待协会批准。")
            return redirect("nominations:detail", code)
    context = {"nomination": nomination, "form": form, "against": against}
    return render(request, "nominations/exception.html", context, status=422 if form.errors else 200)


@login_required
def exceptions(request):
    """Requests for exceptions that wait for the organiser's decision."""
    rows = RuleException.objects.run_by(request.user).select_related("nomination", "requested_by", "approved_by")
    if not request.user.organisation_ids(*permissions.STAFF_ROLES):
        raise Http404
    return render(request, "nominations/exceptions.html", {"exceptions": rows.order_by("approved_at", "-pk")[:200]})


@login_required
@require_POST
def exception_decide(request, pk):
    rows = RuleException.objects.run_by(request.user).select_related("nomination__season")
    found = get_object_or_404(rows, pk=pk)
    if not permissions.decides_exceptions(request.user, found.nomination):
        raise Http404
    try:
        decisions.decide_exception(found, by=request.user, approve=request.POST.get("approve") == "yes")
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
    else:
        messages.success(request, "已记录。")
    return redirect("nominations:exceptions")


@login_required
def disqualify(request, code):
    """取消参评资格决定 (E13), by the organiser's leader."""
    nomination = find(request, code)
    if not permissions.may_decide(request.user, nomination):
        raise Http404
    form = DisqualificationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.disqualify(nomination, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, "已取消参评资格，决定已送达相关方。")
            return redirect("nominations:detail", code)
    return render(
        request,
        "nominations/disqualify.html",
        {"nomination": nomination, "form": form},
        status=422 if form.errors else 200,
    )
