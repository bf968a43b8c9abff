"""What every form of the portal says about a field that was left empty: what to do, with the field's own name."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

_FILL = _("请填写%(label)s。")
_VERBS = (
    (forms.FileField, _("请上传%(label)s。")),
    (forms.BooleanField, _("请勾选“%(label)s”。")),
    ((forms.ChoiceField, forms.ModelChoiceField), _("请选择%(label)s。")),
)


class PortalBoundField(BoundField):
    """Bound before it is cleaned; words of its own that a form declares for its field stay."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if field.error_messages["required"] is forms.Field.default_error_messages["required"]:
            words = next((words for kinds, words in _VERBS if isinstance(field, kinds)), _FILL)
            field.error_messages["required"] = words % {"label": self.label}


class PortalRenderer(DjangoTemplates):
    """The project's renderer of forms (``FORM_RENDERER``): Django's templates, the portal's words."""

    bound_field_class: Any = PortalBoundField
