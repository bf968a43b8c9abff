"""The way to one's desk, and one's own account."""

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions, forms
from accounts.models import Consent, User
from accounts.navigation import home_url
from accounts.permissions import is_staff_of_organiser
from accounts.reports import own_data_json
from accounts.views.refusals import refuse_into
from programmes.refusal import Refused


@login_required
def desk(request):
    """Each role has its own first page; apps register them."""
    return redirect(home_url(request.user))


@login_required
def profile(request):
    form = forms.ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        fresh = User.objects.get(pk=request.user.pk)
        try:
            actions.update_profile(fresh, **form.cleaned_data, by=fresh)
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, _("个人资料已保存。"))
            return redirect("accounts:profile")
    return render(request, "accounts/profile.html", _profile_context(request, form))


def _profile_context(request, form) -> dict:
    has_mfa = is_mfa_enabled(request.user)
    return {
        "form": form,
        "memberships": request.user.memberships.select_related("organisation"),
        "consents": Consent.objects.visible_to(request.user),
        "sessions": UserSession.objects.filter(user=request.user).order_by("-last_seen_at")[:20],
        "session_key": request.session.session_key,
        "has_mfa": has_mfa,
        "nudge_mfa": not has_mfa and is_staff_of_organiser(request.user),
    }


@login_required
@require_POST
def text_size(request):
    """The 大字版 switch of the header, remembered for the person."""
    large = request.POST.get("size") == "large"
    actions.set_text_size(request.user, text_size="large" if large else "normal")
    return HttpResponse(status=204)


@login_required
@require_POST
def end_sessions(request):
    """Log out everywhere but here."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    for session in others:
        session.end()
    messages.success(request, _("其他设备上的登录已全部退出。"))
    return redirect("accounts:profile")


@login_required
@require_POST
def withdraw_consent(request, pk):
    consent = get_object_or_404(Consent.objects.visible_to(request.user), pk=pk)
    actions.withdraw_consent(consent, by=request.user)
    messages.success(request, _("已撤回。撤回前依据同意所作的处理仍然有效。"))
    return redirect("accounts:profile")


@login_required
def export(request):
    """“我的信息”: everything that this app keeps about the person, as JSON (PIPL §45)."""
    response = HttpResponse(own_data_json(request.user), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response
