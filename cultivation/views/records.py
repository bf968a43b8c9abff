"""Writing into the training file: entries, measures, mentors, notes, summaries; proofs are handed out here."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from cultivation import permissions
from cultivation.actions import records
from cultivation.forms import DoneForm, EntryForm, MentorForm, NoteForm, ReasonForm, SummaryForm
from cultivation.models import Entry, Measure, MentorNote
from cultivation.views.common import find_trainee, tried
from documents import files as downloads
from documents import images
from programmes import clock
from programmes.refusal import Finding, Refused
from studios.views.pages import refused_json, wants_json


def _page(request, trainee, form, title, *, hint="", outbox="", submit="保存"):
    """The one form of this page; 422 with what is wrong, and everything that was typed."""
    context = {
        "trainee": trainee, "form": form, "title": title, "hint": hint, "outbox": outbox, "submit": submit,
        "back": _back(request, trainee),
    }  # fmt: skip
    return render(request, "cultivation/record.html", context, status=422 if form.errors else 200)


def _back(request, trainee) -> str:
    """Where one came from: 我的成长 for the person, otherwise the page of the person."""
    own = reverse("cultivation:mine")
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith(own)
    return own if is_safe else reverse("cultivation:trainee", args=[trainee.pk])


@login_required
def entry_new(request, pk):
    """Add a line; on the phone it is kept without a network and sent later."""
    trainee = find_trainee(request, pk, permissions.may_keep)
    form = EntryForm(request.POST or None, request.FILES or None, initial=_fresh())
    form.fields["kind"].initial = request.GET.get("kind")
    if request.method == "POST":
        is_done = tried(form, lambda: records.add_entry(trainee, by=request.user, **form.cleaned_data))
        if is_done or wants_json(request):
            return _answered(request, form, trainee, is_done, "已登记。")
    hint = "没有网络也可以登记：先存在本机，联网后自动上传。"
    return _page(request, trainee, form, "登记成长记录", hint=hint, outbox="成长记录", submit="登记")


def _answered(request, form, trainee, is_done, words):
    """The page to go on with; to a phone that sends what it kept, as JSON, with what is wrong at each field."""
    address = _back(request, trainee)
    if not wants_json(request):
        messages.success(request, words)
        return redirect(address)
    if is_done:
        return JsonResponse({"url": address})
    found = [Finding("", sentence, field) for field, several in form.errors.items() for sentence in several]
    return refused_json(Refused(found))


def _fresh():
    return {"client_key": uuid.uuid4(), "happened_on": clock.today()}


@login_required
def note_new(request, pk):
    """导师带教记录."""
    trainee = find_trainee(request, pk, permissions.may_note)
    form = NoteForm(request.POST or None, initial=_fresh())
    if request.method == "POST":
        is_done = tried(form, lambda: records.add_note(trainee, by=request.user, **form.cleaned_data))
        if is_done or wants_json(request):
            return _answered(request, form, trainee, is_done, "带教已登记。")
    return _page(request, trainee, form, "登记导师带教", outbox="带教", submit="登记")


@login_required
def summary_new(request, pk):
    """阶段小结 in one's own words."""
    trainee = find_trainee(request, pk, permissions.may_sum_up)
    form = SummaryForm(request.POST or None, periods=records.half_years(trainee))
    if request.method == "POST" and tried(form, lambda: records.sum_up(trainee, by=request.user, **form.cleaned_data)):
        messages.success(request, "小结已保存。")
        return redirect(_back(request, trainee))
    return _page(request, trainee, form, "阶段小结", hint="同一半年再次填写的，以后一次为准。")


@login_required
def mentor(request, pk):
    """Give somebody a mentor, or another one."""
    trainee = find_trainee(request, pk, permissions.may_assign_mentor)
    form = MentorForm(request.POST or None)
    if request.method == "POST" and tried(
        form, lambda: records.assign_mentor(trainee, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "导师已确定。")
        return redirect("cultivation:trainee", pk)
    return _page(request, trainee, form, "确定导师", hint="导师由持有有效称号的工匠担任（QC26 §8(三)）。")


def _measure(request, pk):
    measure = get_object_or_404(Measure.objects.select_related("plan"), pk=pk)
    return measure, find_trainee(request, measure.plan.trainee_id, permissions.may_keep)


@login_required
def measure_done(request, pk):
    measure, trainee = _measure(request, pk)
    form = DoneForm(request.POST or None, initial={"done_on": clock.today()})
    if request.method == "POST" and tried(form, lambda: records.finish(measure, by=request.user, **form.cleaned_data)):
        messages.success(request, "措施已完成。")
        return redirect(_back(request, trainee))
    return _page(request, trainee, form, f"完成：{measure.text}", submit="登记完成")


@login_required
def measure_reopen(request, pk):
    measure, trainee = _measure(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and tried(form, lambda: records.reopen(measure, by=request.user, **form.cleaned_data)):
        messages.success(request, "已撤回完成。")
        return redirect("cultivation:trainee", trainee.pk)
    return _page(request, trainee, form, f"撤回完成：{measure.text}", submit="撤回完成")


ROWS = {"entry": Entry, "note": MentorNote}


@login_required
def void(request, kind, pk):
    """Take an entry or a note back, with the reason."""
    if kind not in ROWS:
        raise Http404
    rows = ROWS[kind].objects.visible_to(request.user).select_related("trainee__roster")
    row = get_object_or_404(rows, pk=pk)
    if not permissions.may_void(request.user, row):
        raise Http404
    trainee = find_trainee(request, row.trainee_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and tried(form, lambda: records.void(row, by=request.user, **form.cleaned_data)):
        messages.success(request, "已作废，记录仍可在“已作废的记录”中查看。")
        return redirect("cultivation:trainee", trainee.pk)
    return _page(request, trainee, form, f"作废：{row}", submit="作废")


@login_required
def proof(request, pk):
    """The proof of an entry, for those who see the person."""
    entry = get_object_or_404(Entry.objects.visible_to(request.user), pk=pk)
    if not entry.proof:
        raise Http404
    kind = images.CONTENT_TYPES[entry.proof.name.rpartition(".")[2]]
    return downloads.download(entry.proof, entry.proof_name, content_type=kind, inline=True)
