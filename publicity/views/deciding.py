"""Deciding one nomination of a rolling procedure, or entering what was decided about it elsewhere; the decision as a fragment."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.views.refusals import refuse_into
from documents.files import download
from nominations.models import Nomination
from programmes import clock
from programmes.refusal import Refused
from publicity import actions, forms, permissions
from publicity.actions import deciding as acting
from publicity.models import Decision
from reviews import reading, subjects
from reviews.models import Visit
from reviews.reports import cases


def _case(request, code):
    """A nomination that this leader may decide; else 404."""
    rows = Nomination.objects.visible_to(request.user).filter(cases.rolling())
    rows = rows.select_related("season__organiser", "employer", "recommender")
    nomination = get_object_or_404(rows, code=code)
    if not permissions.may_settle(request.user, nomination):
        raise Http404
    return nomination


@login_required
def decide(request, code):
    """Result, opinion, date, document; beside it what the form says, condition by condition, and what the stages found."""
    nomination = _case(request, code)
    known = Decision.objects.filter(nomination=nomination).first()
    if known is not None:
        return redirect("reviews:case", code)
    options = acting.options(nomination)
    initial = {"decided_on": clock.today(), "result": options[0].code if len(options) == 1 else ""}
    form = forms.DecideForm(request.POST or None, request.FILES or None, options=options, initial=initial)
    if request.method == "POST" and form.is_valid():
        cleaned = dict(form.cleaned_data)
        document = cleaned.pop("document")
        try:
            decision = actions.decide(nomination, acting.Given(**cleaned), by=request.user, document=document)
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, f"已办结：{decision.result_label}。有关各方会收到通知。")
            return redirect("reviews:case", code)
    return render(request, "publicity/decide.html", _page(nomination, form), status=422 if form.errors else 200)


def _page(nomination, form):
    subjects.with_leaders([nomination])
    version = reading.frozen_version(nomination)
    asked = acting.asked_of(nomination)
    return {
        "nomination": nomination,
        "season": nomination.season,
        "form": form,
        "findings": form.errors,
        "asked": next((one for one in nomination.procedure.results if one.code == asked), None),
        "options": acting.options(nomination),
        "steps": cases.steps(nomination) if nomination.season.decided_here else [],
        "judged": judged(nomination, version),
        "parts": reading.parts(nomination, version, for_expert=False) if version else [],
        "visit": Visit.objects.filter(entry__nomination=nomination, recorded_at__isnull=False).first(),
        "is_external": not nomination.season.decided_here,
        "density": "compact",
    }


def judged(nomination, version):
    """The conditions as the form judges them: (title, mark in words, facts), the unmet first to be seen."""
    answers = version.answers if version else {}
    rows = []
    for question in nomination.form.questions:
        if not question.key.startswith("cond_") or question.key.endswith("_facts") or question.key not in answers:
            continue
        option = question.option(str(answers[question.key]))
        label = option.label if option else str(answers[question.key])
        facts = str(answers.get(f"{question.key}_facts") or "")
        rows.append({"title": question.label, "mark": answers[question.key], "label": label, "facts": facts})
    return rows


@login_required
@require_safe
def decision_of(request, code):
    """How a nomination was decided, for whoever may see it; nothing before."""
    nomination = get_object_or_404(Nomination.objects.visible_to(request.user), code=code)
    decision = Decision.objects.filter(nomination=nomination).select_related("decided_by").first()
    return render(request, "publicity/decision.html", {"decision": decision, "nomination": nomination})


@login_required
@require_safe
def decision_file(request, code):
    """The sealed document of a decision, for whoever may see the nomination."""
    rows = Decision.objects.visible_to(request.user).select_related("nomination")
    decision = get_object_or_404(rows, nomination__code=code)
    if not decision.document:
        raise Http404
    suffix = decision.document.name.rpartition(".")[2]
    return download(decision.document, f"{decision.nomination.code} {decision.result_label}.{suffix}")
