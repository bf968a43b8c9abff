"""The roll, and the page with which staff stand at the door: made once, then working without a line (QC26-27)."""

import datetime as dt
import json
import uuid
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from academy import documents, permissions, tickets
from academy.actions import attending
from academy.actions.attending import Sighting
from academy.models import Enrolment
from academy.states import EnrolmentState
from academy.views.common import find_activity
from documents.files import hand_out_workbook
from programmes import clock
from programmes.refusal import Refused

MOST_SIGHTINGS = 500


@login_required
@require_safe
@never_cache
def roll(request, code):
    """Who is on the roll, who came, with counts."""
    row = find_activity(request, code, may=permissions.may_run)
    words = request.GET.get("q", "").strip()
    on_roll = list(row.enrolments.on_roll().for_roll().select_related("feedback"))
    context = {
        "activity": row,
        "rows": [one for one in on_roll if words in one.person.name],
        "q": words,
        "taken": sum(one.state == EnrolmentState.ENROLLED for one in on_roll),
        "waits": sum(one.state == EnrolmentState.WAITING for one in on_roll),
        "present": sum(one.present is not None for one in on_roll),
        "may_attend": permissions.may_attend(request.user, row),
        "documents": documents.papers_of(row),
        "density": "compact",
    }
    return render(request, "academy/roll.html", context)


@login_required
@require_safe
def roll_export(request, code):
    """The roll as a workbook."""
    row = find_activity(request, code, may=permissions.may_run)
    rows = row.enrolments.on_roll().for_roll().select_related("feedback")
    sheet = (row.title, documents.HEADERS, (documents.cells(one, row) for one in rows))
    return hand_out_workbook(f"{row.code} {row.title} 名单.xlsx", sheet)


@login_required
@require_POST
def roll_print(request, code):
    """The sheet for the door as PDF."""
    row = find_activity(request, code, may=permissions.may_run)
    documents.request_roll(row, by=request.user)
    messages.success(request, "正在生成签到表，好了会出现在本页。")
    return redirect("academy:roll", code)


def _enrolment(request, pk) -> Enrolment:
    rows = Enrolment.objects.visible_to(request.user).select_related("activity", "person")
    found = get_object_or_404(rows, pk=pk)
    if not permissions.may_attend(request.user, found):
        raise Http404
    return found


@login_required
@require_POST
def attend(request, pk):
    """Tick one name on the roll."""
    found = _enrolment(request, pk)
    sighting = Sighting(uuid.uuid4(), clock.now(), enrolment_id=found.pk)
    try:
        attending.attend(found.activity, sighting, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{found.person.name}已签到。")
    return redirect("academy:roll", found.activity.code)


@login_required
@require_POST
def attend_undo(request, pk):
    """Take back a tick."""
    found = _enrolment(request, pk)
    try:
        attending.undo(found, reason=request.POST.get("note", ""), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"已撤销{found.person.name}的签到。")
    return redirect("academy:roll", found.activity.code)


@login_required
@require_safe
@never_cache
def door(request, code):
    """The page for the phone: camera, typed code or the list of names; the roll comes along with it."""
    row = find_activity(request, code, may=permissions.may_attend)
    people = [
        {
            "id": one.pk,
            "name": one.person.name,
            "waits": one.state == EnrolmentState.WAITING,
            "ticket": tickets.ticket(one.pk),
            "code": tickets.short_code(one.pk),
            "present": documents.time_of(one.present.arrived_at) if one.present else "",
        }
        for one in row.enrolments.on_roll().for_roll()
    ]
    response = render(request, "academy/door.html", {"activity": row, "people": people, "density": "normal"})
    response["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
    return response


@require_safe
def door_worker(request):
    """The script that keeps door pages on the phone. Its address is its scope, so it sees nothing outside the activities."""
    script = Path(finders.find("js/door-worker.js")).read_text(encoding="utf-8")
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"  # browsers ask for a new version whenever a door page opens
    return response


@login_required
@require_POST
def door_sync(request, code):
    """Take what a phone saw. Each is answered by its own name: recorded, known already, or refused with the reason."""
    row = find_activity(request, code, may=permissions.may_run)
    try:
        sent = json.loads(request.body)["sightings"]
        given = [(str(one["uuid"]), _sighting(one)) for one in sent[:MOST_SIGHTINGS]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"sentence": "读不懂送来的签到。"}, status=400)
    return JsonResponse({"answers": [_answer(request, row, name, one) for name, one in given]})


def _sighting(one) -> Sighting:
    arrived = dt.datetime.fromisoformat(str(one["arrived_at"]))
    return Sighting(
        client_uuid=uuid.UUID(str(one["uuid"])),
        arrived_at=arrived if arrived.tzinfo else arrived.replace(tzinfo=clock.SHANGHAI),
        enrolment_id=int(one["enrolment"]) if one.get("enrolment") else None,
        ticket=str(one.get("ticket") or "")[:200],
    )


def _answer(request, row, name, sighting) -> dict:
    try:
        kept, is_new = attending.attend(row, sighting, by=request.user)
    except Refused as refused:
        return {"uuid": name, "status": "refused", "sentence": str(refused)}
    at = documents.time_of(kept.arrived_at)
    return {"uuid": name, "status": "recorded" if is_new else "known", "enrolment": kept.enrolment_id, "at": at}
