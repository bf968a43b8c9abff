"""Input of paper intake: one parcel as it lies on the table, counted against the season's print pack."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes import clock

COPIES = "copies-"


class PaperForm(forms.Form):
    """Counts and missing parts by the print pack; what they mean is decided by ``actions.papers.receive``."""

    received_on = forms.DateField(label=_("收到日期"), widget=forms.DateInput(attrs={"type": "date", "class": "input"}))
    posted_on = forms.DateField(
        label=_("邮戳日期"),
        required=False,
        help_text=_("邮寄的按邮戳填写，直接送达的不填"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}),
    )
    code = forms.CharField(
        label=_("申报表页脚的核对码"),
        required=False,
        max_length=9,
        help_text=_("8 位，与网上版本比对"),
        widget=forms.TextInput(attrs={"class": "input num", "autocomplete": "off"}),
    )
    missing = forms.MultipleChoiceField(
        label=_("缺件（没有收到的勾选）"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("说明"), required=False, max_length=300, widget=forms.TextInput(attrs={"class": "input"})
    )

    def __init__(self, *args, packs, paper=None, copies=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.packs = packs
        self.fields["received_on"].initial = paper.received_on if paper else clock.today()
        parts = [part for pack in packs if len(pack.parts) > 1 for part in pack.parts]
        self.fields["missing"].choices = [(part, part) for part in parts]
        for pack in packs:
            self.fields[COPIES + pack.code] = forms.IntegerField(
                label=pack.title,
                min_value=0,
                max_value=99,
                initial=(copies or {}).get(pack.code, 0),
                help_text=_("应收 %(count)s 份") % {"count": pack.count},
                widget=forms.NumberInput(attrs={"class": "input num", "min": 0}),
            )
        if paper:
            for name in ("posted_on", "code", "missing", "note"):
                self.fields[name].initial = getattr(paper, name)

    def counts(self):
        return [self[COPIES + pack.code] for pack in self.packs]

    def values(self):
        """Keyword arguments for ``actions.papers.receive``."""
        given = {name: self.cleaned_data[name] for name in ("received_on", "posted_on", "code", "missing", "note")}
        return given | {"copies": {pack.code: self.cleaned_data[COPIES + pack.code] for pack in self.packs}}
