"""Rounds of recommending upwards: the list, one round with its people and packs, candidates, a pack."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.states import Role
from accounts.views.refusals import refuse_into
from audit.record import history
from craftsmen.models import Person
from documents.models import Document
from pathways import forms, permissions
from pathways.actions import nominees, packs, rounds
from pathways.facts import candidates, flags_of, next_kind, path_of
from pathways.models import Nominee, Pack, Round
from pathways.states import NomineeState
from programmes import clock
from programmes.refusal import Refused

PAGE = 50
#: Named on the page before a pack is made, so that nobody is missed.
NOT_AGREED = (NomineeState.SELECTED, NomineeState.ASKED, NomineeState.REFUSED)


@login_required
@require_safe
def index(request):
    """Rounds by year, newest first."""
    if not permissions.is_staff(request.user):
        raise Http404
    page = Paginator(Round.objects.visible_to(request.user).for_list(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_open": request.user.holds(Role.OFFICER), "density": "compact"}
    return render(request, "pathways/rounds.html", context)


def _organiser(request) -> Organisation:
    """The body in whose name the officer acts; 404 for everybody else."""
    ids = request.user.organisation_ids(Role.OFFICER)
    organiser = Organisation.objects.filter(pk__in=ids, is_organiser=True).order_by("pk").first()
    if organiser is None or not permissions.may_open_round(request.user, organiser):
        raise Http404
    return organiser


@login_required
def new(request):
    """Open a round."""
    organiser = _organiser(request)
    form = forms.RoundForm(request.POST or None)
    if request.method == "POST" and (made := tried(form, rounds.open_round, organiser=organiser, by=request.user)):
        messages.success(request, f"已开启{made}。")
        return redirect("pathways:round", made.pk)
    return _form(request, form, "pathways/round_new.html", {})


def tried(form, action, *args, **fixed):
    """What the action makes of the form's values; None with the findings on the form."""
    if not form.is_valid():
        return None
    try:
        return action(*args, **form.cleaned_data, **fixed)
    except Refused as refused:
        refuse_into(form, refused)
        return None


def _form(request, form, template, context):
    context = context | {"form": form, "density": "compact"}
    return render(request, template, context, status=422 if form.errors else 200)


def find_round(request, pk, may=permissions.may_watch) -> Round:
    """The round with this id if the person sees it and ``may``; otherwise 404."""
    found = get_object_or_404(Round.objects.visible_to(request.user).select_related("organiser"), pk=pk)
    if not may(request.user, found):
        raise Http404
    return found


@login_required
@require_safe
def show(request, pk):
    """One round: who is put forward, by flags, and what was handed on."""
    round_ = find_round(request, pk)
    rows = Nominee.objects.visible_to(request.user).filter(round=round_).for_list()
    state = request.GET.get("state", "")
    chosen = rows.filter(state=state) if state in NomineeState.values else rows
    context = {
        "round": round_,
        "page": Paginator(chosen, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": _counts(rows),
        "packs": _packs(request, round_),
        "may_run": permissions.may_run(request.user, round_),
        "events": history(round_)[:20],
        "density": "compact",
    }
    return render(request, "pathways/round.html", context)


def _counts(rows):
    found = list(rows.order_by().values_list("state", flat=True))
    return [(state, state.label, found.count(state)) for state in NomineeState if state in found]


def _packs(request, round_):
    """Packs with their files, for those who may take them. Two queries."""
    held = list(Pack.objects.visible_to(request.user).filter(round=round_).select_related("by"))
    keys = [f"pack-{pack.pk}" for pack in held]
    files = {one.key: one for one in Document.objects.filter(kind=packs.KIND, key__in=keys)}
    return [(pack, files.get(f"pack-{pack.pk}")) for pack in held]


@login_required
@require_safe
def candidate_list(request, pk):
    """Who may be put forward: both flags first, then one, then none (QC26-54)."""
    round_, q = find_round(request, pk), request.GET.get("q", "")
    page = Paginator(candidates(round_, q=q), PAGE).get_page(request.GET.get("page"))
    context = {
        "round": round_,
        "page": page,
        "q": q,
        "may_run": permissions.may_run(request.user, round_),
        "next": next_kind(round_.programme),
        "density": "compact",
    }
    return render(request, "pathways/candidates.html", context)


@login_required
def select(request, pk, person_pk):
    """Put one candidate forward, with a reason."""
    round_ = find_round(request, pk, permissions.may_run)
    rows = Person.objects.visible_to(request.user).prefetch_related("honours__certificate")
    person = get_object_or_404(rows, pk=person_pk)
    form = forms.SelectForm(request.POST or None)
    if request.method == "POST" and (made := tried(form, nominees.select, round_, person=person, by=request.user)):
        messages.success(request, f"已选定{person.name}，请征求本人同意。")
        return redirect("pathways:nominee", made.pk)
    context = {"round": round_, "person": person, "stages": path_of(person), "flags": flags_of(person, clock.today())}
    return _form(request, form, "pathways/select.html", context)


@login_required
def scheme(request, pk):
    """Put in what the municipal scheme is called (AMB-29)."""
    round_ = find_round(request, pk, permissions.may_run)
    form = forms.SchemeForm(request.POST or None, initial={"scheme": round_.scheme})
    if request.method == "POST" and tried(form, rounds.name_scheme, round_, by=request.user):
        messages.success(request, "名称已保存。")
        return redirect("pathways:round", pk)
    return _form(request, form, "pathways/scheme.html", {"round": round_})


@login_required
def pack(request, pk):
    """Hand on those who agreed: who goes and who does not is shown before."""
    round_ = find_round(request, pk, permissions.may_run)
    form = forms.PackForm(request.POST or None)
    if request.method == "POST" and (made := tried(form, packs.make_pack, round_, by=request.user)):
        messages.success(request, f"第 {made.number} 批正在生成，完成后可以下载。")
        return redirect("pathways:round", pk)
    rows = list(Nominee.objects.visible_to(request.user).filter(round=round_).for_list())
    context = {
        "round": round_,
        "agreed": [one for one in rows if one.state == NomineeState.CONSENTED],
        "waiting": [one for one in rows if one.state in NOT_AGREED],
        "next": next_kind(round_.programme),
    }
    return _form(request, form, "pathways/pack.html", context)
