"""在岗与联系 of one craftsman: answers of all years, employers, reviews, the contact log; a fragment of the person's page too."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.views.parts import part_or_page
from craftsmen import actions, forms, permissions
from craftsmen.models import CheckRow, Contact, Person, StatusReview
from craftsmen.views.register import tried


def _find(request, pk):
    rows = Person.objects.visible_to(request.user).prefetch_related("honours")
    return get_object_or_404(rows, pk=pk)


@login_required
@never_cache
def care(request, pk):
    """The whole page, or its body alone for the person's page."""
    return _care(request, _find(request, pk))


def _care(request, person, *, contact_form=None, remark_form=None, remarking=None):
    user = request.user
    rows = CheckRow.objects.visible_to(user).filter(honour__person=person).for_list()
    rows = list(rows.prefetch_related("remarks").order_by("-checkin__year", "-pk"))
    latest = set(CheckRow.objects.of_newest().filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    is_own = permissions.is_craftsman(user, person)
    contacts = Contact.objects.visible_to(user).filter(person=person).select_related("by")
    context = {
        "person": person,
        "rows": [(row, row.pk in latest) for row in rows],
        "jobs": list(person.employments.all()),
        "reviews": list(StatusReview.objects.visible_to(user).filter(honour__person=person)),
        "contacts": [] if is_own else list(contacts),
        "is_own": is_own,
        "may_log": permissions.may_log_contact(user, person),
        "may_enter": {row.pk for row in rows if permissions.may_enter_answer(user, row)},
        "contact_form": contact_form or forms.ContactForm(),
        "remark_form": remark_form or forms.RemarkForm(),
        "remarking": remarking,
        "density": "compact",
    }
    status = 422 if contact_form or remark_form else 200
    return part_or_page(
        request, part="craftsmen/care_body.html", page="craftsmen/care.html", context=context, status=status
    )


@login_required
@require_POST
def contact(request, pk):
    """Add a line to the contact log."""
    person, form = _find(request, pk), forms.ContactForm(request.POST)
    if not permissions.may_log_contact(request.user, person):
        raise Http404
    add = lambda: actions.log_contact(person, by=request.user, **form.cleaned_data)  # noqa: E731
    if not form.is_valid() or not tried(form, add):
        return _care(request, person, contact_form=form)
    messages.success(request, "联系记录已保存。")
    return redirect("craftsmen:care", pk)


@login_required
@require_POST
def remark(request, pk):
    """The craftsman objects to an answer about themselves."""
    rows = CheckRow.objects.visible_to(request.user).select_related("honour__person")
    row, form = get_object_or_404(rows, pk=pk), forms.RemarkForm(request.POST)
    if not permissions.may_object_to_answer(request.user, row):
        raise Http404
    add = lambda: actions.object_to(row, by=request.user, **form.cleaned_data)  # noqa: E731
    if not form.is_valid() or not tried(form, add):
        return _care(request, _find(request, row.honour.person_id), remark_form=form, remarking=row.pk)
    messages.success(request, "异议已提交，单位和主办单位会与您核对。")
    return redirect("craftsmen:care", row.honour.person_id)
