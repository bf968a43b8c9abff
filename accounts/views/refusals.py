"""A refusal on the form it belongs to."""

from programmes.refusal import Refused


def refuse_into(form, refused: Refused) -> None:
    """Put every finding on its field, or above the form when it has none there."""
    for finding in refused.findings:
        form.add_error(finding.field if finding.field in form.fields else None, finding.sentence)
