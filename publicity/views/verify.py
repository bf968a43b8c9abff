"""证书查验 by code or by number and name; rate-limited, no listing, one answer for everything that is not found (E11).

Beside it the check of a studio's 优先申报证明 by its code (F5, WS24-24).
"""

from django.conf import settings
from django.core.cache import cache
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.models import Certificate, RetiredToken
from programmes import clock
from publicity.forms import VerifyForm
from studios import permissions as studio_permissions
from studios.models import PriorityProof
from studios.states import ProofState

LOOKUPS_PER_WINDOW = 20
SCANS_PER_WINDOW = 120
WINDOW_SECONDS = 600
NOT_FOUND = "没有找到与编号、姓名同时相符的证书。请检查年度和括号内的数字，或改用扫码查验。"
NO_SUCH_CODE = "这个二维码不是本平台颁发的证书上的。请核对网址，或改用证书编号和姓名查验；仍查不到的，请联系主办单位。"


@never_cache
@require_safe
def verify(request, token):
    """The answer to a scanned code."""
    if is_flooding(request, "scan", SCANS_PER_WINDOW):
        return _too_many(request)
    certificate = Certificate.objects.filter(token=token).select_related("series__organiser").first()
    retired = None if certificate else RetiredToken.objects.filter(token=token).first()
    return _answer(request, certificate, retired=retired, not_found=NO_SUCH_CODE)


@never_cache
@require_safe
def lookup(request):
    """Number and name, which must both match; without them, the empty form."""
    form = VerifyForm(request.GET or None)
    if not form.is_bound or not form.is_valid():
        return render(request, "publicity/lookup.html", {"form": form})
    if is_flooding(request, "lookup", LOOKUPS_PER_WINDOW):
        return _too_many(request)
    found = Certificate.objects.answering_to(number=form.cleaned_data["no"], name=form.cleaned_data["name"])
    return _answer(request, found.select_related("series__organiser").first())


def _answer(request, certificate, *, retired=None, not_found=NOT_FOUND):
    context = {"certificate": certificate, "retired": retired, "now": clock.now(), "not_found": not_found}
    status = 200 if certificate or retired else 404
    return render(request, "publicity/verdict.html", context, status=status)


@never_cache
@require_safe
def proof(request, token):
    """The answer to the code on a priority proof; the receiving organiser's staff can mark it used there."""
    if is_flooding(request, "scan", SCANS_PER_WINDOW):
        return _too_many(request)
    rows = PriorityProof.objects.select_related("studio__employer", "studio__leader", "outcome")
    found = rows.filter(token=token).first()
    standing = found.standing(clock.today()) if found else None
    context = {
        "proof": found,
        "standing": standing,
        "is_valid": standing == ProofState.VALID,
        "is_used": standing == ProofState.USED,
        "may_use": bool(
            found and request.user.is_authenticated and studio_permissions.may_use_proof(request.user, found)
        ),
        "now": clock.now(),
    }
    return render(request, "publicity/proof.html", context, status=200 if found else 404)


def _too_many(request):
    response = render(request, "publicity/too_many.html", status=429)
    response["Retry-After"] = str(WINDOW_SECONDS)
    return response


def is_flooding(request, kind, limit) -> bool:
    """Count one request of an address in the shared cache; true above ``limit`` within ten minutes."""
    key = f"verify:{kind}:{address_of(request)}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key) > limit
    except ValueError:  # expired between the two calls
        cache.set(key, 1, WINDOW_SECONDS)
        return False


def address_of(request) -> str:
    """The visitor's address; behind our own proxy it is the last one that the proxy added."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR", "")
