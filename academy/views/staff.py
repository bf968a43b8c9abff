"""Pages of who holds activities: plan, change, open, hold, close, cancel; teachers, materials, courses and rooms."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from academy import permissions
from academy.actions import kept, planning, teaching
from academy.forms import ActivityForm, CourseForm, FileForm, RoomForm, TeacherForm, initial_of
from academy.models import Activity, ActivityFile, Course, Room, Teacher
from academy.views.activities import page
from academy.views.common import PAGE, bodies, find_activity, tried
from programmes import clock
from programmes.refusal import Refused


def _planner(request):
    if not permissions.may_plan(request.user):
        raise Http404


@login_required
@never_cache
def new(request):
    """Plan an activity in the name of a body."""
    _planner(request)
    choices = bodies(request.user)
    initial = {"course": request.GET.get("course", ""), "room": request.GET.get("room", "")}
    form = ActivityForm(request.POST or None, bodies=choices, user=request.user, initial=initial)
    made: list[Activity] = []

    def plan(body, **values):
        level, organiser = next((level, one) for level, _label, one in choices if f"{level}:{one.pk}" == body)
        made.append(planning.plan(organiser=organiser, level=level, by=request.user, **values))

    if request.method == "POST" and tried(form, plan):
        messages.success(request, "已拟定。安排好教师和资料后开放报名。")
        return redirect("academy:activity", made[0].code)
    context = {"form": form, "activity": None, "density": "normal"}
    return render(request, "academy/edit.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
def edit(request, code):
    """Change an activity; who is on its roll hears of another time or place."""
    row = find_activity(request, code, may=permissions.may_edit)
    form = ActivityForm(request.POST or None, activity=row, user=request.user, initial=initial_of(row))
    if request.method == "POST" and tried(form, lambda **values: planning.edit(row, by=request.user, **values)):
        messages.success(request, "已保存。")
        return redirect("academy:activity", code)
    context = {"form": form, "activity": row, "density": "normal"}
    return render(request, "academy/edit.html", context, status=422 if form.errors else 200)


def _step(action, words):
    @login_required
    @require_POST
    def view(request, code):
        row = find_activity(request, code, may=permissions.may_run)
        try:
            action(row, request)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, words)
        return redirect("academy:activity", code)

    return view


open_enrolment = _step(lambda row, request: planning.open_enrolment(row, by=request.user), "已开放报名。")
hold = _step(lambda row, request: planning.hold(row, by=request.user), "已登记为已举办，到场的人计入学时。")
close = _step(lambda row, request: planning.close(row, by=request.user), "已结项，签到和反馈不再变化。")
cancel = _step(
    lambda row, request: planning.cancel(row, reason=request.POST.get("note", ""), by=request.user),
    "已取消，报名的人都收到通知。",
)


@login_required
@require_POST
def teacher_add(request, code):
    """A craftsman or a teacher from outside."""
    row = find_activity(request, code, may=permissions.may_edit)
    form = TeacherForm(request.POST)
    if tried(form, lambda **values: teaching.add_teacher(row, by=request.user, **values)):
        messages.success(request, "已安排教师。")
        return redirect("academy:activity", code)
    return page(request, row, status=422, teacher_form=form)


@login_required
@require_POST
def teacher_remove(request, pk):
    """Take a teacher off the activity."""
    row = get_object_or_404(Teacher.objects.visible_to(request.user).select_related("activity", "person"), pk=pk)
    if not permissions.may_edit(request.user, row):
        raise Http404
    teaching.remove_teacher(row, by=request.user)
    messages.success(request, f"已取消{row}。")
    return redirect("academy:activity", row.activity.code)


@login_required
@require_POST
def file_add(request, code):
    """A material for those on the roll."""
    row = find_activity(request, code, may=permissions.may_edit)
    form = FileForm(request.POST, request.FILES)
    if tried(form, lambda file: teaching.add_file(row, upload=file, by=request.user)):
        messages.success(request, "已上传。")
        return redirect("academy:activity", code)
    return page(request, row, status=422, file_form=form)


@login_required
@require_POST
def file_remove(request, pk):
    """Take a material away."""
    row = get_object_or_404(ActivityFile.objects.visible_to(request.user).select_related("activity"), pk=pk)
    if not permissions.may_edit(request.user, row):
        raise Http404
    teaching.remove_file(row, by=request.user)
    messages.success(request, "已移除。")
    return redirect("academy:activity", row.activity.code)


def _listed(request, model, template):
    _planner(request)
    words = request.GET.get("q", "").strip()
    rows = model.objects.visible_to(request.user).select_related("organiser")
    named = "title__icontains" if model is Course else "name__icontains"
    rows = rows.filter(**{named: words}) if words else rows
    own = {pk for ids in permissions.bodies_of(request.user).values() for pk in ids}
    context = {"page": Paginator(rows, PAGE).get_page(request.GET.get("page")), "q": words, "own": own}
    return render(request, template, context | {"density": "compact"})


@login_required
@require_safe
def courses(request):
    """Courses of all bodies; the own ones may be changed."""
    return _listed(request, Course, "academy/courses.html")


@login_required
@require_safe
def rooms(request):
    """Rooms of all bodies."""
    return _listed(request, Room, "academy/rooms.html")


@login_required
@require_safe
def room(request, pk):
    """A room and what is booked in it from today on."""
    _planner(request)
    row = get_object_or_404(Room.objects.visible_to(request.user).select_related("organiser"), pk=pk)
    shown = Activity.objects.visible_to(request.user).values("pk")
    bookings = row.activities.standing().filter(ends_at__gte=clock.now()).select_related("organiser")
    context = {
        "room": row,
        "page": Paginator(bookings, PAGE).get_page(request.GET.get("page")),
        "seen": {one["pk"] for one in shown.filter(room=row)},
        "may_keep": permissions.may_keep(request.user, row),
        "density": "compact",
    }
    return render(request, "academy/room.html", context)


def _kept(request, row, form_class, action, *, back, template):
    form = form_class(request.POST or None, initial=_initial(row, form_class))
    organiser = row.organiser if row else _own_body(request)
    if request.method == "POST" and tried(
        form, lambda **values: action(row, organiser=organiser, by=request.user, **values)
    ):
        messages.success(request, "已保存。")
        return redirect(back)
    context = {"form": form, "row": row, "organiser": organiser, "density": "normal"}
    return render(request, template, context, status=422 if form.errors else 200)


def _initial(row, form_class):
    return {name: getattr(row, name) for name in form_class.base_fields} if row else {}


def _own_body(request):
    found = bodies(request.user)
    if not found:
        raise Http404
    return found[0][2]


def _own_row(request, model, pk):
    row = get_object_or_404(model.objects.kept_by(request.user).select_related("organiser"), pk=pk)
    if not permissions.may_keep(request.user, row):
        raise Http404
    return row


@login_required
@never_cache
def course_new(request):
    """Enter a course."""
    _planner(request)
    return _kept(
        request, None, CourseForm, kept.keep_course, back="academy:courses", template="academy/course_edit.html"
    )


@login_required
@never_cache
def course_edit(request, pk):
    """Change a course of one's own body."""
    row = _own_row(request, Course, pk)
    return _kept(
        request, row, CourseForm, kept.keep_course, back="academy:courses", template="academy/course_edit.html"
    )


@login_required
@never_cache
def room_new(request):
    """Enter a room."""
    _planner(request)
    return _kept(request, None, RoomForm, kept.keep_room, back="academy:rooms", template="academy/room_edit.html")


@login_required
@never_cache
def room_edit(request, pk):
    """Change a room of one's own body."""
    row = _own_row(request, Room, pk)
    return _kept(request, row, RoomForm, kept.keep_room, back="academy:rooms", template="academy/room_edit.html")
