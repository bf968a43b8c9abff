"""The team (F1 三, WS24-04, WS24-05): who joins and leaves, and that each of them has been told and has answered (G1)."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.urls import reverse

from accounts.actions import create_account
from accounts.actions import invite as invite_account
from audit.record import record
from notifications.actions import send, send_mail_to
from programmes import clock
from programmes.refusal import Finding, Refused
from programmes.rows import check_row, clean_row
from programmes.spec import LedgerSubject
from programmes.studio_rows import MEMBER
from studios import permissions
from studios.actions import ledgers, links
from studios.models import Member, Studio

MOST_MEMBERS = 50
#: What the person confirmed; a change of it asks again.
CONFIRMED = tuple(column.key for column in MEMBER if column.key not in ("email", "duty"))


@transaction.atomic
def add(studio, *, raw: Mapping, by) -> Member:
    """Take somebody into the team. The same name and month of birth twice is refused."""
    studio = _held(studio, by)
    values = _checked(studio, raw)
    member = Member.objects.create(studio=studio, **values)
    record(member, "join", by=by, label="加入工作室", rules=["WS24-05"])
    record(studio, "add_member", by=by, label=f"成员加入：{member.name}", details={"member": member.pk})
    _write_line(member, "join", member.joined_on, "加入工作室", by)
    return member


@transaction.atomic
def add_many(studio, *, rows: Iterable[Mapping], by) -> list[Member]:
    """Take a whole workbook in, all rows or none."""
    return [add(studio, raw=row, by=by) for row in rows]


@transaction.atomic
def change(member, *, raw: Mapping, by) -> Member:
    """Put a member's particulars right; when what the person confirmed is touched, the person is to be asked again."""
    studio = _held(member.studio, by)
    member = _here(studio, member)
    before = _values(member)
    values = _checked(studio, raw, but=member)
    for key, value in values.items():
        setattr(member, key, value)
    changed = [key for key, value in _values(member).items() if before[key] != value]
    if any(key in CONFIRMED for key in changed):
        member.confirmed_at, member.objection, member.token_hash = None, "", None
    member.save()
    if changed:
        record(member, "change", by=by, label="修改成员信息", details={"fields": changed})
    return member


@transaction.atomic
def leave(member, *, left_on: dt.date, reason: str, by) -> Member:
    """Somebody leaves; the row stays, with the entries of that time. A second call changes nothing."""
    studio = _held(member.studio, by)
    member = Member.objects.select_for_update().get(pk=member.pk, studio=studio)
    if member.left_on:
        return member
    if not member.joined_on <= left_on <= clock.today():
        raise Refused.because("离开日期应在加入日期和今天之间。", field="left_on")
    if len(reason.strip()) < 2:
        raise Refused.because("请写明离开的原因。", field="reason")
    member.left_on, member.token_hash = left_on, None
    member.save(update_fields=["left_on", "token_hash"])
    record(member, "leave", by=by, label="离开工作室", note=reason.strip())
    record(studio, "member_left", by=by, label=f"成员离开：{member.name}", details={"member": member.pk})
    _write_line(member, "leave", left_on, f"离开工作室：{reason.strip()}"[:60], by)
    return member


def _write_line(member, kind, day, title, by):
    """Joining and leaving stand in the ledger of members' development without being typed again (F4)."""
    for ledger in member.studio.terms.ledgers:
        knows = ledger.subject == LedgerSubject.MEMBER and kind in {option.code for option in ledger.kinds}
        if knows and not any(column.required for column in ledger.columns):
            raw = {"happened_on": day.isoformat(), "kind": kind, "title": title}
            ledgers.keep(member.studio, ledger=ledger.code, raw=raw, members=[member.pk], by=by)


@transaction.atomic
def tell(member, *, by) -> Member:
    """Mail the member a link to look at what is kept about them (G1); an earlier link stops working."""
    studio = _held(member.studio, by)
    member = _here(studio, member)
    if not member.email:
        raise Refused.because("请先填写这位成员的邮箱，再发送核对链接。", "G1", "email")
    token, member.token_hash = links.make()
    member.told_at = clock.now()
    member.confirmed_at, member.objection = None, ""
    member.save(update_fields=["token_hash", "told_at", "confirmed_at", "objection"])
    record(member, "tell", by=by, label="发送核对链接", rules=["G1"])
    link = links.address(reverse("studios:member-link", args=[token]))
    send_mail_to(
        member.email,
        code="studio-member",
        subject=f"请核对您在{studio.name}的成员信息",
        body=f"{member.name}：\n{studio.employer.name}的{studio.name}把您列为成员。"
        f"请在 {links.until(member.told_at)} 前打开下面的链接，核对登记的信息，确认或者提出意见。"
        f"不需要账号，链接只能使用一次：\n{link}",
        url=link,
        key=f"studio-member:{member.token_hash[:24]}",
        about=studio,
    )
    return member


def asked(token: str) -> Member | None:
    """The member behind a link while it can be used; None for unknown, used and expired alike."""
    rows = Member.objects.filter(token_hash=links.hash_of(token), left_on__isnull=True)
    member = rows.select_related("studio__employer", "studio__leader", "studio__organiser").first()
    return member if member and links.is_open(member.told_at) else None


@transaction.atomic
def answer(token: str, *, agrees: bool, objection: str = "") -> Member:
    """The person confirms what is kept, or objects in words; the link is used up, the leader is told."""
    member = Member.objects.select_for_update().filter(token_hash=links.hash_of(token), left_on__isnull=True).first()
    if member is None or not links.is_open(member.told_at):
        raise Refused.because("这个链接已经用过或已过期，请联系领衔人重新发送。")
    if not agrees and len(objection.strip()) < 4:
        raise Refused.because("请写明哪一处不对，或者您不同意的原因。", field="objection")
    member.token_hash = None
    member.confirmed_at = clock.now() if agrees else None
    member.objection = "" if agrees else objection.strip()[:300]
    member.save(update_fields=["token_hash", "confirmed_at", "objection"])
    label = "本人确认成员信息" if agrees else "本人对成员信息有意见"
    record(member, "confirm" if agrees else "object", by=None, label=label, note=member.objection, rules=["G1"])
    _tell_leader(member, agrees)
    return member


def _tell_leader(member, agrees):
    leader = member.studio.leader.user
    if leader is None:
        return
    words = "已确认成员信息" if agrees else "对成员信息有意见"
    body = "" if agrees else f"意见：{member.objection}\n请核对后修改，再发送一次核对链接。"
    send(
        to=leader,
        code="studio-member-answer",
        subject=f"{member.name}{words}",
        body=f"{member.studio.name}的成员{member.name}{words}。{body}",
        url=reverse("studios:members", args=[member.studio.code]),
        key=f"studio-member-answer:{member.pk}:{clock.now():%Y%m%d%H%M%S%f}",
        about=member.studio,
    )


@transaction.atomic
def open_account(member, *, by) -> Member:
    """Give a member who confirmed an account of their own to keep the ledgers with; the invitation is mailed."""
    studio = _held(member.studio, by)
    member = _here(studio, member)
    if member.user_id:
        return member
    if member.confirmed_at is None:
        raise Refused.because("请等本人核对并确认信息后再开通账号。", "G1")
    if not member.email:
        raise Refused.because("请先填写这位成员的邮箱。", field="email")
    user = create_account(name=member.name, email=member.email, by=by)
    member.user = user
    member.save(update_fields=["user"])
    record(member, "open_account", by=by, label="开通台账账号")
    if not user.has_usable_password():
        invite_account(user, by=by, purpose=f"参加{studio.name}的台账登记")
    return member


def cautions(studio, members) -> list[Finding]:
    """What the team looks doubtful for: too few people, or a department that already is one (WS24-04, WS24-05)."""
    found = []
    least = studio.terms.minimum_members or 3
    if len(members) + 1 < least:
        found.append(Finding("WS24-05", f"连同领衔人只有 {len(members) + 1} 人，团队一般不少于 {least} 人。"))
    departments = {member.department for member in members}
    if len(members) > 1 and len(departments) == 1 and "" not in departments:
        sentence = f"全部成员都在“{departments.pop()}”。工作室不是成建制的部室，请说明团队的组成。"
        found.append(Finding("WS24-04", sentence))
    return found


def _held(studio, by) -> Studio:
    rows = Studio.objects.select_for_update(of=("self",)).select_related("employer", "leader__user")
    studio = rows.get(pk=studio.pk)
    if not permissions.may_edit(by, studio):
        raise Refused.because("只有领衔人和所在单位经办可以维护成员。", "WS24-05")
    return studio


def _here(studio, member) -> Member:
    member = Member.objects.select_for_update(of=("self",)).select_related("studio").get(pk=member.pk, studio=studio)
    if member.left_on:
        raise Refused.because("这位成员已经离开工作室。")
    return member


def _checked(studio, raw, *, but=None) -> dict:
    values = clean_row(MEMBER, raw)
    found = check_row(MEMBER, values, rule="WS24-05")
    if found:
        raise Refused(found)
    values["joined_on"] = dt.date.fromisoformat(values["joined_on"])
    present = studio.members.filter(left_on__isnull=True)
    others = present.exclude(pk=but.pk) if but else present
    if others.filter(name=values["name"], birth_month=values["birth_month"]).exists():
        raise Refused.because(f"{values['name']}已经在成员里。", "WS24-05", "name")
    if others.count() >= MOST_MEMBERS:
        raise Refused.because(f"成员最多 {MOST_MEMBERS} 人。", "WS24-05")
    return values


def _values(member):
    return {column.key: getattr(member, column.key) for column in MEMBER}
