"""Model validation as a refusal."""

from django.core.exceptions import ValidationError

from programmes.refusal import Finding, Refused


def check(instance, **kwargs) -> None:
    """Run ``full_clean``; every error becomes a finding that names its field."""
    try:
        instance.full_clean(**kwargs)
    except ValidationError as error:
        raise Refused(
            Finding(rule="", sentence=sentence, field="" if field == "__all__" else field)
            for field, sentences in error.message_dict.items()
            for sentence in sentences
        ) from error
