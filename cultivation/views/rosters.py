"""The list D1 on screen: people added by hand and by workbook, attested, sealed, confirmed, filed or sent back."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.forms import ImportForm
from accounts.models import Organisation
from accounts.views.uploads import Upload
from audit.record import history
from audit.transitions import why_not
from cultivation import permissions, resources
from cultivation.actions import rosters
from cultivation.forms import ConfirmForm, ContactForm, FileForm, ReasonForm, RowForm, ScanForm
from cultivation.models import Trainee
from cultivation.states import RosterState
from cultivation.views.common import find_roster, find_trainee, tried
from documents import files as downloads
from documents import images
from documents.files import hand_out_workbook
from programmes import clock
from programmes.refusal import Refused

UPLOAD = Upload("cultivation-list")
EMPLOYERS = 400


@login_required
def roster(request, pk):
    """The list with what is to be done next."""
    return _page(request, find_roster(request, pk))


def _page(request, roster, **bound):
    user = request.user
    people = list(Trainee.objects.for_list().filter(roster=roster))
    is_draft = roster.state == RosterState.DRAFT
    contact = {"contact_name": roster.contact_name, "contact_phone": roster.contact_phone}
    forms = {
        "contact": ContactForm(initial=contact),
        "scan": ScanForm(),
        "confirmation": ConfirmForm(initial={"confirmed_on": clock.today()}),
        "filing": FileForm(initial={"starts_on": clock.today()}),
        "returning": ReasonForm(prefix="back"),
    } | bound
    context = {
        "roster": roster,
        "people": people,
        "unattested": len([one for one in people if one.attested_by_id is None]),
        "may_edit": is_draft and permissions.may_edit_list(user, roster),
        "may_confirm": is_draft and permissions.may_confirm_list(user, roster),
        "may_file": roster.state == RosterState.CONFIRMED and permissions.may_file(user, roster),
        "against": why_not(roster, "confirm", by=user) if is_draft else [],
        "events": history(roster)[:20],
        "months": roster.cohort.months,
        "density": "compact",
    } | forms
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "cultivation/roster.html", context, status=status)


@login_required
@require_POST
def act(request, pk, verb):
    """One of the verbs of a list; what is wrong is said at its form."""
    roster = find_roster(request, pk)
    if verb not in ACTS:
        raise Http404
    may, run = ACTS[verb]
    if not may(request.user, roster):
        raise Http404
    return run(request, roster)


def _contact(request, roster):
    form = ContactForm(request.POST)
    if tried(form, lambda: rosters.keep_contact(roster, by=request.user, **form.cleaned_data)):
        return _done(request, roster, "联系人已保存。")
    return _page(request, roster, contact=form)


def _attest(request, roster):
    people = list(roster.trainees.filter(attested_by__isnull=True))
    return _tried(request, roster, lambda: rosters.attest(roster, people, by=request.user), "已逐人确认。")


def _scan(request, roster):
    form = ScanForm(request.POST, request.FILES)
    if tried(form, lambda: rosters.keep_scan(roster, form.cleaned_data["file"], by=request.user)):
        return _done(request, roster, "盖章清单已上传。")
    return _page(request, roster, scan=form)


def _confirm(request, roster):
    form = ConfirmForm(request.POST)
    if tried(form, lambda: rosters.confirm(roster, by=request.user, **form.cleaned_data)):
        return _done(request, roster, "清单已确定并报送协会备案。")
    return _page(request, roster, confirmation=form)


def _file(request, roster):
    form = FileForm(request.POST)
    if tried(form, lambda: rosters.file(roster, by=request.user, **form.cleaned_data)):
        return _done(request, roster, "清单已备案，培育开始。")
    return _page(request, roster, filing=form)


def _send_back(request, roster):
    form = ReasonForm(request.POST, prefix="back")
    if tried(form, lambda: rosters.send_back(roster, by=request.user, **form.cleaned_data)):
        messages.success(request, "清单已退回组织单位。")
        return redirect("cultivation:cohort", roster.cohort_id)
    return _page(request, roster, returning=form)


def _tried(request, roster, action, words):
    try:
        action()
    except Refused as refused:
        for finding in refused.findings:
            messages.error(request, finding.sentence)
        return redirect("cultivation:roster", roster.pk)
    return _done(request, roster, words)


def _done(request, roster, words):
    messages.success(request, words)
    return redirect("cultivation:roster", roster.pk)


ACTS = {
    "contact": (permissions.may_edit_list, _contact),
    "attest": (permissions.may_edit_list, _attest),
    "scan": (permissions.may_edit_list, _scan),
    "confirm": (permissions.may_confirm_list, _confirm),
    "file": (permissions.may_file, _file),
    "send-back": (permissions.may_file, _send_back),
}


@login_required
def row_new(request, pk):
    """Put somebody on the list."""
    roster = find_roster(request, pk, permissions.may_edit_list)
    form = RowForm(request.POST or None)
    if request.method == "POST" and tried(form, lambda: rosters.add(roster, form.listed(), by=request.user)):
        messages.success(request, f"{form.cleaned_data['name']}已列入清单。")
        return redirect("cultivation:roster-row-new" if "more" in request.POST else "cultivation:roster", pk)
    return _row_page(request, roster, form)


@login_required
def row(request, pk):
    """Put a row right, or take it off."""
    trainee = find_trainee(request, pk, permissions.may_edit_list)
    form = RowForm(request.POST or None, initial=_typed(trainee))
    if request.method == "POST" and tried(form, lambda: rosters.change(trainee, form.listed(), by=request.user)):
        messages.success(request, "已保存。")
        return redirect("cultivation:roster", trainee.roster_id)
    return _row_page(request, trainee.roster, form, trainee=trainee)


def _typed(trainee):
    return {
        "name": trainee.person.name,
        "id_number": trainee.person.id_number,
        "employer": trainee.employer_name,
        "post": trainee.post,
        "skill": trainee.skill,
        "industry": trainee.industry_id,
        "features": trainee.features,
        "remark": trainee.remark,
    }


def _row_page(request, roster, form, trainee=None):
    names = Organisation.objects.filter(is_active=True, is_organiser=False).values_list("name", flat=True)
    context = {"roster": roster, "form": form, "trainee": trainee, "employers": names.order_by("name")[:EMPLOYERS]}
    return render(request, "cultivation/row.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def row_remove(request, pk):
    trainee = find_trainee(request, pk, permissions.may_edit_list)
    try:
        rosters.remove(trainee, by=request.user)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
        return redirect("cultivation:roster-row", pk)
    messages.success(request, f"{trainee.person.name}已移出清单。")
    return redirect("cultivation:roster", trainee.roster_id)


@login_required
def scan(request, pk):
    """The sealed page, for the unit and the association."""
    roster = find_roster(request, pk)
    if not roster.scan:
        raise Http404
    suffix = roster.scan.name.rpartition(".")[2]
    kind = images.CONTENT_TYPES[suffix]
    return downloads.download(roster.scan, f"{roster} 盖章页.{suffix}", content_type=kind, inline=True)


@login_required
def upload(request, pk):
    """Step one: choose a workbook and look at what it would do."""
    roster = find_roster(request, pk, permissions.may_edit_list)
    form, preview = ImportForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        look = partial(resources.preview, roster=roster, by=request.user)
        preview = UPLOAD.look(request, form, look, roster=roster.pk)
    context = {"roster": roster, "form": form, "preview": preview, "columns": list(resources.TITLES.values())}
    return render(request, "cultivation/roster_import.html", context | {"density": "compact"})


@login_required
@require_POST
def upload_run(request, pk):
    """Step two: write what was looked at, all or nothing."""
    roster = find_roster(request, pk, permissions.may_edit_list)

    def write(kept):
        if kept["roster"] != roster.pk:
            raise Refused.because("请重新选择工作簿。")
        return resources.run(kept["name"], roster=roster, by=request.user, file_name=kept["file"])

    done = UPLOAD.run(request, write)
    if done is None:
        return redirect("cultivation:roster-import", pk)
    messages.success(request, f"已列入 {done.rows} 人。")
    return redirect("cultivation:roster", pk)


@login_required
def template(request):
    """An empty workbook with the column names; 404 for those who draw no list up."""
    if not request.user.holds(permissions.UNIT):
        raise Http404
    return hand_out_workbook("培育对象清单模板.xlsx", ("培育对象清单", list(resources.TITLES.values()), []))
