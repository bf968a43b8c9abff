"""Input for the scheme, the list and the period."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.states import Role
from certificates.forms import PlainForm
from craftsmen.models import TargetIndustry
from cultivation.actions.rosters import Listed
from cultivation.states import EntryKind, TraineeState
from programmes.cultivation import FEATURES, FORCES, LEVELS
from programmes.periods import half_year_label
from programmes.text import normalise_code

NO_SUCH_UNIT = _("单位名录中没有这个单位，请从列表中选择，或联系协会登记")


def day_field(label, **options):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **options)


def area(rows):
    return forms.Textarea(attrs={"rows": rows})


class SchemeForm(PlainForm):
    """The texts of D3; all may wait until it is issued."""

    optional = ("lists_due_on", "basis")

    lists_due_on = day_field(_("清单报送截止"), help_text=_("各组织单位报送培育对象清单的最后一天"))
    basis = forms.CharField(label=_("依据"), required=False, widget=area(2))
    targets = forms.CharField(label=_("培育目标"), required=False, widget=area(4))
    scope = forms.CharField(label=_("培育范围"), required=False, widget=area(3), help_text=_("区、产业（局）、集团"))
    division = forms.CharField(
        label=_("两级分工"), required=False, widget=area(4), help_text=_("市质协与组织单位各做什么")
    )
    evaluation_rules = forms.CharField(label=_("考评办法"), required=False, widget=area(4))
    contact = forms.CharField(label=_("联系方式"), required=False, widget=area(2))


class IssueForm(PlainForm):
    issue_number = forms.CharField(label=_("发文号"), max_length=60, required=False)
    issued_on = day_field(_("发布日期"))


class UnitForm(forms.Form):
    """For which unit a list is drawn up; only asked when there are several."""

    unit = forms.ModelChoiceField(label=_("组织单位"), queryset=Organisation.objects.none(), empty_label=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own = Organisation.objects.recommenders().filter(pk__in=user.organisation_ids(Role.CLERK))
        self.fields["unit"].queryset = own


class ContactForm(PlainForm):
    contact_name = forms.CharField(label=_("联系人"), max_length=60, required=False)
    contact_phone = forms.CharField(
        label=_("联系电话"), max_length=40, required=False, help_text=_("加密保存，印在清单上")
    )


class RowForm(PlainForm):
    """One person of the list."""

    optional = ("skill", "industry", "features", "remark")

    name = forms.CharField(label=_("姓名"), max_length=50, required=False, help_text=_("与身份证件一致，间隔号用“·”"))
    id_number = forms.CharField(
        label=_("身份证号码"), max_length=24, required=False, help_text=_("加密保存，不印在清单上；用来防止重复列入")
    )
    employer = forms.CharField(
        label=_("工作单位"),
        max_length=120,
        required=False,
        help_text=_("输入单位名称中的几个字，从列表中选择"),
        widget=forms.TextInput(attrs={"list": "employer-list", "autocomplete": "off"}),
    )
    post = forms.CharField(label=_("岗位、工种"), max_length=60, required=False)
    skill = forms.CharField(label=_("技能等级、职称"), max_length=60, required=False)
    industry = forms.ModelChoiceField(
        label=_("产业方向（2+3+6+6）"),
        queryset=TargetIndustry.objects.none(),
        required=False,
        empty_label=_("暂不确定"),
    )
    features = forms.MultipleChoiceField(
        label=_("特点"),
        required=False,
        choices=[(option.code, option.label) for option in FEATURES],
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(label=_("备注"), max_length=100, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["industry"].queryset = TargetIndustry.objects.filter(is_active=True)

    def clean_employer(self):
        name = self.cleaned_data["employer"].strip()
        found = Organisation.objects.filter(name=name, is_active=True).first() if name else None
        if name and found is None:
            raise forms.ValidationError(NO_SUCH_UNIT)
        return found

    def listed(self) -> Listed:
        given = self.cleaned_data
        return Listed(
            name=given["name"],
            id_number=normalise_code(given["id_number"]),
            employer=given["employer"],
            post=given["post"],
            skill=given["skill"],
            industry=given["industry"],
            features=tuple(given["features"]),
            remark=given["remark"],
        )


class ScanForm(forms.Form):
    file = forms.FileField(
        label=_("盖章清单扫描件"), help_text=_("打印清单，盖章后扫描；PDF、JPG 或 PNG，不超过 10 MB")
    )


class ConfirmForm(PlainForm):
    opinion = forms.CharField(label=_("组织单位意见"), required=False, widget=area(3), help_text=_("2 至 300 字"))
    confirmed_on = day_field(_("确定日期"))


class FileForm(PlainForm):
    starts_on = day_field(_("培育开始日期"), help_text=_("培育期从这一天算起"))


class ReasonForm(PlainForm):
    reason = forms.CharField(label=_("理由"), required=False, widget=area(2), max_length=300)


class DayForm(ReasonForm):
    on = day_field(_("日期"))
    field_order = ("on", "reason")


class EndForm(ReasonForm):
    ends_on = day_field(_("期满日期"))
    field_order = ("ends_on", "reason")


class EntryForm(PlainForm):
    """One line of the training file, typed on the phone as well."""

    optional = ("force", "text", "hours", "level", "organised_by", "proof")

    client_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("类别"), choices=EntryKind.choices)
    happened_on = day_field(_("日期"))
    title = forms.CharField(label=_("名称"), max_length=80, required=False)
    force = forms.ChoiceField(
        label=_("五力"), required=False, choices=[("", _("不分")), *((one.code, one.label) for one in FORCES)]
    )
    text = forms.CharField(label=_("内容"), required=False, widget=area(3), help_text=_("200 字以内"))
    hours = forms.DecimalField(
        label=_("学时"), required=False, min_value=0, max_digits=5, decimal_places=1, help_text=_("培训学习填写")
    )
    level = forms.ChoiceField(
        label=_("层级"), required=False, choices=[("", "—"), *((one.code, one.label) for one in LEVELS)],
        help_text=_("培训学习填写"),
    )  # fmt: skip
    organised_by = forms.CharField(label=_("组织单位"), max_length=80, required=False)
    proof = forms.FileField(label=_("证明"), required=False, help_text=_("照片、证书，JPG、PNG 或 PDF，不超过 10 MB"))


class NoteForm(PlainForm):
    client_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    happened_on = day_field(_("日期"))
    content = forms.CharField(label=_("带教内容"), required=False, widget=area(3), help_text=_("100 字以内"))


class SummaryForm(PlainForm):
    period = forms.ChoiceField(label=_("期间"))
    text = forms.CharField(label=_("小结"), required=False, widget=area(8), help_text=_("20 至 500 字"))

    def __init__(self, *args, periods, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [(one, half_year_label(one)) for one in periods]


class MentorForm(PlainForm):
    optional = ("certificate", "honour", "reason", "confirmed")

    name = forms.CharField(label=_("导师姓名"), max_length=50, required=False)
    certificate = forms.CharField(
        label=_("导师证书编号"), max_length=60, required=False, help_text=_("平台按编号核对有效的工匠称号")
    )
    honour = forms.CharField(label=_("导师荣誉"), max_length=80, required=False)
    reason = forms.CharField(label=_("更换理由"), max_length=200, required=False, help_text=_("第一次确定导师不填"))
    confirmed = forms.BooleanField(label=_("已核实：导师没有登记在册的工匠称号，仍由其带教"), required=False)


class DoneForm(PlainForm):
    done_on = day_field(_("完成日期"))
    note = forms.CharField(label=_("完成情况"), max_length=200, required=False, widget=area(2))


class BoardForm(forms.Form):
    """What the board is filtered by; empty asks nothing. ``lists`` are (unit, its name, year) of what one sees."""

    q = forms.CharField(label=_("姓名、单位或档案号"), required=False, max_length=60)
    unit = forms.TypedChoiceField(label=_("组织单位"), required=False, coerce=int, empty_value=None)
    year = forms.TypedChoiceField(label=_("年度"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部状态")), *TraineeState.choices])
    behind = forms.BooleanField(label=_("只看滞后的"), required=False)

    def __init__(self, *args, lists, **kwargs):
        super().__init__(*args, **kwargs)
        units = sorted({(pk, name) for pk, name, _year in lists}, key=lambda unit: unit[1])
        years = sorted({year for _pk, _name, year in lists}, reverse=True)
        self.fields["unit"].choices = [("", _("全部组织单位")), *units]
        self.fields["year"].choices = [("", _("全部年度")), *((year, f"{year} 年度") for year in years)]

    def asked(self) -> dict:
        """What is asked for; a filter that makes no sense asks nothing, the others still hold."""
        self.is_valid()
        return self.cleaned_data
