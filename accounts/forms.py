"""Input of the accounts app; what is allowed is decided by the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.states import STAFF_ROLES, UNIT_ROLES, District, OrganisationKind, Role


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "email", "mobile", "text_size"]
        widgets = {
            "mobile": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "text_size": forms.RadioSelect,
        }
        help_texts = {
            "email": _("补正、答辩、公示等通知发到这个邮箱。"),
            "mobile": _("加密保存，只用于短信通知。"),
        }

    def clean_mobile(self):
        number = self.cleaned_data["mobile"].replace(" ", "")
        if number and not (len(number) == 11 and number.isascii() and number.isdigit() and number[0] == "1"):
            raise forms.ValidationError(_("请填写 11 位手机号码。"))
        return number


class FirstPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        help_text=_("至少 12 个字符，可以是一句话；不要使用姓名、邮箱或常见密码。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输入一次"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self):
        if self.cleaned_data.get("password") != self.cleaned_data.get("again"):
            self.add_error("again", _("两次输入的密码不一致。"))
        return self.cleaned_data


class OrganisationForm(forms.ModelForm):
    source = forms.CharField(
        label=_("更名依据"),
        required=False,
        max_length=200,
        help_text=_("修改单位名称时填写，例如工商变更核准通知书文号；原名称会作为曾用名保留。"),
    )

    class Meta:
        model = Organisation
        fields = [
            "name",
            "short_name",
            "credit_code",
            "kind",
            "controlling_capital",
            "industry",
            "district",
            "address",
            "postcode",
            "phone",
            "parent",
            "is_group",
            "is_recommender",
            "is_district_union",
            "is_organiser",
            "is_active",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["source"]
        self.fields["parent"].queryset = Organisation.objects.filter(is_active=True).exclude(pk=self.instance.pk)


class MemberForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=100)
    email = forms.EmailField(label=_("电子邮箱"), help_text=_("设置密码的链接发到这个邮箱，14 天内有效。"))
    role = forms.ChoiceField(label=_("角色"), widget=forms.RadioSelect)

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        roles = UNIT_ROLES | STAFF_ROLES if organisation.is_organiser else UNIT_ROLES
        self.fields["role"].choices = [(role.value, role.label) for role in Role if role in roles]


class OrganisationFilter(forms.Form):
    q = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[("", _("全部性质")), *OrganisationKind.choices], required=False)
    district = forms.ChoiceField(choices=[("", _("全部地区")), *District.choices], required=False)
    part = forms.ChoiceField(
        choices=[
            ("", _("全部单位")),
            ("recommender", _("推荐单位")),
            ("organiser", _("主办单位")),
            ("group", _("集团")),
        ],
        required=False,
    )


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("工作簿"),
        help_text=_("xlsx、xls 或 ods，第一行是列名，最多 20000 行、10 MB。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > 10 * 1024 * 1024:
            raise forms.ValidationError(_("文件超过 10 MB，请分成几个文件。"))
        return file


class LoadYearForm(forms.Form):
    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2100)


class ConfirmYearForm(forms.Form):
    source_document = forms.CharField(
        label=_("依据文件"), max_length=200, help_text=_("国务院办公厅通知的名称和文号，请逐日核对后再启用。")
    )


class DayForm(forms.Form):
    date = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("安排"), choices=[("off", _("放假")), ("work", _("上班")), ("plain", _("按星期"))])
    label = forms.CharField(label=_("名称"), max_length=40, required=False)
