"""The two steps of an import on a page: look at what a workbook would do, then write it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _

from accounts import sheets
from accounts.sheets import Preview
from accounts.views.refusals import refuse_into
from programmes.refusal import Refused


@dataclass(frozen=True)
class Upload:
    """One kind of import; ``key`` is where the session keeps which workbook was looked at."""

    key: str

    def look(self, request, form, preview: Callable[[str], Preview], **kept: Any) -> Preview | None:
        """Step one: keep the workbook of a valid form and check every row; None with the reasons on the form."""
        file = form.cleaned_data["file"]
        name = sheets.keep(file)
        try:
            seen = preview(name)
        except Refused as refused:
            sheets.forget(name)
            refuse_into(form, refused)
            return None
        request.session[self.key] = {"name": name, "file": file.name} | kept
        return seen

    def run(self, request, write: Callable[[dict], Preview]) -> Preview | None:
        """Step two, once: write what was looked at, all or nothing; None with the reasons as messages."""
        kept = request.session.pop(self.key, None)
        if kept is None:
            messages.error(request, _("请先选择工作簿。"))
            return None
        try:
            return write(kept)
        except Refused as refused:
            for finding in refused.findings:
                messages.error(request, finding.sentence)
            return None
        finally:
            sheets.forget(kept["name"])
