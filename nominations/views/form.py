"""The long form (申报表): one page, saved question by question, checked as a whole, then handed in."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import Organisation
from nominations import facts, progress, reports
from nominations.actions import answers, chain, materials
from nominations.forms import changes as printing
from nominations.forms import page as pages
from nominations.forms import typed
from nominations.forms.fields import brief, in_words
from nominations.states import NominationState
from nominations.views.materials import FILE, describe_one, describe_posted, find_to_fill, store_posted
from programmes import clock
from programmes.facts import Moment
from programmes.refusal import Finding, Mark, Refused


@login_required
@never_cache
def form(request, code):
    """The form; posted as a whole it saves everything that changed and goes where the pressed button leads."""
    nomination = find_to_fill(request, code)
    if request.method == "POST":
        return _save_all(request, nomination)
    found = _findings(nomination) if "all" in request.GET else _mistakes(nomination)
    page = pages.build(nomination, by=request.user, findings=found, extra_row=request.GET.get("row", ""))
    return _render(request, nomination, page, shows_findings="all" in request.GET)


def _render(request, nomination, page, *, shows_findings=False, status=200):
    listed = page.findings if shows_findings else []
    correction = correction_of(nomination)
    context = {
        "nomination": nomination,
        "page": page,
        "title": page.title,
        "findings": anchored(page, [f for f in listed if f.blocks]),
        "correction": correction,
        "sent_back": reports.sending_back(nomination),
        "wanted": _wanted(page, correction),
        "deadline": nomination.season.deadline_of(nomination.procedure),
        "word": f"填写{'申报表' if nomination.is_application else nomination.procedure.title}",
        "now": clock.now(),
        "nav": [_in_navigation(section) for section in page.sections],
    }
    return render(request, "nominations/form.html", context, status=status)


def _in_navigation(section):
    """One line of the side navigation: its state, and how many of the required things are there."""
    there, total = (section.progress.done, section.progress.total) if section.progress else (0, 0)
    return {"code": section.id, "title": section.section.title, "state": section.state, "done": there, "total": total}


def _wanted(page, correction):
    """What a correction asks for, each with the place on the page where it is put right."""
    items = correction.asked if correction else ()
    return [{"words": item["words"], "anchor": page.anchor(Finding("", "", item["target"]))} for item in items]


def anchored(page, found):
    """Findings whose field is the id of what they are about on the form page; each sentence of a field once."""
    rows = [Finding(f.rule, f.sentence, page.anchor(f), f.mark) for f in found]
    return list({(row.sentence, row.field): row for row in rows}.values())


def correction_of(nomination):
    return nomination.open_correction if nomination.state == NominationState.RETURNED else None


def _findings(nomination):
    return facts.findings(nomination, _moment(nomination, correction_of(nomination)))


def _moment(nomination, correction):
    """What is checked before the next step: submission, or in a correction the heads first, where they sign again."""
    if correction is None:
        return Moment.SUBMIT
    goes_to_heads = not correction.is_out and facts.tiers_to_sign(nomination, correction)
    return Moment.CORRECTION if goes_to_heads else Moment.FORMALITY


def _mistakes(nomination):
    """What is wrong with answers that are there; what is still missing is no mistake while one is filling in."""
    given = facts.answers_of(nomination)
    found = answers.measure(nomination, given, facts.consents_of(nomination))
    return [finding for finding in found if not progress.is_empty(given.get(finding.field))]


def _save_all(request, nomination):
    try:
        changes, misread = typed.changes(nomination, request.POST)
        outcome = answers.save(nomination, changes, by=request.user)
        misread += store_posted(request, nomination) + describe_posted(request, nomination)
    except Refused as refused:
        return _keep_typing(request, nomination, refused.findings)
    if misread or outcome.conflicts:
        mine = {change.key: change.value for change in changes if change.key in outcome.conflicts}
        mine |= {f.field: request.POST[f.field] for f in misread if f.field in request.POST}
        fresh = find_to_fill(request, nomination.code)
        page = pages.build(fresh, by=request.user, findings=misread, outcome=outcome, typed=mine)
        return _render(request, nomination, page, shows_findings=True, status=409 if outcome.conflicts else 422)
    _stamp(request, nomination)
    messages.success(request, f"已保存 {clock.now().astimezone(clock.SHANGHAI):%H:%M}。")
    return redirect(_next_url(nomination, request.POST.get("next", "")))


def _stamp(request, nomination):
    """The buttons beside a proof that say whether the base unit's seal is on it."""
    verb, _, key = request.POST.get("next", "").partition(":")
    if verb in ("stamp", "unstamp") and key.isdecimal():
        material = get_object_or_404(nomination.materials.current(), pk=key)
        try:
            materials.set_stamped(material, stamped=verb == "stamp", by=request.user)
        except Refused as refused:
            messages.error(request, refused.findings[0].sentence)


def _keep_typing(request, nomination, found):
    """Nothing could be saved (deadline, correction): the page comes back with every typed word, marked 未提交."""
    values = typed.values(nomination, request.POST)
    page = pages.build(nomination, by=request.user, findings=found, typed=values)
    return _render(request, nomination, page, shows_findings=True, status=422)


def _next_url(nomination, wanted):
    """Where the pressed button leads: the check page, a new row, the confirmation before a file is removed."""
    form_url = reverse("nominations:form", args=[nomination.code])
    verb, _, key = wanted.partition(":")
    if verb == "check":
        return reverse("nominations:check", args=[nomination.code])
    if verb == "row":
        return f"{form_url}?{urlencode({'row': key})}#{key}"
    if verb == "remove" and key.isdecimal():
        return reverse("nominations:material-remove", args=[key])
    if verb in ("stamp", "unstamp") and key.isdecimal():
        return f"{form_url}#file-{key}"
    return form_url


@login_required
@require_POST
@never_cache
def answer(request, code):
    """Save one answer (static/js/form.js): 200 saved, 409 somebody else was faster, 422 refused with its reasons."""
    nomination = find_to_fill(request, code)
    try:
        sent = json.loads(request.body)
        if str(sent["key"]).startswith(FILE):
            return _described(request, nomination, sent)
        change = typed.change(nomination, sent["key"], sent["value"], int(sent.get("version") or 0))
    except Refused as refused:
        return refusal(sent["key"], refused)
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"findings": [{"field": "", "sentence": "没有读懂这次保存，请刷新页面再试。"}]}, status=422)
    try:
        outcome = answers.save(nomination, [change], by=request.user)
    except Refused as refused:
        return refusal(change.key, refused)
    conflict = outcome.conflicts.get(change.key)
    return conflicting(nomination, sent["key"], conflict) if conflict else saved(outcome, change.key)


def _described(request, nomination, sent):
    """What a file shows, saved like an answer: ``file.<id>.variant`` and ``file.<id>.caption``."""
    describe_one(request, nomination, sent["key"], str(sent["value"] or ""))
    return JsonResponse(progress_of(find_to_fill(request, nomination.code)))


def progress_of(filled):
    """How far the form is, for the script that shows it."""
    return {
        "version": 0,
        "saved_at": f"{clock.now().astimezone(clock.SHANGHAI):%H:%M}",
        "findings": [],
        "sections": [
            {"code": f"s-{row.code}", "done": row.done, "total": row.total, "state": row.state}
            for row in progress.from_rows(filled.progress)
        ],
        "completeness": filled.completeness,
    }


def refusal(key, refused):
    """The reasons beside the question that was to be saved; a part of an answer shows them at the whole."""
    field = key if key.startswith((facts.CONSENT, FILE)) else str(key).partition(".")[0]
    found = [{"field": field, "sentence": finding.sentence} for finding in refused.findings]
    return JsonResponse({"findings": found}, status=422)


def conflicting(nomination, sent_key, conflict):
    at = conflict.at.astimezone(clock.SHANGHAI)
    return JsonResponse(
        {
            "value": typed.as_typed(nomination, sent_key, conflict.value),
            "version": conflict.version,
            "saved_at": f"{at:%H:%M}",
            "saved_by": conflict.by,
        },
        status=409,
    )


def saved(outcome, key):
    nomination = outcome.nomination
    found = outcome.errors.get(key, ())
    label = next((question.label for question in nomination.form.questions if question.key == key), "")
    hidden = [question.key for question in nomination.form.questions if not question.shown_if(outcome.answers)]
    return JsonResponse(
        progress_of(nomination)
        | {
            "version": outcome.versions.get(key, 0),
            "findings": [{"field": key, "sentence": brief(label, [f.sentence for f in found if f.blocks])}],
            "hidden": hidden,
            "derived": {
                question.key: in_words(question, outcome.answers.get(question.key)) or "未填写"
                for question in nomination.form.questions
                if question.derived
            },
            "slots": pages.slot_titles(nomination.form, outcome.answers),
        }
    )


@login_required
def organisations(request):
    """Options for an organisation picker: up to twenty active organisations whose name holds what was typed."""
    words = request.GET.get("q") or request.GET.get(request.GET.get("key", ""), "")
    found = Organisation.objects.matching(words).filter(is_active=True)[:20] if len(words.strip()) > 1 else ()
    return render(request, "nominations/fields/organisation_options.html", {"organisations": found})


@login_required
@never_cache
def check(request, code):
    """检查并提交: every answer in words, every problem at once, warnings to confirm, then the one irreversible button."""
    return _check(request, find_to_fill(request, code))


def _check(request, nomination, *, refused=(), status=200):
    refusal, correction = answers.refusal_to_fill(nomination, by=request.user), correction_of(nomination)
    is_signed = bool(correction and correction.is_signed_again)
    found = [] if refusal and not is_signed else _findings(nomination)
    page = pages.build(nomination, by=request.user, findings=found)
    context = {
        "nomination": nomination,
        "page": page,
        "title": page.title,
        "refusal": refusal,
        "findings": _against_submitting(page, refused),
        "exceptions": page.exceptions,
        "blocked": bool(page.blocking or page.exceptions),
        "warnings": _by_rule(page.warnings),
        "confirmed": request.POST.getlist("warning"),
        "unconfirmed": {finding.rule for finding in refused if finding.mark == Mark.WARN},
        "correction": correction,
        "next": reports.next_step(nomination, correction=correction),
        "to_sign": facts.tiers_to_sign(nomination, correction) if correction and not correction.is_out else [],
        "changed": printing.changes(nomination) if correction else [],
        "untouched": reports.untouched(correction) if correction else [],
        "now": clock.now(),
    }
    return render(request, "nominations/form_check.html", context, status=status)


def _against_submitting(page, refused):
    """Everything that is wrong, each with its place: on the form, or the tick on this page that confirms a warning."""
    listed = anchored(page, page.blocking)
    told = {finding.sentence for finding in (*page.blocking, *page.exceptions)}
    for finding in refused:
        if finding.mark == Mark.WARN:
            listed.append(Finding(finding.rule, f"请确认提示：{finding.sentence}", f"w-{finding.rule}", finding.mark))
        elif finding.sentence not in told:
            listed.append(Finding(finding.rule, finding.sentence))
    return listed


def _by_rule(found):
    """Rule code → its sentences: one tick confirms what one rule says."""
    rules = {}
    for finding in found:
        rules.setdefault(finding.rule, []).append(finding.sentence)
    return rules


@login_required
@require_POST
@never_cache
def submit(request, code):
    """Hand the form in; a second click on a nomination that is already handed in changes nothing (COM-12)."""
    nomination = find_to_fill(request, code)
    try:
        chain.submit(nomination, by=request.user, confirmed_warnings=request.POST.getlist("warning"))
    except Refused as refused:
        return _check(request, find_to_fill(request, code), refused=refused.findings, status=422)
    return redirect("nominations:submitted", code)


@login_required
def submitted(request, code):
    """Confirmation: number, time, what happens next; print and home."""
    nomination = find_to_fill(request, code)
    version = nomination.versions.last()
    if version is None:
        return redirect("nominations:form", code)
    return render(request, "nominations/form_submitted.html", {"nomination": nomination, "version": version})
