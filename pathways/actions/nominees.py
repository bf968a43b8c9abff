"""Choosing people, asking them, and their own answer (QC26-52, QC26-54): a consent is the person's own, by account or by link."""

from django.db import transaction
from django.urls import reverse

from accounts.actions import create_account, give_consent, withdraw_consent
from accounts.models import User
from audit.record import record
from audit.transitions import move
from craftsmen.models import Person
from notifications.actions import send, send_mail_to
from pathways import permissions
from pathways.facts import candidates, flags_of, next_kind
from pathways.models import Nominee, Round
from pathways.states import CONSENT, UNDER_WAY
from programmes import clock
from programmes.refusal import Finding, Refused
from programmes.text import normalise
from studios.actions import links

LEAST_REASON, MOST_REASON = 10, 500
LEAST_NOTE = 4


@transaction.atomic
def select(round_, *, person, reason: str, by) -> Nominee:
    """Put a person forward with a reason and the flags of today; refused for anybody who is no candidate."""
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    reason = normalise(reason).strip()
    honour = candidates(round_).filter(person=person).first()
    found = []
    if not permissions.may_run(by, round_):
        found.append(Finding("QC26-52", "只有主办单位的工作人员可以选定人选。"))
    if person.user_id is not None and person.user_id == by.pk:
        found.append(Finding("QC26-52", "本人不能选定自己，请由他人办理。"))
    if honour is None:
        title = next_kind(round_.programme).title
        found.append(
            Finding("QC26-52", f"{person.name}没有有效的“{round_.programme.title}”称号、已是{title}，或者已在人选里。")
        )
    if not LEAST_REASON <= len(reason) <= MOST_REASON:
        found.append(Finding("QC26-53", f"请写明推荐理由，{LEAST_REASON} 至 {MOST_REASON} 字。", "reason"))
    if found:
        raise Refused(found)
    flags = flags_of(person, clock.today())
    made = Nominee.objects.create(
        round=round_, person=person, honour=honour, reason=reason, selected_by=by,
        service_count=flags.service_count, leads_studio=flags.leads_studio,
    )  # fmt: skip
    details = {"service_count": flags.service_count, "leads_studio": flags.leads_studio}
    record(made, "select", by=by, label="选定人选", note=reason, rules=["QC26-52", "QC26-54"], details=details)
    return made


def wording(round_) -> str:
    """The text of the consent: which data go to whom and what for, and until when it can be taken back."""
    receiver = next_kind(round_.programme).issuer
    return (
        f"我同意{round_.organiser.name}把下列资料提供给{receiver}，用于 {round_.year} 年度上海工匠培育对象推荐"
        f"（{round_.scheme_words}）：姓名、性别、出生年月、所在单位、已获称号及证书编号、近十二个月助企行服务记录、"
        "领衔的创新工作室、推荐理由。不提供身份证号码、电话和住址。"
        "同意与否由我决定，不影响已获的称号；材料打包报送以前，我可以随时撤回。"
    )


@transaction.atomic
def ask(nominee, *, email: str = "", by) -> Nominee:
    """Ask for the person's own consent by mail and inbox, with a link for one use; an earlier link stops working.

    Who has no account gets one for ``email``, without a password: the consent must be somebody's.
    """
    nominee = _held(nominee)
    user = nominee.person.user or _account_for(nominee, email, by)
    if not user.email:
        raise Refused.because("本人账号没有邮箱，请本人先在个人资料里填写。", "QC26-52", "email")
    token, hashed = links.make()
    nominee = move(nominee, "ask", by=by, rules=["QC26-52"], token_hash=hashed, wording=wording(nominee.round))
    _tell(nominee, user, token)
    return nominee


@transaction.atomic
def ask_again(nominee, *, note: str = "", by) -> Nominee:
    """Open the question anew after a refusal or a consent taken back: a mind may change until the pack is made.

    The person needs no reason and answers on the own page; an officer says why, since nobody is to be pressed, and the
    request is mailed with a new link.
    """
    nominee, note = _held(nominee), normalise(note).strip()[:300]
    if permissions.is_concerned(by, nominee):
        return _opened_anew(nominee, None, note="本人重新考虑", by=by)
    if len(note) < LEAST_NOTE:
        raise Refused.because("请写明再次征求的缘由，例如本人来电表示愿意。", "QC26-52", "note")
    token, hashed = links.make()
    nominee = _opened_anew(nominee, hashed, note=note, by=by)
    _tell(nominee, nominee.person.user, token)
    return nominee


def _opened_anew(nominee, hashed, *, note, by):
    words = wording(nominee.round)
    return move(nominee, "ask_again", by=by, note=note, rules=["QC26-52"], token_hash=hashed, wording=words)


def _account_for(nominee, email, by) -> User:
    email = email.strip().lower()
    if not email:
        raise Refused.because("本人还没有账号，请填写本人的邮箱。", "QC26-52", "email")
    if not permissions.may_run_nominee(by, nominee):
        raise Refused.because("只有主办单位的工作人员可以征求同意。", "QC26-52")
    user = create_account(name=nominee.person.name, email=email, by=by)
    if user.name != nominee.person.name or Person.objects.filter(user=user).exists():
        raise Refused.because("这个邮箱是别人的账号，请填写本人的邮箱。", "QC26-52", "email")
    person = Person.objects.select_for_update().get(pk=nominee.person_id)
    person.user = user
    person.save(update_fields=["user"])
    record(person, "link_account", by=by, label="关联本人账号")
    return user


def _tell(nominee, user, token):
    """To the inbox with the page of the own account, and by mail with the link that works without one."""
    subject = f"请决定是否同意报送：{nominee.round}"
    until = links.until(nominee.asked_at)
    key = f"upwards-ask:{nominee.token_hash[:24]}"
    own = reverse("pathways:nominee", args=[nominee.pk])
    said = f"{nominee.person.name}：\n您被选为 {nominee.round.year} 年度上海工匠培育对象人选。{nominee.wording}\n"
    link = links.address(reverse("pathways:link", args=[token]))
    body = f"{said}请在 {until} 前打开下面的链接答复。不需要登录，链接只能使用一次：\n{link}"
    send_mail_to(user.email, code="upwards-ask", subject=subject, body=body, url=link, key=key, about=nominee)
    if user.has_usable_password():
        body = f"{said}请登录后在这一页答复。"
        send(to=user, code="upwards-ask-own", subject=subject, body=body, url=own, key=key, about=nominee)


def asked(token: str) -> Nominee | None:
    """The nominee behind a link while it can be used; None for unknown, used and expired alike."""
    rows = Nominee.objects.filter(token_hash=links.hash_of(token)).for_page()
    nominee = rows.first()
    return nominee if nominee and links.is_open(nominee.asked_at) else None


@transaction.atomic
def answer_link(token: str, *, agrees: bool, note: str = "") -> Nominee:
    """Answer over the mailed link, in the name of the person's account; the link is used up."""
    nominee = Nominee.objects.select_for_update(of=("self",)).filter(token_hash=links.hash_of(token)).first()
    if nominee is None or not links.is_open(nominee.asked_at):
        raise Refused.because("这个链接已经用过或已过期，请联系主办单位重新发送。")
    return answer(nominee, agrees=agrees, note=note, by=nominee.person.user)


@transaction.atomic
def answer(nominee, *, agrees: bool, note: str = "", by) -> Nominee:
    """The person's own decision: a consent with the text that was shown, or a refusal that needs no reason."""
    nominee = _held(nominee)
    if not permissions.may_answer(by, nominee):
        raise Refused.because("是否同意只能由本人决定。", "QC26-52")
    note = normalise(note).strip()[:300]
    if agrees:
        consent = give_consent(by, kind=CONSENT, version=version(nominee), wording=nominee.wording)
        nominee = move(nominee, "agree", by=by, rules=["QC26-52"], consent=consent)
    else:
        nominee = move(nominee, "refuse", by=by, rules=["QC26-52"], said=note)
    _tell_officer(nominee, "同意报送" if agrees else "不同意报送", note)
    return nominee


def version(nominee) -> str:
    """One consent per round and request: a text that changed is agreed to anew."""
    return f"{nominee.round.year}-{nominee.round_id}-{nominee.asked_at:%y%m%d%H%M%S}"


@transaction.atomic
def take_back(nominee, *, by) -> Nominee:
    """Withdraw the consent; possible until the pack is made, since data that left cannot be called back."""
    nominee = move(_held(nominee), "take_back", by=by, rules=["QC26-52"])
    withdraw_consent(nominee.consent, by=by)
    _tell_officer(nominee, "撤回了同意", "")
    return nominee


@transaction.atomic
def withdraw(nominee, *, note: str, by) -> Nominee:
    """Take a nominee off the list, with a reason; after packing the receiver must be told outside the portal."""
    if len(note.strip()) < LEAST_NOTE:
        raise Refused.because("请写明撤下的理由。", "QC26-52", "note")
    nominee = move(nominee, "withdraw", by=by, note=note.strip())
    user = nominee.person.user
    if user is not None and nominee.asked_at:
        body = f"您不再是{nominee.round}的人选。理由：{note.strip()}"
        url, key = reverse("pathways:nominee", args=[nominee.pk]), f"upwards-withdrawn:{nominee.pk}"
        send(to=user, code="upwards-withdrawn", subject="推荐人选已撤下", body=body, url=url, key=key, about=nominee)
    return nominee


def follow_end_of_title(honour, *, by=None) -> list[Nominee]:
    """Whoever was put forward with a title that ended falls out at once; officers are told (QC26-52)."""
    rows = Nominee.objects.select_for_update(of=("self",)).filter(honour=honour, state__in=UNDER_WAY)
    return [_fall_out(row, honour) for row in rows]


def _fall_out(nominee, honour):
    was_packed = nominee.pack_id is not None
    note = f"“{honour.title}”{honour.get_state_display()}"
    nominee = move(nominee, "fall_out", by=None, note=note, rules=["QC26-52"])
    more = "材料已经报送，请告知接收单位。" if was_packed else ""
    _tell_officer(nominee, f"因称号失效退出推荐。{more}", "")
    return nominee


def _tell_officer(nominee, words, note):
    send(
        to=nominee.selected_by,
        code="upwards-answer",
        subject=f"{nominee.person.name}{words}"[:60],
        body=f"{nominee.round}：{nominee.person.name}{words}。" + (f"说明：{note}" if note else ""),
        url=reverse("pathways:nominee", args=[nominee.pk]),
        key=f"upwards-answer:{nominee.pk}:{nominee.state}:{_request_of(nominee)}",
        about=nominee,
    )


def _request_of(nominee) -> str:
    """One answer to each request is news, also when it is the same answer."""
    return f"{nominee.asked_at:%y%m%d%H%M%S}" if nominee.asked_at else ""


def _held(nominee) -> Nominee:
    rows = Nominee.objects.select_for_update(of=("self",)).for_page()
    return rows.get(pk=nominee.pk)
