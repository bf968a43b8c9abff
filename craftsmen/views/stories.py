"""事迹和照片 of craftsmen: written by them or their unit, published by the organiser, public while the consent stands."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.views.refusals import refuse_into
from craftsmen import actions, forms, permissions
from craftsmen.models import Person, Story
from craftsmen.states import STORY_CONSENT
from documents.files import download
from programmes.refusal import Refused
from programmes.text import count_chars

PAGE = 50


@login_required
def index(request):
    """Craftsmen whose story this person may open, those that wait for publication first."""
    people = Person.objects.for_story(request.user)
    page = Paginator(people.prefetch_related("honours").order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    stories = {story.person_id: story for story in Story.objects.with_consent().filter(person__in=page.object_list)}
    rows = [(person, person.conferred[0], stories.get(person.pk)) for person in page.object_list]
    return render(request, "craftsmen/stories.html", {"page": page, "rows": rows})


def _find(request, pk):
    rows = Person.objects.for_story(request.user).select_related("user").prefetch_related("honours__certificate")
    return get_object_or_404(rows, pk=pk)


@login_required
@never_cache
def story(request, pk):
    """One story: write it, agree, publish, take down; each only for whom it is."""
    person = _find(request, pk)
    if request.method != "POST":
        return _page(request, person)
    if not permissions.may_tell(request.user, person):
        raise Http404
    form = forms.StoryForm(request.POST, request.FILES)
    if not form.is_valid() or not _tried(form, lambda: actions.tell(person, by=request.user, **form.cleaned_data)):
        return _page(request, person, form)
    messages.success(request, "事迹和照片已保存。")
    return redirect("craftsmen:story", pk)


def _page(request, person, form=None):
    user, told = request.user, Story.objects.with_consent().filter(person=person).first()
    form = form or forms.StoryForm(initial={"text": told.text if told else ""})
    context = {
        "person": person,
        "honour": person.conferred[0],
        "story": told,
        "form": form,
        "count": count_chars(form["text"].value() or ""),
        "is_agreed": told.is_agreed if told else _is_agreed(person),
        "may_tell": permissions.may_tell(user, person),
        "may_consent": permissions.may_consent(user, person),
        "may_publish": permissions.may_publish_story(user, person),
        "consent": actions.consent_text(person),
    }
    return render(request, "craftsmen/story.html", context, status=422 if form.errors else 200)


def _is_agreed(person):
    return person.user is not None and person.user.consents.live().filter(kind=STORY_CONSENT).exists()


def _tried(form, action) -> bool:
    try:
        action()
    except Refused as refused:
        refuse_into(form, refused)
    return not form.errors


@login_required
@never_cache
def photo(request, pk):
    """The photo as it was written last, for those who may open the story."""
    told = get_object_or_404(Story.objects.exclude(photo=""), person=_find(request, pk))
    return download(told.photo, f"{told.person.name}.jpg", content_type="image/jpeg", inline=True)


#: Verb of the address → (who may, what is done to person or story, words of the toast).
VERBS = {
    "agree": (permissions.may_consent, "已同意公开照片和事迹，可以随时撤回。"),
    "disagree": (permissions.may_consent, "已撤回同意，照片和事迹已不再公开。"),
    "publish": (permissions.may_publish_story, "已发布到荣誉名册。"),
    "retract": (permissions.may_publish_story, "已从荣誉名册撤下。"),
}


@login_required
@require_POST
def act(request, pk, verb):
    """Agree, take the agreement back, publish, take down."""
    person = _find(request, pk)
    may, words = VERBS.get(verb, (None, ""))
    if may is None or not may(request.user, person):
        raise Http404
    try:
        _do(verb, person, request)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
    else:
        messages.success(request, words)
    return redirect("craftsmen:story", pk)


def _do(verb, person, request):
    if verb in ("agree", "disagree"):
        return getattr(actions, verb)(person, by=request.user)
    told = get_object_or_404(Story, person=person)
    if verb == "publish":
        return actions.publish(told, by=request.user)
    return actions.retract(told, by=request.user, reason=request.POST.get("note", ""))
