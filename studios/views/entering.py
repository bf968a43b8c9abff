"""Studios and titles of former years and of other bodies: by hand, and by workbook with a look first."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.forms import ImportForm
from accounts.views.uploads import Upload
from documents.files import hand_out_workbook
from programmes.refusal import Refused
from studios.actions import entering
from studios.forms.register import LegacyForm, NoteForm, TitleForm
from studios.models import OutsideTitle
from studios.resources import register as resources
from studios.views.common import keeper, tried

UPLOAD = Upload("studios-import")


@login_required
def new(request):
    """Enter one studio that was named before the portal."""
    organiser = keeper(request)
    form = LegacyForm(request.POST or None, programmes=entering.programmes_of(organiser))
    made = []
    if request.method == "POST" and tried(form, lambda **values: made.append(_enter(organiser, request.user, values))):
        messages.success(request, f"已录入{made[0].name}。")
        return redirect("studios:studio", made[0].code)
    return render(
        request, "studios/register_new.html", {"form": form, "density": "compact"}, status=422 if form.errors else 200
    )


def _enter(organiser, user, values):
    named = {key: entering.organisation_of(values[key]) for key in ("employer", "recommender")}
    if values["recommender"] and named["recommender"] is None:
        raise Refused.because("单位名录里没有这个单位。", field="recommender")
    return entering.enter_studio(organiser=organiser, by=user, **values | named)


@login_required
def upload(request):
    """Step one: choose a workbook and look at what it would do."""
    organiser = keeper(request)
    form, preview = ImportForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        look = partial(resources.preview, organiser=organiser, by=request.user)
        preview = UPLOAD.look(request, form, look)
    programmes = [one.title for one in entering.programmes_of(organiser)]
    context = {"form": form, "preview": preview, "columns": list(resources.TITLES.values()), "programmes": programmes}
    return render(request, "studios/register_import.html", context | {"density": "compact"})


@login_required
@require_POST
def upload_run(request):
    """Step two: write what was looked at, all or nothing."""
    organiser = keeper(request)
    done = UPLOAD.run(
        request, lambda kept: resources.run(kept["name"], organiser=organiser, by=request.user, file_name=kept["file"])
    )
    if done is None:
        return redirect("studios:import")
    messages.success(request, f"已录入 {done.rows} 个工作室。")
    return redirect("studios:register")


@login_required
def template(request):
    """An empty workbook with the column names."""
    keeper(request)
    return hand_out_workbook("工作室名单模板.xlsx", ("工作室名单", list(resources.TITLES.values()), []))


@login_required
def titles(request):
    """Titles of studios that other bodies gave, and a form for one more (GS24-05, GS24-06)."""
    organiser = keeper(request)
    form = TitleForm(request.POST or None, kinds=entering.kinds())
    action = entering.enter_title
    if request.method == "POST" and tried(
        form, lambda **values: action(organiser=organiser, by=request.user, **values)
    ):
        messages.success(request, "已登记。申报时会核对同名、同领衔人和同单位。")
        return redirect("studios:titles")
    rows = OutsideTitle.objects.select_related("entered_by")[:500]
    context = {"form": form, "rows": rows, "density": "compact"}
    return render(request, "studios/register_titles.html", context, status=422 if form.errors else 200)


@login_required
def title_end(request, pk):
    """The title is gone."""
    organiser = keeper(request)
    title = get_object_or_404(OutsideTitle, pk=pk)
    if title.ended_on:
        raise Http404
    form = NoteForm(request.POST or None)
    form.fields["note"].label = "失效依据"
    ended = request.method == "POST" and tried(
        form, lambda note: entering.end_title(title, organiser=organiser, reason=note, by=request.user)
    )
    if ended:
        messages.success(request, "已登记失效。")
        return redirect("studios:titles")
    context = {"form": form, "title": title, "density": "compact"}
    return render(request, "studios/register_title_end.html", context, status=422 if form.errors else 200)
