"""推荐汇总: the recommender's page for gathering, ordering and dispatching confirmed nominations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.models import Organisation
from accounts.states import Role
from accounts.views.refusals import refuse_into
from documents import images, jobs
from nominations import paperwork, permissions, reports
from nominations.actions import batches
from nominations.documents import A2, RECEIPT, batch_documents
from nominations.forms.chain import BatchForm
from nominations.models import Batch, Nomination, Season
from nominations.states import BatchState
from programmes.refusal import Refused
from programmes.spec import Subject


@login_required
def batch_list(request):
    """A recommender's batches, or for staff those that were dispatched to them."""
    recommenders = Organisation.objects.filter(
        pk__in=request.user.organisation_ids(Role.CLERK, Role.HEAD), is_recommender=True
    )
    rows = Batch.objects.visible_to(request.user).for_list()
    staff = request.user.organisation_ids(Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
    if not recommenders and not staff:
        raise Http404
    seasons = Season.objects.open() if recommenders else ()
    kinds = [(one, procedure) for one in seasons for procedure in one.edition.procedures if procedure.batched]
    context = {
        "batches": rows,
        "kinds": kinds,
        "names_procedure": len({one.pk for one, _procedure in kinds}) < len(kinds),
        "recommenders": [r for r in recommenders if request.user.holds(Role.CLERK, r.pk)],
        "seasons": seasons,
    }
    return render(request, "nominations/batches.html", context)


@login_required
@require_POST
def batch_open(request):
    """Go to the open batch of a season, made when there is none."""
    wanted, _, code = request.POST.get("season", "").partition(":")
    season = get_object_or_404(Season.objects.open(), pk=wanted if wanted.isdecimal() else 0)
    procedure = _batched(season, code)
    recommender = get_object_or_404(
        Organisation.objects.filter(pk__in=request.user.organisation_ids(Role.CLERK), is_recommender=True),
        pk=request.POST.get("recommender") or 0,
    )
    return redirect(
        "nominations:batch", batches.open_batch(season, recommender, procedure=procedure, by=request.user).pk
    )


def _batched(season, code):
    """The procedure with this code, the first one without a code; only one whose nominations go in a batch."""
    named = [one for one in season.edition.procedures if one.batched and code in (one.code, "")]
    if not named:
        raise Http404
    return named[0]


def find_batch(request, pk):
    rows = Batch.objects.visible_to(request.user).select_related("season__organiser", "recommender", "explained_by")
    return get_object_or_404(rows, pk=pk)


def demand(allowed):
    if not allowed:
        raise Http404


def find_batch_for(request, pk, may):
    """The batch if this person may act on it so; seeing it is not enough."""
    batch = find_batch(request, pk)
    demand(may(request.user, batch))
    return batch


@login_required
def batch_page(request, pk):
    batch = find_batch(request, pk)
    if request.method == "POST":
        demand(permissions.may_arrange_batch(request.user, batch))
    initial = {name: getattr(batch, name) for name in ("contact_name", "contact_phone", "is_ranked")}
    form = BatchForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _describe(request, batch, form):
        messages.success(request, "汇总表已保存。")
        return redirect("nominations:batch", pk)
    return render(request, "nominations/batch.html", _page(request, batch, form), status=422 if form.errors else 200)


def _describe(request, batch, form):
    given = form.cleaned_data
    try:
        if given["scan"]:
            images.check_upload(given["scan"], formats=("pdf",), max_mb=10)
        batches.describe(batch, by=request.user, **given)
    except Refused as refused:
        refuse_into(form, refused)
        return False
    return True


def _page(request, batch, form):
    is_draft = batch.state == BatchState.DRAFT
    rows = (
        Nomination.objects.for_batch(batch)
        if is_draft
        else batch.nominations.order_by("batch_position").select_related("employer", "paper")
    )
    inside = [row for row in rows if row.batch_id == batch.pk]
    procedure, season = batch.procedure, batch.season
    is_about_studio = season.programme.subject == Subject.STUDIO
    return {
        "batch": batch,
        "form": form,
        "title": "推荐汇总表" if batch.form is None else batch.title,
        "summary_title": batch.form.title.format(year=season.year) if batch.form else "",
        "is_about_studio": is_about_studio,
        "unit_word": "个" if is_about_studio else "人",
        "send_words": f"报送{season.organiser}" if is_about_studio else "报送协会",
        "share": reports.share_of(inside) if procedure.batch_rules and batch.recommender.is_district_union else None,
        "unmet": batches.rule_findings(batch, inside) if is_draft else (),
        "may_confirm_explanation": is_draft
        and bool(batch.explanation)
        and batch.explained_by_id is None
        and permissions.may_confirm_explanation(request.user, batch),
        "inside": inside,
        "waiting": [row for row in rows if row.batch_id is None],
        "is_draft": is_draft,
        "may_arrange": is_draft and permissions.may_arrange_batch(request.user, batch),
        "may_send": is_draft and permissions.may_send_batch(request.user, batch),
        "against": batches.dispatch_findings(batch, inside) if is_draft else (),
        "documents": batch_documents(batch),
        "paper_open": [line for line in paperwork.lines_of(batch, inside) if line.words and line.is_in]
        if not is_draft
        else (),
        "paper": reports.paper_pack(season, procedure, batch.dispatched_at),
    }


@login_required
@require_POST
def batch_add(request, pk):
    batch = find_batch_for(request, pk, permissions.may_arrange_batch)
    chosen = Nomination.objects.visible_to(request.user).filter(pk__in=request.POST.getlist("nomination"))
    return _change(request, batch, lambda: batches.add(batch, chosen, by=request.user), "已编入汇总表。")


@login_required
@require_POST
def batch_remove(request, pk, code):
    batch = find_batch_for(request, pk, permissions.may_arrange_batch)
    nomination = get_object_or_404(batch.nominations, code=code)
    return _change(request, batch, lambda: batches.remove(batch, nomination, by=request.user), "已移出汇总表。")


@login_required
@require_POST
def batch_shift(request, pk, code):
    """Move one row up or down in the recommender's order; works without script."""
    batch = find_batch_for(request, pk, permissions.may_arrange_batch)
    order = list(batch.nominations.order_by("batch_position").values_list("pk", flat=True))
    place = order.index(get_object_or_404(batch.nominations, code=code).pk)
    other = place - 1 if request.POST.get("to") == "up" else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return _change(request, batch, lambda: batches.arrange(batch, order, by=request.user), "顺序已调整。")


@login_required
@require_POST
def batch_print(request, pk):
    """Ask for 附件 2 as PDF, of the rows as they stand now."""
    batch = find_batch_for(request, pk, permissions.may_print_batch)
    jobs.request(A2, subject=batch, by=request.user)
    messages.success(request, "汇总表正在生成，完成后可在本页下载。")
    return redirect("nominations:batch", pk)


@login_required
@require_POST
def batch_dispatch(request, pk):
    batch = find_batch_for(request, pk, permissions.may_send_batch)
    try:
        batch = _dispatch(batch, request.user)
    except Refused as refused:
        for finding in refused.findings:
            messages.error(request, finding.sentence)
    else:
        messages.success(request, f"已报送，回执编号 {batch.receipt_number}。")
    return redirect("nominations:batch", pk)


@transaction.atomic
def _dispatch(batch, by):
    """Send the batch; its summary as sent and its receipt are asked for with it or not at all."""
    batch = batches.dispatch(batch, by=by)
    jobs.request(A2, subject=batch, by=by, key=f"a2:{batch.pk}")
    jobs.request(RECEIPT, subject=batch, by=by, key=f"receipt:{batch.pk}")
    return batch


def _change(request, batch, act, success):
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
    else:
        messages.success(request, success)
    return redirect("nominations:batch", batch.pk)
