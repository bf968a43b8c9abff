"""Inbox, the demo's outgoing mail, and what could not be delivered."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import SuspiciousFileOperation
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from notifications import actions, outgoing
from notifications.models import Delivery, Message
from notifications.permissions import may_see_failures
from programmes.refusal import Refused

PAGE = 30


@login_required
def inbox(request):
    own = Message.objects.visible_to(request.user)
    only_new = request.GET.get("show") == "unread"
    page = Paginator(own.unread() if only_new else own, PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/inbox.html", {"page": page, "only_new": only_new})


@login_required
def message(request, pk):
    shown = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    actions.mark_read(shown)
    return render(request, "notifications/message.html", {"shown": shown})


@login_required
@require_POST
def read_all(request):
    count = actions.mark_all_read(request.user)
    messages.success(request, _("%(count)s 条消息已标为已读。") % {"count": count})
    return redirect("notifications:inbox")


def outgoing_mail(request):
    """Every mail of the demo; there is no such page elsewhere."""
    if not settings.DEMO:
        raise Http404
    page = Paginator(outgoing.names(), PAGE).get_page(request.GET.get("page"))
    mails = [outgoing.read(name, with_text=False) for name in page.object_list]
    return render(request, "notifications/outgoing_mail.html", {"page": page, "mails": mails})


def outgoing_message(request, name):
    if not settings.DEMO:
        raise Http404
    try:
        mail = outgoing.read(name)
    except (FileNotFoundError, SuspiciousFileOperation) as error:
        raise Http404 from error
    return render(request, "notifications/outgoing_message.html", {"mail": mail})


@login_required
def failures(request):
    """Deliveries that were given up, each with a way to try again. Bodies are not shown: they are the recipient's."""
    if not may_see_failures(request.user):
        raise Http404
    failed = Delivery.objects.visible_to(request.user).failed().select_related("message__recipient").order_by("-id")
    page = Paginator(failed, PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/failures.html", {"page": page})


@login_required
@require_POST
def resend(request, pk):
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user), pk=pk)
    try:
        actions.resend(delivery, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已重新排入发送。"))
    return redirect("notifications:failures")
