"""The personal code by which the door knows somebody: signed, without a name, good for one activity only."""

import base64
import hashlib
import hmac

import segno
from django.conf import settings
from django.core import signing

PREFIX = "SHQC-"
_signer = signing.Signer(salt="academy.ticket", sep=".")


def ticket(enrolment_id: int) -> str:
    """The text of the QR code."""
    return PREFIX + _signer.sign(str(enrolment_id))


def read(text: str) -> int | None:
    """The id of the enrolment whose ticket this is; None for anything else."""
    try:
        return int(_signer.unsign(text.strip().removeprefix(PREFIX)))
    except (signing.BadSignature, ValueError):
        return None


def short_code(enrolment_id: int) -> str:
    """Six letters and digits to say or type where there is no camera; compared within one roll only."""
    key = hashlib.sha256(b"academy.short" + settings.SECRET_KEY.encode()).digest()
    digest = hmac.new(key, str(enrolment_id).encode(), hashlib.sha256).digest()
    return base64.b32encode(digest)[:6].decode("ascii")


def picture(enrolment_id: int) -> str:
    """The QR code as an SVG in a data URI."""
    return segno.make(ticket(enrolment_id), error="m", micro=False).svg_data_uri(scale=6, border=2, light="#fff")
