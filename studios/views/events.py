"""The leader of a studio: terms, what has been reported, and the change task that follows (GS24-41, WS24-23)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from programmes import clock
from studios import permissions
from studios.actions import events
from studios.forms.register import EventForm, NoteForm
from studios.models import LeaderEvent
from studios.reports import life as lives
from studios.views.common import find_studio, tried


@login_required
def leader(request, code):
    """Report that the leader leaves, and see until when the change is to be filed."""
    subject = find_studio(request, code)
    form = EventForm(request.POST or None, initial=_proposed(request))
    if request.method == "POST":
        if not permissions.may_report_leader(request.user, subject):
            raise Http404
        if tried(form, lambda **values: events.report(subject, by=request.user, **values)):
            messages.success(request, "已报告。请在期限前提交管理变更申请。")
            return redirect("studios:leader", code)
    return _leader(request, subject, form)


def _proposed(request):
    """What a message proposes to report; the person looks at it and sends it."""
    return {name: request.GET[name] for name in ("kind", "happens_on", "note") if name in request.GET}


def _leader(request, subject, form, settle_form=None):
    today, pending = clock.today(), subject.leader_events.pending().first()
    context = {
        "studio": subject,
        "form": form,
        "settle_form": settle_form or NoteForm(),
        "pending": pending,
        "is_overdue": bool(pending) and pending.is_overdue(today),
        "days": abs((pending.due_on - today).days) if pending else 0,
        "rows": subject.leader_events.select_related("person", "reported_by"),
        "terms": subject.leader_terms.select_related("person"),
        "term": subject.terms.leader_term,
        "honour": lives.leader_honour(subject),
        "asks_honour": bool(subject.terms.leader_honour),
        "may_report": permissions.may_report_leader(request.user, subject)
        and permissions.is_standing(request.user, subject),
        "may_start": permissions.may_start(request.user, subject),
        "may_settle": bool(pending) and pending.kind != "revoked" and permissions.may_decide(request.user, subject),
        "density": "compact",
    }
    status = 422 if form.errors or (settle_form is not None and settle_form.errors) else 200
    return render(request, "studios/events.html", context, status=status)


@login_required
@require_POST
def settle(request, code, pk):
    """The organiser's leader ends a task without a change."""
    subject = find_studio(request, code, may=permissions.may_decide)
    event = LeaderEvent.objects.visible_to(request.user).filter(studio=subject, pk=pk).first()
    if event is None:
        raise Http404
    form = NoteForm(request.POST)
    if not tried(form, lambda note: events.settle(event, outcome=note, by=request.user)):
        return _leader(request, subject, EventForm(), form)
    messages.success(request, "已办结，工作室恢复原状态。")
    return redirect("studios:leader", code)
