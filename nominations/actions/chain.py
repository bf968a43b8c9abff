"""A nomination's way from its first word to its dispatch, and out of the season again (rules.md §10.1)."""

import datetime as dt
import json
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from audit.transitions import move
from nominations import facts
from nominations.actions import deriving, receipts, tell
from nominations.models import Nomination, Opinion, Version, WarningConfirmation
from nominations.signals import settled
from nominations.states import Decision, NominationState, SealMode, Tier
from programmes import clock
from programmes.refusal import Finding, Mark, Refused
from programmes.spec import Moment
from programmes.text import count_chars


@transaction.atomic
def submit(nomination, *, by, confirmed_warnings=()) -> Nomination:
    """Hand the form in to the employer: every check, then an immutable, hashed version (COM-08, COM-12, COM-19).

    ``confirmed_warnings`` are rule codes of warnings that the person has read; an unconfirmed warning refuses.
    A second call on a nomination that is already with the employer changes nothing.
    """
    nomination = Nomination.objects.select_for_update().select_related("season").get(pk=nomination.pk)
    if nomination.state == NominationState.ENDORSING and nomination.versions.filter(frozen_by=by).exists():
        return nomination
    deriving.bring_up(nomination, by=by)
    found = facts.findings(nomination, Moment.SUBMIT)
    _require(found, confirmed_warnings)
    version = freeze(nomination, by=by)
    _confirm_warnings(nomination, found, version, by)
    flag_priorities(nomination)
    place: dict[str, Any] = facts.place_of(nomination)
    with one_place(nomination):
        nomination = move(
            nomination,
            "submit",
            by=by,
            content_hash=version.content_hash,
            digest=version.content_hash,
            version=version.number,
            **place,
        )
    tell.about(
        nomination,
        tell.EMPLOYER,
        code="nomination-to-endorse",
        subject=f"{nomination.name}的{nomination.procedure.title}等待{_tier(nomination, Tier.EMPLOYER).title}审核",
        body=f"{nomination.name}的{nomination.form.title.format(year=nomination.season.year)}（编号 {nomination.code}）已提交，"
        f"请核对材料并签署{_tier(nomination, Tier.EMPLOYER).opinion_label}。",
        key=f"v{version.number}",
    )
    return nomination


def _tier(nomination, tier):
    return nomination.procedure.tier(tier)


@contextmanager
def one_place(nomination):
    """Two submissions for one place at the same moment: the constraint lets one through, the later one is told (COM-19)."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise _place_is_taken(nomination) from None


def _place_is_taken(nomination):
    procedure = nomination.procedure
    if procedure.of_studio:
        sentence = f"这个工作室的{procedure.title}本期已经提交，不能重复提交。"
        return Refused.because(sentence, field=procedure.period_question)
    if procedure.of_trainee:
        return Refused.because(f"这位培育对象已有一份{procedure.title}正在办理。", rule="QC26-23")
    return Refused.because(
        f"该{nomination.person_word}已由其他渠道申报，本届不能重复申报。请与{nomination.person_word}核实。",
        rule="COM-19",
        field=procedure.key_question,
    )


def _require(found, confirmed):
    blocking = [f for f in found if f.mark in (Mark.HARD, Mark.EXCEPTION)]
    open_warnings = [f for f in found if f.mark == Mark.WARN and f.rule not in confirmed]
    if blocking or open_warnings:
        raise Refused([*blocking, *open_warnings])


def _confirm_warnings(nomination, found, version, by):
    WarningConfirmation.objects.bulk_create(
        [
            WarningConfirmation(
                nomination=nomination, rule=f.rule, sentence=f.sentence, form_version=version.number, confirmed_by=by
            )
            for f in {f.rule: f for f in found if f.mark == Mark.WARN}.values()
        ]
    )


def flag_priorities(nomination) -> None:
    """Store the priority sentences that hold now, for reviewers to read; they never count towards a score (AMB-20)."""
    flags = [rule.sentence for rule in nomination.procedure.priorities(facts.build(nomination, Moment.SUBMIT))]
    Nomination.objects.filter(pk=nomination.pk).update(priority_flags=flags)


def freeze(nomination, *, by) -> Version:
    """Store the present answers and materials as the next immutable version and return it (COM-08)."""
    answers = facts.answers_of(nomination)
    private = {key: answers[key] for key in answers if nomination.form.question(key).private}
    public = {key: value for key, value in answers.items() if key not in private}
    materials = facts.material_list(nomination)
    last = nomination.versions.aggregate(number=Max("number"))["number"] or 0
    return Version.objects.create(
        nomination=nomination,
        number=last + 1,
        answers=public,
        private=json.dumps(private, ensure_ascii=False, sort_keys=True),
        materials=materials,
        content_hash=facts.content_hash(answers, materials),
        frozen_by=by,
    )


@transaction.atomic
def endorse(nomination, *, by, **opinion) -> Nomination:
    """基层单位意见: agree and pass on to the recommender, or decline with a reason (QC23-28, QC23-38, COM-15)."""
    return _sign(nomination, Tier.EMPLOYER, by=by, **opinion)


@transaction.atomic
def confirm(nomination, *, by, **opinion) -> Nomination:
    """推荐单位意见: recommend, or decline with a reason (QC23-29, QC23-48)."""
    return _sign(nomination, Tier.RECOMMENDER, by=by, **opinion)


VERBS = {
    (Tier.EMPLOYER, Decision.AGREE): "endorse",
    (Tier.EMPLOYER, Decision.DECLINE): "decline_as_employer",
    (Tier.RECOMMENDER, Decision.AGREE): "confirm",
    (Tier.RECOMMENDER, Decision.DECLINE): "decline_as_recommender",
}


def sends(procedure, tier) -> bool:
    """Whether the agreement of this tier sends the nomination: the last of a chain that makes no 推荐汇总."""
    return not procedure.batched and not procedure.settled_by_chain and procedure.tiers[-1] == tier


def settles(procedure, tier) -> bool:
    """Whether the agreement of this tier settles the nomination: nobody decides about it after its chain."""
    return procedure.settled_by_chain and procedure.tiers[-1] == tier


def verb_of(procedure, tier, decision) -> str:
    """The transition that an opinion of this tier makes."""
    verb = VERBS[tier, decision]
    if decision != Decision.AGREE:
        return verb
    if settles(procedure, tier):
        return f"{verb}_and_settle"
    return f"{verb}_and_send" if sends(procedure, tier) else verb


def _sign(nomination, tier, *, by, decision, text, signed_on, seal_mode=SealMode.SCAN, scan=None, statements=()):
    nomination = Nomination.objects.select_for_update().select_related("season").get(pk=nomination.pk)
    found = opinion_findings(nomination, tier, by, decision, text, signed_on, seal_mode, scan, statements)
    found += stale_page(nomination.versions.get(number=nomination.form_version), scan)
    if decision == Decision.AGREE:
        found += [f for f in facts.findings(nomination, Moment.ENDORSE) if f.mark != Mark.WARN]
    if found:
        raise Refused(found)
    is_sent = decision == Decision.AGREE and sends(nomination.procedure, tier)
    more: dict[str, Any] = {"receipt_number": receipts.next_number(nomination.season)} if is_sent else {}
    verb = verb_of(nomination.procedure, tier, decision)
    is_settled = decision == Decision.AGREE and settles(nomination.procedure, tier)
    label = _signed_label(nomination.procedure.tier(tier), decision, is_sent=is_sent)
    moved = move(nomination, verb, by=by, note=text, content_hash=nomination.content_hash, label=label, **more)
    Opinion.objects.create(
        nomination=nomination,
        tier=tier,
        decision=decision,
        text=text,
        signer=by,
        signer_name=by.name,
        signed_on=signed_on,
        seal_mode=seal_mode,
        scan=scan,
        statements=list(statements),
        form_version=nomination.form_version,
    )
    _tell_signed(moved, tier, decision)
    if is_sent:
        _tell_sent(moved)
    if is_settled:
        settled.send(Nomination, nomination=moved, signed_on=signed_on, by=by)
    return moved


def _signed_label(declared, decision, *, is_sent):
    """What the record says of an opinion, in the words of its chain."""
    if decision == Decision.DECLINE:
        return f"{declared.title}{declared.refuse_label}"
    return f"签署{declared.opinion_label}{'并报送' if is_sent else ''}"


def opinion_findings(nomination, tier, by, decision, text, signed_on, seal_mode, scan, statements) -> list[Finding]:
    """What is wrong with an opinion, all at once: its length, date order, two people, seal, statements (QC23-29/38)."""
    declared = nomination.procedure.tier(tier)
    found = [] if decision in Decision.values else [Finding("QC23-29", "请选择结论。", "decision")]
    if not declared.minimum <= count_chars(text) <= declared.maximum:
        found.append(Finding("QC23-29", f"意见须为 {declared.minimum} 至 {declared.maximum} 字。", "text"))
    found += _date_findings(nomination, signed_on)
    if any(opinion.signer_id == by.pk for opinion in nomination.live_opinions):
        labels = "和".join(one.opinion_label for one in nomination.tiers)
        found.append(Finding("QC23-38", f"{labels}须由两位不同的负责人签署。", "text"))
    if decision == Decision.DECLINE:
        return found
    if seal_mode == SealMode.SCAN and (scan is None or scan.nomination_id != nomination.pk):
        found.append(Finding("QC23-38", "请上传签字盖章页的扫描件。", "scan"))
    if seal_mode == SealMode.SYSTEM and not nomination.season.values.get("opinion.system_confirmation"):
        found.append(Finding("QC23-38", "本届不接受系统确认，请盖章后上传扫描件。", "seal_mode"))
    if tier == Tier.EMPLOYER:
        asked = [tick for text in nomination.form.consents if text.given_by == "employer" for tick in text.ticks]
        missing = [tick for tick in asked if tick.required and tick.code not in statements]
        found += [Finding("COM-15", f"请核对并勾选：{tick.label}", "statements") for tick in missing]
    return found


def stale_page(version, scan) -> list[Finding]:
    """A sealed page from before ``version`` was frozen shows another form (COM-08)."""
    if scan is None or scan.uploaded_at >= version.frozen_at:
        return []
    words = f"请在第 {version.number} 版（核对码 {version.code}）上签字盖章后扫描上传，以前的盖章页不能再用。"
    return [Finding("QC23-38", words, "scan")]


def _date_findings(nomination, signed_on):
    if signed_on is None:
        return [Finding("QC23-38", "请填写意见的日期。", "signed_on")]
    if signed_on > clock.today():
        return [Finding("QC23-38", "意见的日期不能晚于今天。", "signed_on")]
    earlier = max(nomination.live_opinions, key=lambda opinion: opinion.signed_on, default=None)
    if earlier and signed_on < earlier.signed_on:
        here = next((one.opinion_label for one in nomination.tiers if one.tier != earlier.tier), "意见")
        words = f"{here}的日期不能早于{earlier.label}（{earlier.signed_on:%Y-%m-%d}）。"
        return [Finding("QC23-38", words, "signed_on")]
    return []


@transaction.atomic
def send_back(nomination, *, by, reason) -> Nomination:
    """Return the form to the applicant with a reason; the opinions given so far no longer stand (COM-10)."""
    if not reason.strip():
        raise Refused.because("请写明退回的理由。", rule="COM-10", field="reason")
    nomination = move(nomination, "send_back", by=by, note=reason, rules=["COM-10"])
    nomination.opinions.filter(superseded_at__isnull=True).update(superseded_at=clock.now())
    tell.about(
        nomination,
        tell.APPLICANT,
        tell.RECOMMENDER,
        tell.EMPLOYER,
        code="nomination-sent-back",
        subject=f"{nomination.name}的申报被退回修改",
        body=f"退回理由：{reason}",
        key=clock.now().isoformat(),
    )
    return nomination


@transaction.atomic
def withdraw(nomination, *, by, reason) -> Nomination:
    """Before dispatch by the applicant; afterwards by the recommending unit at the applicant's request (§10.1, COM-20)."""
    if not reason.strip():
        raise Refused.because("请写明撤回的理由。", rule="COM-10", field="reason")
    nomination = move(nomination, "withdraw", by=by, note=reason, rules=["COM-20"])
    if nomination.dispatched_at is None:
        Nomination.objects.filter(pk=nomination.pk).update(batch=None, batch_position=None)
        nomination.batch = nomination.batch_position = None
    parts = [tell.APPLICANT, tell.EMPLOYER, tell.RECOMMENDER] + ([tell.ORGANISER] if nomination.dispatched_at else [])
    tell.about(
        nomination,
        *parts,
        code="nomination-withdrawn",
        subject=f"{nomination.name}的申报已撤回",
        body=f"撤回理由：{reason}",
        key="once",
    )
    return nomination


@transaction.atomic
def pass_formality(nomination, *, by, note="") -> Nomination:
    """形式审查通过 (QC23-40): the nomination enters the review; eligibility is checked once more (COM-18)."""
    refuse_blocking(nomination, Moment.FORMALITY)
    nomination = move(nomination, "pass_formality", by=by, note=note, rules=["QC23-40"])
    _tell_result(nomination, "nomination-formality-passed", "通过形式审查", "申报已进入专家评审，请留意后续通知。")
    return nomination


@transaction.atomic
def fail_formality(nomination, *, by, note) -> Nomination:
    """形式审查不通过, always with its reasons (COM-10). ``by=None`` when a correction has lapsed."""
    if not note.strip():
        raise Refused.because("请写明不通过的理由。", rule="COM-10", field="note")
    nomination = move(nomination, "fail_formality", by=by, note=note, rules=["QC23-40"])
    _tell_result(nomination, "nomination-formality-failed", "未通过形式审查", f"理由：{note}")
    return nomination


@transaction.atomic
def nominate(nomination, *, by, note="") -> Nomination:
    """列为候选人 after the approval meeting (QC23-44); eligibility is checked once more (COM-18)."""
    refuse_blocking(nomination, Moment.APPROVAL)
    return move(nomination, "nominate", by=by, note=note, rules=["QC23-44"])


@transaction.atomic
def drop(nomination, *, by, note="") -> Nomination:
    """未入选: a courteous notice, never a score (COM-17)."""
    nomination = move(nomination, "drop", by=by, note=note)
    _tell_result(nomination, "nomination-not-selected", "本届未入选", "感谢您的申报，欢迎继续参加以后年度的申报。")
    return nomination


def refuse_blocking(nomination, moment):
    """Raise ``Refused`` with everything that stands against ``nomination`` at ``moment`` (COM-18)."""
    blocking = [f for f in facts.findings(nomination, moment) if f.mark in (Mark.HARD, Mark.EXCEPTION)]
    if blocking:
        raise Refused(blocking)


def _tell_signed(nomination, tier, decision):
    declared = _tier(nomination, tier)
    who, word = declared.title, declared.agree_label if decision == Decision.AGREE else declared.refuse_label
    tell.about(
        nomination,
        tell.APPLICANT,
        tell.RECOMMENDER,
        code="nomination-opinion",
        subject=f"{who}对{nomination.name}的{nomination.procedure.title}已签署意见：{word}",
        body=f"编号 {nomination.code}，{who}{word}。",
        key=f"{tier}:v{nomination.form_version}:{decision}",
    )


def _tell_sent(nomination):
    """Sent without a 推荐汇总: the receipt to those who filed it, the arrival to those who look at it."""
    title, organiser = nomination.procedure.title, nomination.season.organiser
    tell.about(
        nomination,
        tell.APPLICANT,
        tell.EMPLOYER,
        tell.RECOMMENDER,
        code="nomination-dispatched",
        subject=f"{nomination.name}的{title}已报送{organiser}",
        body=f"编号 {nomination.code}，回执编号 {nomination.receipt_number}，核对码 {nomination.content_hash[:8]}。",
        key=nomination.receipt_number,
    )
    tell.about(
        nomination,
        tell.ORGANISER,
        code="nomination-arrived",
        subject=f"收到{nomination.name}的{title}，等待受理",
        body=f"{nomination.employer_name}报送，编号 {nomination.code}，回执编号 {nomination.receipt_number}。",
        key=nomination.receipt_number,
    )


def _tell_result(nomination, code, words, body):
    tell.about(
        nomination,
        tell.APPLICANT,
        tell.RECOMMENDER,
        code=code,
        subject=f"{nomination.name}的申报{words}",
        body=body,
        key=f"v{nomination.form_version}:{dt.date.isoformat(clock.today())}",
    )
