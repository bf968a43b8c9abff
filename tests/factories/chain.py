"""A nomination's way through the chain by the same actions as the pages: ``endorse``, ``confirm``, ``through``, ``batch``."""

from django.core.files.base import ContentFile

from nominations.actions import batches, chain, confirmations
from nominations.models import Batch, Nomination
from nominations.states import Decision, NominationState, Tier
from programmes import clock
from tests.factories import nominations

AGREE = "该同志技艺精湛，材料经核对属实，同意推荐。"


def statements(nomination) -> list[str]:
    """Codes of everything that the employer has to tick (G3)."""
    texts = [text for text in nomination.form.consents if text.given_by == "employer"]
    return [tick.code for text in texts for tick in text.ticks]


def opinion(nomination, kind="base_scan", **fields) -> dict:
    """A valid opinion with its sealed page."""
    given = {"decision": Decision.AGREE, "text": AGREE, "signed_on": clock.today()}
    if "scan" not in fields:
        given["scan"] = nominations.attach(nomination, kind)
    if kind == "base_scan":
        given["statements"] = statements(nomination)
    return given | fields


def submit(nomination) -> Nomination:
    by = nominations.clerk_of(nomination.recommender)
    return chain.submit(nomination, by=by, confirmed_warnings=nominations.warnings_of(nomination))


def endorse(nomination, *, by=None, **fields) -> Nomination:
    by = by or nominations.head_of(nomination.employer)
    return chain.endorse(nomination, by=by, **opinion(nomination, "base_scan", **fields))


def confirm(nomination, *, by=None, **fields) -> Nomination:
    by = by or nominations.head_of(nomination.recommender)
    return chain.confirm(nomination, by=by, **opinion(nomination, "rec_scan", **fields))


def sign_again(nomination, *, by=None, **fields) -> Nomination:
    """The opinion that a correction waits for, by the head of the unit whose turn it is (AMB-22)."""
    is_employers = nomination.open_correction.due_tier == Tier.EMPLOYER
    unit, kind = (nomination.employer, "base_scan") if is_employers else (nomination.recommender, "rec_scan")
    given = opinion(nomination, kind, **fields)
    del given["decision"]
    return confirmations.sign_again(nomination, by=by or nominations.head_of(unit), **given)


def confirmed_again(nomination) -> Nomination:
    """A filled-in correction that both heads have signed, ready to be handed in."""
    row = confirmations.put_to_heads(nomination, by=nominations.clerk_of(nomination.recommender))
    while row.open_correction.due_tier:
        row = sign_again(row)
    return row


def through(season=None, **fields) -> Nomination:
    """Confirmed: both opinions given and sealed."""
    return confirm(endorse(nominations.nomination(season, NominationState.ENDORSING, **fields)))


def sent(season=None, **fields) -> Nomination:
    """Dispatched to the organiser, with everything that 形式审查 looks for."""
    row = through(season, **fields)
    dispatched(row)
    return Nomination.objects.select_related("season", "recommender", "employer").get(pk=row.pk)


def batch(*rows, scan=True) -> Batch:
    """The open batch of their recommender with these nominations, ready to be dispatched."""
    recommender = rows[0].recommender
    by = nominations.clerk_of(recommender)
    made = batches.open_batch(rows[0].season, recommender, by=by)
    batches.add(made, rows, by=by)
    paper = ContentFile(nominations.PDF, name="scan.pdf") if scan else None
    return batches.describe(made, by=by, contact_name="林岫", contact_phone="021-00000000", scan=paper)


def dispatched(*rows) -> Batch:
    made = batch(*rows)
    return batches.dispatch(made, by=nominations.head_of(made.recommender))
