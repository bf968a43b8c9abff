"""A field that was left empty is asked for by its name, in every form of the portal."""

import pytest
from django import forms
from django.urls import reverse

from tests.factories import accounts
from tests.factories.nominations import head_of, nomination


class Everything(forms.Form):
    reason = forms.CharField(label="理由")
    signed_on = forms.DateField(label="日期")
    scan = forms.FileField(label="盖章扫描件")
    tier = forms.ChoiceField(label="层级", choices=[("a", "甲")])
    parts = forms.MultipleChoiceField(label="对象", choices=[("a", "甲")])
    agreed = forms.BooleanField(label="已阅读")
    number = forms.IntegerField(label="人数", error_messages={"required": "请写明到会人数。"})
    note = forms.CharField(label="说明", required=False)


def test_an_empty_field_is_asked_for_by_its_name_and_own_words_stay():
    assert {name: list(errors) for name, errors in Everything({}).errors.items()} == {
        "reason": ["请填写理由。"],
        "signed_on": ["请填写日期。"],
        "scan": ["请上传盖章扫描件。"],
        "tier": ["请选择层级。"],
        "parts": ["请选择对象。"],
        "agreed": ["请勾选“已阅读”。"],
        "number": ["请写明到会人数。"],
    }


def test_one_form_does_not_lend_its_words_to_the_next():
    class Other(Everything):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["reason"].label = "退回理由"

    Everything({}).full_clean()

    assert Other({}).errors["reason"] == ["请填写退回理由。"]


@pytest.mark.django_db
def test_the_page_says_it_once_beside_the_field_and_once_on_top(client):
    made = nomination(state="endorsing")
    client.force_login(head_of(made.employer))

    text = client.post(reverse("nominations:opinion", args=[made.code]), {"decision": "agree"}).content.decode()

    assert text.count("请选择盖章方式。") == 2
    assert "盖章方式：请选择盖章方式。" not in text and "这个字段" not in text


@pytest.mark.django_db
def test_the_login_page_asks_in_the_same_words(client):
    accounts.user()

    text = client.post("/login/", {"password": ""}).content.decode()

    assert "这个字段是必填项" not in text and "请填写" in text
