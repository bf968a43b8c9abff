from django import forms
from django.utils.translation import gettext_lazy as _

from academy.models import Course, Room
from academy.states import CARRIER_CHOICES, FORCE_CHOICES, LEVEL_CHOICES
from certificates.forms import PlainForm
from programmes import clock


def moment_field(label, **options):
    """Day and time as the browser's own control gives them, read as Shanghai time."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, required=False, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **options
    )


class ActivityForm(PlainForm):
    optional = ("course", "summary", "room", "address", "title", "hours", "forces")

    body = forms.ChoiceField(label=_("层级和主办"), help_text=_("两级活动：市质协举办，或组织单位举办"))
    course = forms.ModelChoiceField(
        label=_("课程"), queryset=Course.objects.none(), required=False, empty_label=_("不按课程")
    )
    title = forms.CharField(
        label=_("活动名称"), max_length=80, required=False, help_text=_("选了课程可以不填，名称、学时和五力按课程")
    )
    carrier = forms.ChoiceField(label=_("载体"), choices=[("", "—"), *CARRIER_CHOICES], required=False)
    hours = forms.DecimalField(label=_("计入学时"), max_digits=4, decimal_places=1, min_value=0, required=False)
    forces = forms.MultipleChoiceField(
        label=_("五力"), choices=FORCE_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    starts_at = moment_field(_("开始时间"))
    ends_at = moment_field(_("结束时间"))
    room = forms.ModelChoiceField(
        label=_("教室"), queryset=Room.objects.none(), required=False, empty_label=_("不用教室")
    )
    address = forms.CharField(label=_("地点"), max_length=200, required=False, help_text=_("不用教室时填写"))
    capacity = forms.IntegerField(label=_("名额"), min_value=1, max_value=5000, required=False)
    enrol_until = moment_field(_("报名截止"))
    summary = forms.CharField(
        label=_("活动说明"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=2000
    )

    def __init__(self, *args, bodies=(), activity=None, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        if activity is not None:
            del self.fields["body"]
        else:
            self.fields["body"].choices = [
                (f"{level}:{one.pk}", f"{label}：{one.name}") for level, label, one in bodies
            ]
        self.fields["course"].queryset = Course.objects.visible_to(user).active().select_related("organiser")
        self.fields["room"].queryset = Room.objects.visible_to(user).active()
        self.fields["room"].label_from_instance = lambda room: f"{room.name}（{room.capacity} 人）"


def initial_of(activity) -> dict:
    """What the form shows of an activity."""
    names = (
        "course", "title", "carrier", "hours", "forces", "room", "address", "capacity", "summary",
    )  # fmt: skip
    moments = ("starts_at", "ends_at", "enrol_until")
    values = {name: getattr(activity, name) for name in names}
    return values | {name: getattr(activity, name).astimezone(clock.SHANGHAI) for name in moments}


class CourseForm(PlainForm):
    optional = ("summary",)

    title = forms.CharField(label=_("课程名称"), max_length=80, required=False)
    force = forms.ChoiceField(label=_("五力"), choices=FORCE_CHOICES)
    hours = forms.DecimalField(label=_("学时"), max_digits=4, decimal_places=1, required=False)
    summary = forms.CharField(
        label=_("课程简介"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=2000
    )
    is_active = forms.BooleanField(label=_("使用中"), required=False, initial=True)


class RoomForm(PlainForm):
    name = forms.CharField(label=_("名称"), max_length=60, required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    capacity = forms.IntegerField(label=_("可容纳人数"), required=False, min_value=1, max_value=5000)
    is_active = forms.BooleanField(label=_("使用中"), required=False, initial=True)


class TeacherForm(PlainForm):
    optional = ("note",)

    name = forms.CharField(
        label=_("教师"), max_length=60, required=False, help_text=_("工匠姓名或证书编号，称号应有效")
    )
    is_outside = forms.BooleanField(label=_("外聘"), required=False)
    note = forms.CharField(label=_("单位和职务"), max_length=120, required=False)


class FileForm(PlainForm):
    file = forms.FileField(label=_("资料"), required=False, help_text=_("PDF、图片或 Word，每个不超过 20 MB"))


class FeedbackForm(PlainForm):
    optional = ("text",)

    score = forms.TypedChoiceField(
        label=_("评分"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect,
        choices=[(5, _("5 很好")), (4, _("4 较好")), (3, _("3 一般")), (2, _("2 较差")), (1, _("1 差"))],
    )  # fmt: skip
    text = forms.CharField(label=_("意见"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500, required=False)


class FilterForm(forms.Form):
    level = forms.ChoiceField(label=_("层级"), required=False, choices=[("", _("全部层级")), *LEVEL_CHOICES])
    force = forms.ChoiceField(label=_("五力"), required=False, choices=[("", _("全部五力")), *FORCE_CHOICES])
    q = forms.CharField(label=_("名称、编号或主办"), required=False, max_length=60)
