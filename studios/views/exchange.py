"""交流对接 over HTTP: what studios need, offer and hold, who fits, and bringing two together (WS24-26)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from programmes import clock
from programmes.refusal import Refused
from programmes.rows import clean_row
from programmes.studio_rows import OFFER
from studios import permissions
from studios.actions import exchange as actions
from studios.facts.matching import suggestions
from studios.forms.rows import fields
from studios.models import Interest, Offer, Studio
from studios.states import OfferKind
from studios.views.pages import find_to, show

PAGE = 30


def _answering(user) -> list[Studio]:
    """Studios for which the person may speak."""
    return [one for one in Studio.objects.kept_by(user) if permissions.may_answer_offer(user, one)]


def _visible(request):
    offers = Offer.objects.visible_to(request.user)
    if offers.query.is_empty():
        raise Http404
    return offers


@login_required
@require_safe
def index(request):
    """Everything that is announced, with what fits one's own studio on top."""
    offers, today = _visible(request), clock.today()
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    rows = offers.open_on(today).for_list()
    if kind in OfferKind.values:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(title__icontains=words) | rows.filter(field__icontains=words)
    own = _answering(request.user)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "kinds": OfferKind.choices,
        "kind": kind,
        "own": own,
        "suggested": [(studio, suggestions(studio, today)) for studio in own],
        "density": "normal",
    }
    return render(request, "studios/exchange.html", context)


@login_required
@require_safe
def offer(request, pk):
    """One announcement; the answers only for the two studios concerned."""
    return _offer(request, pk)


def _offer(request, pk, *, findings=(), typed=""):
    row = get_object_or_404(_visible(request).select_related("studio__employer", "studio__leader"), pk=pk)
    own = _answering(request.user)
    answers = (
        Interest.objects.visible_to(request.user).filter(offer=row).select_related("studio__employer", "studio__leader")
    )
    answered = {interest.studio_id for interest in answers}
    context = {
        "offer": row,
        "is_open": row.is_open(clock.today()),
        "is_own": any(studio.pk == row.studio_id for studio in own),
        "answers": answers,
        "may_answer": [one for one in own if one.pk != row.studio_id and one.pk not in answered],
        "findings": findings,
        "typed": typed,
        "density": "normal",
    }
    return render(request, "studios/offer.html", context, status=422 if findings else 200)


@login_required
@never_cache
def new(request, code):
    """Announce a need, an offer or an event."""
    studio = find_to(permissions.may_answer_offer, request, code)
    values, findings = {"kind": request.GET.get("kind", "")}, ()
    if request.method == "POST":
        try:
            made = actions.announce(studio, raw=request.POST, by=request.user)
        except Refused as refused:
            values, findings = clean_row(OFFER, request.POST), refused.findings
        else:
            messages.success(request, "已发布，各工作室都能看到。")
            return redirect("studios:offer", made.pk)
    context = {"fields": fields(OFFER, values, findings), "findings": findings, "density": "normal"}
    return show(request, studio, "exchange", "offer_form", context, status=422 if findings else 200)


@login_required
@require_POST
def answer(request, pk):
    """Answer an announcement in the name of one's studio."""
    row = get_object_or_404(_visible(request), pk=pk)
    studio = next((one for one in _answering(request.user) if str(one.pk) == request.POST.get("studio")), None)
    if studio is None:
        raise Http404
    text = request.POST.get("text", "")
    try:
        actions.answer(row, studio=studio, text=text, by=request.user)
    except Refused as refused:
        return _offer(request, pk, findings=refused.findings, typed=text)
    messages.success(request, "已响应，对方会收到消息。")
    return redirect("studios:offer", pk)


@login_required
@require_POST
def close(request, pk):
    """Take an announcement off the exchange."""
    row = get_object_or_404(_visible(request).select_related("studio__leader"), pk=pk)
    if not permissions.may_answer_offer(request.user, row.studio):
        raise Http404
    actions.close(row, by=request.user)
    messages.success(request, "已结束，不再接受响应。")
    return redirect("studios:offer", pk)


@login_required
@require_POST
def accept(request, pk):
    """Bring the two studios together."""
    rows = Interest.objects.visible_to(request.user).select_related("offer__studio__leader")
    interest = get_object_or_404(rows, pk=pk)
    if not permissions.may_answer_offer(request.user, interest.offer.studio):
        raise Http404
    actions.accept(interest, by=request.user)
    messages.success(request, "已对接，双方都会收到消息。")
    return redirect("studios:offer", interest.offer_id)
