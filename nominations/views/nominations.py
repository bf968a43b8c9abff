"""Pages about nominations: the list, one nomination read-only with everything that happened to it, starting one."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import Organisation
from accounts.states import Role
from accounts.views.refusals import refuse_into
from audit.record import history
from audit.transitions import why_not
from documents.models import Document
from nominations import excusing, openings, paperwork, permissions, reports
from nominations.actions import answers
from nominations.actions.chain import verb_of
from nominations.actions.materials import checks_stamps
from nominations.forms import page as pages
from nominations.forms.start import StartForm
from nominations.models import Nomination, Season
from nominations.states import Decision, NominationState, Tier
from nominations.views.opinions import find
from programmes import clock
from programmes.refusal import Refused

PER_PAGE = 50
MOST_PRIVATE_ROWS = 500
S = NominationState


@login_required
def nomination_list(request):
    """Nominations that this person may see, by state, with search over name, number and unit; fifty a page."""
    season, words, state = _season(request), request.GET.get("q", "").strip(), request.GET.get("state", "")
    rows = _matching(request, season, words)
    counts = {row["state"]: row["count"] for row in rows.with_state_counts()}
    if state in S.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.for_list().order_by("-season__year", "number"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "words": words,
        "state": state,
        "season": season,
        "seasons": Season.objects.visible_to(request.user).order_by("-year"),
        "chips": [(one, counts[one]) for one in S if one in counts],
        "total": sum(counts.values()),
        "may_start": bool(_recommenders(request.user)),
        "may_export_private": request.user.holds((Role.OFFICER, Role.CLERK)),
        "most_private": MOST_PRIVATE_ROWS,
    }
    return render(request, "nominations/list.html", context)


def _matching(request, season, words):
    rows = Nomination.objects.visible_to(request.user)
    if season:
        rows = rows.filter(season=season)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__icontains=words) | Q(employer_name__icontains=words))
    return rows


def listed(request):
    """What the list page with this address shows, all pages of it: the same rows go into an export."""
    rows, state = _matching(request, _season(request), request.GET.get("q", "").strip()), request.GET.get("state", "")
    return rows.filter(state=state) if state in S.values else rows


def _season(request):
    wanted = request.GET.get("season", "")
    return Season.objects.visible_to(request.user).filter(pk=wanted).first() if wanted.isdecimal() else None


def _recommenders(user):
    """Recommending units of which this person is a clerk."""
    ids = user.organisation_ids(Role.CLERK)
    return Organisation.objects.recommenders().filter(pk__in=ids) if ids else Organisation.objects.none()


@dataclass(frozen=True)
class Act:
    """Something one can do with a nomination: shown to ``who``, refused with ``why`` while a condition is unmet."""

    label: str
    url_name: str
    who: object
    transition: str = ""
    is_main: bool = False
    states: frozenset = frozenset()
    when: object = lambda correction: True


def _is_filled_in(correction):
    return correction is None or not correction.is_out


def _is_signed(correction):
    return correction is not None and correction.is_signed_again


ACTS = (
    Act(
        "继续填报",
        "nominations:form",
        permissions.fills,
        is_main=True,
        states=frozenset({S.DRAFT}),
    ),
    Act(
        "现在补正",
        "nominations:form",
        permissions.fills,
        is_main=True,
        states=frozenset({S.RETURNED}),
        when=_is_filled_in,
    ),
    Act("查看填写内容", "nominations:form", permissions.fills, states=frozenset({S.EXPIRED})),
    Act("检查并提交", "nominations:check", permissions.fills, states=frozenset({S.DRAFT})),
    Act("检查并提交补正", "nominations:check", permissions.fills, states=frozenset({S.RETURNED}), when=_is_filled_in),
    Act(
        "检查并提交补正",
        "nominations:check",
        permissions.fills,
        is_main=True,
        states=frozenset({S.RETURNED}),
        when=_is_signed,
    ),
    Act("邀请申报人或单位人员", "nominations:invite", permissions.may_invite, states=frozenset({S.DRAFT})),
    Act(
        "签署意见",
        "nominations:opinion",
        permissions.is_employer_head,
        transition="endorse",
        is_main=True,
        states=frozenset({S.ENDORSING}),
    ),
    Act(
        "签署意见",
        "nominations:opinion",
        permissions.is_recommender_head,
        transition="confirm",
        is_main=True,
        states=frozenset({S.RECOMMENDING}),
    ),
    Act(
        "重新确认意见",
        "nominations:opinion",
        permissions.is_employer_head,
        transition="endorse_again",
        is_main=True,
        states=frozenset({S.RETURNED}),
        when=lambda correction: correction is not None and correction.due_tier == Tier.EMPLOYER,
    ),
    Act(
        "重新确认意见",
        "nominations:opinion",
        permissions.is_recommender_head,
        transition="confirm_again",
        is_main=True,
        states=frozenset({S.RETURNED}),
        when=lambda correction: correction is not None and correction.due_tier == Tier.RECOMMENDER,
    ),
    Act("申请例外", "nominations:exception", permissions.may_fill, states=frozenset({S.DRAFT})),
    Act(
        "取消参评资格",
        "nominations:disqualify",
        permissions.is_leader,
        transition="disqualify",
        states=frozenset({S.SUBMITTED, S.RETURNED, S.IN_REVIEW, S.CANDIDATE, S.PUBLICISED}),
    ),
)


SIGNING = {"endorse": Tier.EMPLOYER, "confirm": Tier.RECOMMENDER}
TIER_OF = SIGNING | {"endorse_again": Tier.EMPLOYER, "confirm_again": Tier.RECOMMENDER}


@dataclass(frozen=True)
class Offer:
    """An act as it is offered; ``label`` names the opinion in the words of the chain."""

    act: Act
    why: str
    label: str = ""


def offers(nomination, user) -> list[Offer]:
    """What this person may do now, and with a reason what is theirs to do but not possible yet."""
    correction = nomination.open_correction if nomination.state == S.RETURNED else None
    return [
        Offer(act, _why_not(act, nomination, user), _label(act, nomination))
        for act in ACTS
        if nomination.state in act.states and act.when(correction) and act.who(user, nomination)
    ]


def _label(act, nomination):
    tier = TIER_OF.get(act.transition)
    if tier and nomination.procedure.has_tier(tier):
        return act.label.replace("意见", nomination.procedure.tier(tier).opinion_label)
    if act.url_name == "nominations:invite":
        return (
            f"邀请{nomination.person_word}{'或单位人员' if nomination.procedure.started_by == Tier.RECOMMENDER else ''}"
        )
    return act.label


def _why_not(act, nomination, user):
    if not act.transition:
        return ""
    if act.url_name == "nominations:opinion" and not permissions.has_not_signed(user, nomination):
        labels = "和".join(one.opinion_label for one in nomination.tiers)
        return f"{labels}须由两位不同的负责人签署，您已经签署了一级意见。"
    verb = act.transition
    if act.url_name == "nominations:opinion" and verb in SIGNING:
        verb = verb_of(nomination.procedure, SIGNING[verb], Decision.AGREE)
    return "；".join(finding.sentence for finding in why_not(nomination, verb, by=user))


@login_required
@never_cache
def detail(request, code):
    """One nomination for everybody of its chain: state, next step, answers, files, opinions, versions, what happened."""
    nomination = find(request, code)
    user = request.user
    correction = nomination.open_correction if nomination.state == S.RETURNED else None
    live = nomination.live_opinions
    page = pages.build(nomination, by=user)
    may_print = permissions.may_print(user, nomination)
    context = {
        "nomination": nomination,
        "page": page,
        "id_sheet_ready": {"id_front", "id_back"} <= {slot.kind.code for slot in page.slots if slot.files},
        "next": reports.next_step(nomination, correction=correction),
        "correction": correction,
        "sent_back": reports.sending_back(nomination),
        "offers": offers(nomination, user),
        "may_withdraw": permissions.may_withdraw(user, nomination),
        "paper_missing": paperwork.missing(nomination) if nomination.dispatched_at else [],
        "may_ask_exception": nomination.state in (S.SUBMITTED, S.RETURNED, S.IN_REVIEW)
        and permissions.is_officer(user, nomination)
        and bool(excusing.to_be_excused(nomination)),
        "may_reopen": bool(correction and correction.is_out) and permissions.may_reopen(user, nomination),
        "checks_stamps": checks_stamps(nomination, user),
        "may_send_back": nomination.state in (S.ENDORSING, S.RECOMMENDING, S.CONFIRMED)
        and not why_not(nomination, "send_back", by=user),
        "may_print": may_print,
        "documents": Document.objects.for_subject(nomination) if may_print else [],
        "may_unmask": permissions.may_unmask(user, nomination),
        "tiers": [(tier, next((o for o in live if o.tier == tier.tier), None)) for tier in nomination.tiers],
        "paper": None if nomination.procedure.batched else paper_pack_of(nomination),
        "former_opinions": [o for o in nomination.opinions.all() if o.superseded_at],
        "versions": nomination.versions.select_related("frozen_by").order_by("-number"),
        "warnings": nomination.warnings.filter(form_version=nomination.form_version).select_related("confirmed_by"),
        "exceptions": nomination.exceptions.select_related("requested_by", "approved_by"),
        "events": history(nomination),
        "is_staff": user.holds(permissions.STAFF_ROLES, nomination.season.organiser_id),
        "now": clock.now(),
    }
    return render(request, "nominations/detail.html", context)


def paper_pack_of(nomination):
    """The paper that goes with a form sent on its own."""
    return reports.paper_pack(nomination.season, nomination.procedure, nomination.dispatched_at)


@login_required
@require_POST
@never_cache
def unmask(request, code):
    """Show one private answer in full, for a reason that is recorded (architecture §4)."""
    nomination, key = find(request, code), request.POST.get("key", "")
    if not permissions.may_unmask(request.user, nomination):
        raise Http404
    try:
        value = answers.unmask(nomination, key, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
        return redirect("nominations:detail", code)
    context = {"nomination": nomination, "question": nomination.form.question(key), "value": value}
    return render(request, "nominations/unmasked.html", context)


@login_required
def start(request):
    """Begin a nomination: what may be begun is chosen first where there is more than one thing (QC23-20, GS24-20)."""
    found = openings.openings(request.user)
    if not found and not _recommenders(request.user):
        raise Http404
    opening = _opening(found, request.POST or request.GET)
    if opening is None:
        return render(request, "nominations/start.html", {"openings": found})
    seasons = [
        one.season for one in found if (one.procedure.code, one.studio) == (opening.procedure.code, opening.studio)
    ]
    form = StartForm(request.POST or None, opening=opening, user=request.user, seasons=_alike(seasons, opening))
    if request.method == "POST" and form.is_valid():
        try:
            nomination = answers.begin(by=request.user, **form.values())
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, f"已新建{opening.procedure.title}，编号 {nomination.code}。")
            return redirect("nominations:form", nomination.code)
    context = {"form": form, "opening": opening, "openings": found}
    return render(request, "nominations/start.html", context, status=422 if form.errors else 200)


def _alike(seasons, opening):
    """Seasons of the same programme to choose from."""
    return [season for season in seasons if season.programme_code == opening.season.programme_code]


def _opening(found, asked):
    """The opening that the address or the posted form names; the only one, or the only one of its kind, by itself."""
    named = [one for one in found if _is_asked(one, asked)]
    kinds = {(one.season.programme_code, one.procedure.code, one.studio) for one in named}
    return named[0] if len(kinds) == 1 or (named and "season" in asked) else None


def _is_asked(opening, asked):
    wanted = {
        "season": str(opening.season.pk),
        "procedure": opening.procedure.code,
        "studio": str(opening.studio.pk if opening.studio else ""),
    }
    return all(asked.get(name, value) in (value, "") for name, value in wanted.items())
