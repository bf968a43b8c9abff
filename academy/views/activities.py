"""One activity: its page, enrolling and leaving, feedback, materials."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from academy import audience, permissions, tickets
from academy.actions import attending, enrolling
from academy.facts import clashes_of, clashing_people, feedback_of
from academy.forms import FeedbackForm, FileForm, TeacherForm
from academy.models import Activity, ActivityFile, Enrolment
from academy.states import AT_DOOR, ActivityState, EnrolmentState
from academy.views.common import find_activity, person_of, tried
from accounts.states import UNIT_ROLES
from audit.record import history
from audit.transitions import why_not
from documents import files as downloads
from programmes import clock
from programmes.refusal import Refused


@login_required
@require_safe
@never_cache
def activity(request, code):
    """What, when, where, by whom; the own place with its code for the door."""
    return page(request, find_activity(request, code))


def page(request, row, *, status=200, **forms):
    """The page of an activity, with the forms that were refused."""
    user, now = request.user, clock.now()
    person = person_of(user)
    own = _own(row, person)
    runs = permissions.may_run(user, row)
    counted = Activity.objects.with_counts().get(pk=row.pk)
    said = getattr(own, "feedback", None) if own else None
    context = {
        "activity": row,
        "counts": counted,
        "free": max(row.capacity - counted.taken, 0),
        "teachers": row.teachers.select_related("person"),
        "files": ActivityFile.objects.visible_to(user).current().filter(activity=row),
        "person": person,
        "own": own,
        "ticket": _ticket(row, own),
        "clashes": clashes_of(person, row) if person and own and row.state in AT_DOOR else [],
        "may_enrol": bool(person) and own is None and row.takes_enrolments(now),
        "may_leave": bool(own) and not own.present and row.state == ActivityState.OPEN and now < row.starts_at,
        "may_enrol_others": user.holds(UNIT_ROLES) and row.takes_enrolments(now),
        "may_say": bool(own and own.present) and row.state in AT_DOOR,
        "said": said,
        "feedback_form": forms.get("feedback_form") or FeedbackForm(initial=_initial(said)),
        "runs": runs,
        "may_edit": permissions.may_edit(user, row),
        "density": "normal",
    }
    if runs:
        context |= _for_staff(row, user, forms)
    return render(request, "academy/activity.html", context, status=status)


def _for_staff(row, user, forms):
    against = {name: [one.sentence for one in why_not(row, name, by=user)] for name in ("open", "hold", "close")}
    return {
        "steps": {name: "；".join(sentences) for name, sentences in against.items()},
        "feedback": feedback_of(row),
        "teacher_form": forms.get("teacher_form") or TeacherForm(),
        "file_form": forms.get("file_form") or FileForm(),
        "events": history(row)[:10],
    }


def _own(row, person) -> Enrolment | None:
    if person is None:
        return None
    rows = row.enrolments.on_roll().filter(person=person)
    return rows.select_related("attendance", "feedback", "person").first()


def _ticket(row, own):
    if own is None or own.state != EnrolmentState.ENROLLED or row.state not in AT_DOOR:
        return None
    return {"picture": tickets.picture(own.pk), "code": tickets.short_code(own.pk)}


def _initial(said):
    return {"score": said.score, "text": said.text} if said else {}


@login_required
@never_cache
def enrol(request, code):
    """Look once more before coming onto the roll: place or waiting list, and what else is at that time."""
    row = find_activity(request, code)
    person = person_of(request.user)
    if person is None:
        raise Http404
    findings = ()
    if request.method == "POST":
        try:
            made = enrolling.enrol(row, person=person, by=request.user)
        except Refused as refused:
            findings = refused.findings
        else:
            placed = made.state == EnrolmentState.ENROLLED
            messages.success(request, "报名成功。" if placed else "名额已满，已列入候补；有人退出时自动递补并通知您。")
            return redirect("academy:activity", row.code)
    counted = Activity.objects.with_counts().get(pk=row.pk)
    context = {
        "activity": row,
        "free": max(row.capacity - counted.taken, 0),
        "counts": counted,
        "clashes": clashes_of(person, row),
        "findings": findings,
        "density": "normal",
    }
    return render(request, "academy/enrol.html", context, status=422 if findings else 200)


@login_required
@never_cache
def enrol_people(request, code):
    """A unit puts people of its own on the roll (QC26-25)."""
    row = find_activity(request, code)
    if not request.user.holds(UNIT_ROLES):
        raise Http404
    people, findings = audience.people_of(request.user), ()
    if request.method == "POST":
        chosen = people.filter(pk__in=[one for one in request.POST.getlist("people") if one.isdecimal()])
        try:
            made = enrolling.enrol_all(row, people=chosen.select_related("user"), by=request.user)
        except Refused as refused:
            findings = refused.findings
        else:
            waits = sum(one.state == EnrolmentState.WAITING for one in made)
            messages.success(request, f"已报名 {len(made) - waits} 人" + (f"，候补 {waits} 人。" if waits else "。"))
            return redirect("academy:enrol-people", row.code)
    listed = list(people)
    there = {one.person_id: one for one in row.enrolments.on_roll().filter(person__in=listed)}
    clashes = clashing_people(listed, row)
    context = {
        "activity": row,
        "rows": [(one, there.get(one.pk), clashes.get(one.pk, "")) for one in listed],
        "is_open": row.takes_enrolments(clock.now()),
        "findings": findings,
        "density": "normal",
    }
    return render(request, "academy/enrol_people.html", context, status=422 if findings else 200)


@login_required
@require_POST
def withdraw(request, pk):
    """Leave the roll, or take somebody off it."""
    rows = Enrolment.objects.visible_to(request.user).select_related("activity", "person__user")
    enrolment = get_object_or_404(rows, pk=pk)
    if not permissions.may_withdraw(request.user, enrolment):
        raise Http404
    try:
        enrolling.withdraw(enrolment, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{enrolment.person.name}已退出{enrolment.activity.title}。")
    own = permissions.is_own(request.user, enrolment)
    runs = permissions.may_run(request.user, enrolment)
    target = "academy:activity" if own else "academy:roll" if runs else "academy:enrol-people"
    return redirect(target, enrolment.activity.code)


@login_required
@require_POST
def feedback(request, code):
    """What one who attended says."""
    row = find_activity(request, code)
    own = _own(row, person_of(request.user))
    if own is None:
        raise Http404
    form = FeedbackForm(request.POST)
    if tried(form, lambda **values: attending.say(own, by=request.user, **values)):
        messages.success(request, "谢谢反馈。结项以前可以修改。")
        return redirect("academy:activity", code)
    return page(request, row, status=422, feedback_form=form)


@login_required
@require_safe
def file(request, pk):
    """A material, after the check that one may have it."""
    row = get_object_or_404(ActivityFile.objects.visible_to(request.user).current(), pk=pk)
    return downloads.download(row.file, row.original_name, content_type=row.content_type)
