"""Demo sign-in and the first password. Everything else of sign-in is allauth's, with our templates."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import actions, forms
from accounts.demo import demo_accounts
from accounts.models import Invitation, User
from programmes.refusal import Refused

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_POST
def demo_login(request):
    """Sign in as one of the demo's accounts with one click; only where the demo flag is set."""
    if not settings.DEMO:
        raise Http404
    chosen = request.POST.get("username", "")
    if chosen not in {account.username for group in demo_accounts() for account in group.accounts}:
        raise Http404
    user = get_object_or_404(User, username=chosen, is_active=True)
    _sign_in(request, user)
    return redirect(_next(request))


def _sign_in(request, user) -> None:
    """Sign in without a password, and list the session on the account page as the usual way does."""
    login(request, user, backend=MODEL_BACKEND)
    UserSession.objects.create_from_request(request)


def _next(request) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else settings.LOGIN_REDIRECT_URL


@sensitive_post_parameters()
def set_password(request, token):
    """The page behind an invitation link: the first password, then signed in."""
    invitation = get_object_or_404(Invitation.objects.select_related("user"), token=token)
    if not invitation.is_open:
        return render(request, "accounts/invitation_over.html", status=410)
    form = forms.FirstPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.accept_invitation(invitation, password=form.cleaned_data["password"])
        except Refused as refused:
            for finding in refused.findings:
                form.add_error(finding.field or None, finding.sentence)
        else:
            _sign_in(request, user)
            messages.success(request, _("密码已设置，您已登录。"))
            return redirect(_next(request))
    context = {"form": form, "invitation": invitation, "next": request.GET.get("next", "")}
    return render(request, "accounts/set_password.html", context)
