"""Rounds of recommending upwards and people in them, made by the actions of the pages."""

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.states import Role
from craftsmen.models import Person
from notifications.models import Message
from pathways.actions import nominees, packs, results, rounds
from pathways.models import Nominee, Round
from programmes import clock
from tests.factories import accounts, craftsmen
from tests.factories.nominations import PDF

PROGRAMME = "quality-craftsman"
REASON = "培育扎实，五力突出，质量贡献明显，推荐为培育对象。"


def officer_of(organiser):
    return accounts.member(Role.OFFICER, organiser)


def round_(organiser=None, *, year: int | None = None, scheme: str = "", by=None) -> Round:
    organiser = organiser or accounts.organiser()
    by = by or officer_of(organiser)
    wanted = year or clock.today().year
    return rounds.open_round(organiser=organiser, programme_code=PROGRAMME, year=wanted, scheme=scheme, by=by)


def craftsman(name: str = "陆尺度", *, organiser, year: int = 2025, with_account: bool = True, **fields) -> Person:
    """A holder of 上海质量工匠 named in ``year``, with an account."""
    user = accounts.user(name) if with_account else None
    return craftsmen.honour(craftsmen.person(name, user=user, **fields), organiser=organiser, year=year).person


def selected(of: Round, person: Person, *, by=None) -> Nominee:
    return nominees.select(of, person=person, reason=REASON, by=by or of.opened_by)


def asked(of: Round, person: Person, *, by=None, email: str = "") -> Nominee:
    by = by or of.opened_by
    return nominees.ask(selected(of, person, by=by), email=email, by=by)


def token_of(nominee: Nominee) -> str:
    """The token of the link that was mailed last to this person."""
    mail = Message.objects.filter(code="upwards-ask", key=f"upwards-ask:{nominee.token_hash[:24]}").get()
    return mail.url.rstrip("/").rsplit("/", 1)[1]


def consented(of: Round, person: Person, *, by=None) -> Nominee:
    nominee = asked(of, person, by=by)
    return nominees.answer(nominee, agrees=True, by=person.user)


def packed(of: Round, person: Person, *, by=None) -> Nominee:
    made = consented(of, person, by=by)
    packs.make_pack(of, reason="报送培育对象推荐材料", by=by or of.opened_by)
    return Nominee.objects.get(pk=made.pk)


def scan(name: str = "决定.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def decided(nominee: Nominee, *, is_named: bool = True, by=None, **fields) -> Nominee:
    values = {"decision_number": "沪工总〔2026〕88号", "decided_on": clock.today(), "scan": scan()} | fields
    return results.record_result(nominee, is_named=is_named, by=by or nominee.round.opened_by, **values)
