"""Input of opinions, sending back, withdrawal, invitations, exceptions and disqualification."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.forms import PlainForm
from documents import images
from nominations.models import Invitation, Sanction
from nominations.states import Decision, SealMode
from programmes import clock, identity
from programmes.refusal import Refused


def _area(rows):
    return forms.Textarea(attrs={"rows": rows, "class": "input"})


class OpinionForm(PlainForm):
    """The opinion of one declared ``tier``; what it means is checked by ``actions.chain.opinion_findings``, all at once.

    ``page`` names the page of the print on which the tier signs.
    """

    decision = forms.ChoiceField(label=_("结论"), required=False, choices=Decision.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("意见"), required=False, widget=_area(5))
    signed_on = forms.DateField(
        label=_("日期"), required=False, widget=forms.DateInput(attrs={"type": "date", "class": "input"})
    )
    seal_mode = forms.ChoiceField(label=_("盖章方式"), choices=SealMode.choices, initial=SealMode.SCAN)
    scan = forms.FileField(label=_("盖章扫描件"), required=False)
    statements = forms.MultipleChoiceField(label=_("审核声明"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args, tier, page, statements=(), seal_modes=(SealMode.SCAN,), text="", is_again=False, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [(Decision.AGREE, tier.agree_label), (Decision.DECLINE, tier.refuse_label)]
        self.fields["text"].help_text = f"{tier.minimum} 至 {tier.maximum} 字"
        self.fields["scan"].help_text = f"打印{page}，签字盖章后扫描；PDF、JPG 或 PNG，不超过 10 MB"
        self.fields["signed_on"].initial = clock.today()
        self.fields["text"].initial = text
        if is_again:
            del self.fields["decision"]
        self.fields["seal_mode"].choices = [(mode.value, mode.label) for mode in seal_modes]
        self.fields["seal_mode"].widget.attrs["class"] = "input"
        self.fields["statements"].choices = [(tick.code, tick.label) for tick in statements]
        if not statements:
            del self.fields["statements"]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), widget=_area(3), max_length=500)


class InvitationForm(forms.Form):
    kind = forms.ChoiceField(label=_("邀请谁"))
    name = forms.CharField(label=_("姓名"), max_length=60)
    email = forms.EmailField(label=_("邮箱"))

    def __init__(self, *args, kinds, person_word, **kwargs):
        super().__init__(*args, **kwargs)
        words = {Invitation.Kind.APPLICANT: person_word}
        self.fields["kind"].choices = [(kind.value, words.get(kind, kind.label)) for kind in kinds]


class ExceptionForm(forms.Form):
    rule = forms.ChoiceField(label=_("规则"))
    reason = forms.CharField(label=_("理由"), help_text=_("不少于 10 个字"), widget=_area(3), max_length=1000)

    def __init__(self, *args, findings=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(finding.rule, f"{finding.rule} {finding.sentence}") for finding in findings]


class DisqualificationForm(forms.Form):
    """取消参评资格决定 (E13)."""

    decision_number = forms.CharField(label=_("决定文号"), max_length=60)
    decided_on = forms.DateField(label=_("决定日期"), widget=forms.DateInput(attrs={"type": "date"}))
    facts = forms.CharField(label=_("事实"), help_text=_("10 至 1000 字"), widget=_area(6))
    evidence = forms.FileField(label=_("依据材料"), required=False, help_text=_("PDF，不超过 10 MB"))
    subjects = forms.MultipleChoiceField(
        label=_("三年内不受理的对象"),
        choices=Sanction.Subject.choices,
        initial=[Sanction.Subject.PERSON],
        widget=forms.CheckboxSelectMultiple,
    )
    unit_reason = forms.CharField(
        label=_("对单位禁报的理由"), required=False, help_text=_("勾选单位时必填"), widget=_area(3)
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = clock.today()

    def clean_evidence(self):
        """A PDF that really opens as one (COM-13)."""
        given = self.cleaned_data["evidence"]
        if given:
            try:
                images.check_upload(given, formats=("pdf",), max_mb=10)
            except Refused as refused:
                raise forms.ValidationError([finding.sentence for finding in refused.findings]) from refused
        return given


class BatchForm(PlainForm):
    contact_name = forms.CharField(label=_("联系人"), max_length=60)
    contact_phone = forms.CharField(label=_("联系电话"), max_length=30)
    is_ranked = forms.BooleanField(label=_("按推荐顺序排列"), required=False)
    scan = forms.FileField(
        label=_("盖章扫描件"),
        required=False,
        help_text=_("打印汇总表盖章后扫描，一个 PDF 文件，不超过 10 MB；报送前上传"),
    )

    def clean_contact_phone(self):
        """A number that can be called (forms.md A2)."""
        phone = self.cleaned_data["contact_phone"].replace(" ", "")
        if not identity.is_phone(phone):
            raise forms.ValidationError(_("请填手机号码，或带区号的座机，例如 021-00000000。"))
        return phone
