"""A correction of a printed cell is signed again by both heads before it is handed in (AMB-22, QC23-38)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.states import Role
from audit.record import history
from documents import papers
from nominations import documents, facts, navigation, reminders, reports
from nominations.actions import answers, confirmations, corrections
from nominations.actions import chain as acting
from nominations.models import Material, Nomination
from nominations.states import NominationState, Tier
from notifications.models import Message
from programmes.clock import SHANGHAI
from programmes.refusal import Refused
from tests.factories import accounts, chain
from tests.factories.nominations import PDF, attach, clerk_of, head_of, officer_of

pytestmark = pytest.mark.django_db
S = NominationState
ITEMS = [
    {"target": "post", "note": "岗位名称与证明不一致。"},
    {"target": "post_category", "note": "岗位类别与证明不一致。"},
    {"target": "honours", "note": "请补本人角色。"},
    {"target": "union_card", "note": "看不清，请重新上传。"},
]
NOON = dt.datetime(2026, 4, 29, 12, tzinfo=SHANGHAI)


@pytest.fixture
def row(clock):
    clock(NOON)
    sent = chain.sent()
    clock(NOON + dt.timedelta(hours=1))
    corrections.request(sent, by=officer_of(sent.season), items=ITEMS)
    return fresh(sent)


@pytest.fixture
def changed(row):
    save(row, "post", "试验班班长")
    return fresh(row)


@pytest.fixture
def out(changed, clock):
    clock(NOON + dt.timedelta(days=1))
    return confirmations.put_to_heads(changed, by=clerk_of(changed.recommender))


def fresh(row):
    return Nomination.objects.select_related("season", "recommender", "employer").get(pk=row.pk)


def save(row, key, value):
    version = row.answers.filter(key=key).values_list("version", flat=True).first() or 0
    return answers.save(fresh(row), [answers.Change(key, value, version)], by=clerk_of(row.recommender))


def rules_of(refused):
    return [(finding.rule, finding.field) for finding in refused.value.findings]


def recipients(code):
    return set(Message.objects.filter(code=code).values_list("recipient", flat=True))


# ——— whether the heads are asked ———


def test_a_changed_cell_on_paper_is_not_handed_in_before_both_heads_have_signed(changed):
    with pytest.raises(Refused) as refused:
        corrections.hand_in(changed, by=clerk_of(changed.recommender))

    assert rules_of(refused) == [("AMB-22", "")]
    assert "职务" in str(refused.value) and "重新确认" in str(refused.value)
    assert fresh(changed).state == S.RETURNED


def test_a_file_an_unprinted_question_and_an_unprinted_column_ask_nobody_again(row):
    save(row, "post_category", "service")
    honour = row.answers.get(key="honours").value[0]
    save(row, "honours", [honour | {"role": "member"}])
    attach(row, "union_card")

    assert facts.tiers_to_sign(fresh(row), fresh(row).open_correction) == []
    with pytest.raises(Refused) as refused:
        confirmations.put_to_heads(row, by=clerk_of(row.recommender))
    assert "没有改动" in str(refused.value)
    done = corrections.hand_in(row, by=clerk_of(row.recommender))
    assert (done.state, {o.form_version for o in done.live_opinions}) == (S.SUBMITTED, {1})


def test_an_honour_that_reads_differently_on_paper_asks_both(row):
    honour = row.answers.get(key="honours").value[0]
    save(row, "honours", [honour | {"issuer": "中国质量协会"}])

    assert [question.key for question in facts.printed_changes(fresh(row))] == ["honours"]
    assert facts.tiers_to_sign(fresh(row), fresh(row).open_correction) == [Tier.EMPLOYER, Tier.RECOMMENDER]


@pytest.mark.parametrize(
    ("target", "tiers"),
    [("base_scan", [Tier.EMPLOYER, Tier.RECOMMENDER]), ("rec_scan", [Tier.RECOMMENDER])],
)
def test_a_sealed_page_that_is_to_be_replaced_is_signed_again(clock, target, tiers):
    clock(NOON)
    sent = chain.sent()
    corrections.request(sent, by=officer_of(sent.season), items=[{"target": target, "note": "印章不清晰。"}])
    sent = fresh(sent)
    assert facts.tiers_to_sign(sent, sent.open_correction) == tiers

    done = corrections.hand_in(chain.confirmed_again(sent), by=clerk_of(sent.recommender))

    assert done.state == S.SUBMITTED
    assert {o.tier for o in done.live_opinions if o.form_version == 2} == set(tiers)


# ——— the round ———


def test_both_sign_the_new_version_and_then_it_is_handed_in(out):
    assert (out.state, out.form_version, out.open_correction.version.number) == (S.RETURNED, 1, 2)
    assert out.live_opinions == []

    out = chain.sign_again(out, text="经核对补正内容，材料属实，同意推荐。")
    with pytest.raises(Refused):
        corrections.hand_in(out, by=clerk_of(out.recommender))
    out = chain.sign_again(out)
    done = corrections.hand_in(out, by=clerk_of(out.recommender))

    assert (done.state, done.form_version, done.versions.count()) == (S.SUBMITTED, 2, 2)
    assert done.content_hash == done.versions.get(number=2).content_hash
    assert [(o.tier, o.form_version) for o in done.live_opinions] == [("employer", 2), ("recommender", 2)]
    assert [o.form_version for o in done.opinions.all() if o.superseded_at] == [1, 1]
    verbs = list(history(done).values_list("verb", flat=True))
    steps = ("hand_in", "confirm_again", "endorse_again", "put_to_heads")
    assert [verb for verb in verbs if verb in steps] == list(steps)


def test_putting_it_to_the_heads_twice_is_once(out):
    again = confirmations.put_to_heads(out, by=clerk_of(out.recommender))

    assert again.versions.count() == 2
    assert [event.verb for event in history(again)].count("put_to_heads") == 1


def test_nothing_changes_while_it_is_with_the_heads(out):
    with pytest.raises(Refused) as refused:
        save(out, "post", "班组长")

    assert rules_of(refused) == [("AMB-22", "")]
    assert out.answers.get(key="post").value == "试验班班长"


def test_what_is_wrong_with_the_form_is_said_before_anybody_signs(changed):
    save(changed, "post", "")

    with pytest.raises(Refused) as refused:
        confirmations.put_to_heads(changed, by=clerk_of(changed.recommender))

    assert rules_of(refused) == [("QC23-24", "post")]
    assert changed.versions.count() == 1


def test_the_recommender_waits_for_the_employer(out):
    with pytest.raises(Refused):
        confirmations.sign_again(
            out, by=head_of(out.recommender), text=chain.AGREE, signed_on=NOON.date(), scan=attach(out, "rec_scan")
        )

    assert fresh(out).live_opinions == []


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMIN])
def test_only_a_head_signs_again(out, role):
    with pytest.raises(Refused):
        chain.sign_again(out, by=accounts.member(role, out.employer))


def test_one_person_does_not_sign_both(clock):
    clock(NOON)
    group = accounts.recommender()
    first, second = accounts.member(Role.HEAD, group), accounts.member(Role.HEAD, group)
    row = chain.endorse(chain.nominations.nomination(state=S.ENDORSING, employer=group, recommender=group), by=first)
    row = chain.confirm(row, by=second)
    chain.dispatched(row)
    corrections.request(fresh(row), by=officer_of(row.season), items=ITEMS)
    save(row, "post", "试验班班长")
    row = confirmations.put_to_heads(fresh(row), by=clerk_of(group))
    row = chain.sign_again(row, by=second)

    with pytest.raises(Refused) as refused:
        chain.sign_again(row, by=second)

    assert "两位不同的负责人" in str(refused.value)


def test_an_opinion_is_not_older_than_the_version_and_needs_a_new_sealed_page(out):
    old = out.opinions.get(tier="employer").scan

    with pytest.raises(Refused) as refused:
        chain.sign_again(out, signed_on=NOON.date(), scan=old)

    assert rules_of(refused) == [("QC23-38", "signed_on"), ("QC23-38", "scan")]
    assert fresh(out).live_opinions == []


def test_dates_do_not_run_backwards(out, clock):
    clock(NOON + dt.timedelta(days=2))
    out = chain.sign_again(out, signed_on=NOON.date() + dt.timedelta(days=2))

    with pytest.raises(Refused) as refused:
        chain.sign_again(out, signed_on=NOON.date() + dt.timedelta(days=1))

    assert rules_of(refused) == [("QC23-38", "signed_on")]


def test_the_employer_states_again_what_it_has_checked(out):
    with pytest.raises(Refused) as refused:
        chain.sign_again(out, statements=())

    assert {rule for rule, _field in rules_of(refused)} == {"COM-15"}


# ——— somebody does not agree ———


@pytest.mark.parametrize("signed", [0, 1])
def test_a_head_returns_it_with_a_reason_and_it_goes_round_once_more(out, signed):
    for _ in range(signed):
        out = chain.sign_again(out)
    head = head_of([out.employer, out.recommender][signed])

    back = confirmations.reopen(out, by=head, reason="职务应为班长。")

    assert (back.state, back.live_opinions, back.open_correction.version) == (S.RETURNED, [], None)
    told = {clerk_of(out.recommender).pk, head_of(out.recommender).pk, head_of(out.employer).pk}
    assert recipients("correction-reopened") == told
    save(back, "post", "班组长")
    done = corrections.hand_in(chain.confirmed_again(fresh(back)), by=clerk_of(back.recommender))
    assert (done.form_version, {o.form_version for o in done.live_opinions}) == (3, {3})


def test_after_a_return_the_old_words_are_signed_again_too(out):
    back = confirmations.reopen(out, by=clerk_of(out.recommender), reason="改错了栏目。")
    save(back, "post", "班长")
    back = fresh(back)

    assert facts.printed_changes(back) == []
    assert facts.tiers_to_sign(back, back.open_correction) == [Tier.EMPLOYER, Tier.RECOMMENDER]
    assert corrections.hand_in(chain.confirmed_again(back), by=clerk_of(back.recommender)).state == S.SUBMITTED


def test_returning_needs_a_reason_and_a_head_whose_turn_it_is(out):
    for by, reason in ((head_of(out.employer), " "), (head_of(out.recommender), "职务应为班长。")):
        with pytest.raises(Refused):
            confirmations.reopen(out, by=by, reason=reason)

    assert fresh(out).open_correction.version.number == 2


def test_the_deadline_stands_whoever_has_it(out, clock):
    clock(dt.datetime(2026, 5, 10, 0, 0, 0, tzinfo=SHANGHAI))
    with pytest.raises(Refused) as refused:
        chain.sign_again(out)
    assert "补正期限已过" in str(refused.value)

    assert corrections.lapse_due() == 1

    assert (fresh(out).state, fresh(out).person_key) == (S.NOT_SELECTED, "")


# ——— what people see ———


def test_each_is_told_when_it_is_their_turn(out):
    assert recipients("correction-to-confirm") == {head_of(out.employer).pk}
    assert "职务" in Message.objects.filter(code="correction-to-confirm").first().body
    counts = [
        navigation.waiting_count(p)
        for p in (head_of(out.employer), head_of(out.recommender), clerk_of(out.recommender))
    ]
    assert counts == [1, 0, 0]

    out = chain.sign_again(out)
    assert head_of(out.recommender).pk in recipients("correction-to-confirm")
    counts = [
        navigation.waiting_count(p)
        for p in (head_of(out.employer), head_of(out.recommender), clerk_of(out.recommender))
    ]
    assert counts == [0, 1, 0]

    out = chain.sign_again(out)
    assert clerk_of(out.recommender).pk in recipients("correction-confirmed")
    assert [navigation.waiting_count(p) for p in (head_of(out.recommender), clerk_of(out.recommender))] == [0, 1]


def test_the_next_step_and_the_reminder_name_whose_turn_it_is(out):
    step = reports.next_step(out, correction=out.open_correction)
    assert step.sentence == "核对补正后的第 2 版，重新确认基层单位意见。"
    assert step.who == f"{out.employer_name}负责人"
    due = next(iter(reminders.correction_deadlines(NOON)))
    assert f"等待{out.employer_name}负责人重新确认基层单位意见" in due.body
    assert head_of(out.employer) in due.recipients


def test_the_print_carries_the_new_version_and_only_the_new_opinions(out):
    footer = documents.footer_of(out)
    version = out.open_correction.version
    assert (footer.form, footer.version, footer.digest) == ("A1", 2, version.content_hash)
    assert documents.paper_a1(out).base_opinion == papers.Opinion()

    out = chain.sign_again(out, text="经核对补正内容，材料属实，同意推荐。")

    assert documents.paper_a1(out).base_opinion.text == "经核对补正内容，材料属实，同意推荐。"
    assert documents.paper_a1(out).cells["post"] == "试验班班长"


def test_a_draft_of_a_correction_prints_as_a_draft(changed):
    assert documents.footer_of(changed).form == "A1 草稿"


def upload(name="page.pdf"):
    return SimpleUploadedFile(name, PDF + name.encode())


def test_the_round_on_the_pages(changed, client, clock):
    """Clerk, employer's head, recommender's head, clerk; each from the page of the nomination."""
    clock(NOON + dt.timedelta(days=1))
    detail = reverse("nominations:detail", args=[changed.code])
    sign = reverse("nominations:opinion", args=[changed.code])
    client.force_login(clerk_of(changed.recommender))
    check = client.get(reverse("nominations:check", args=[changed.code])).content.decode()
    assert "意见须重新确认" in check and "试验班班长" in check and "提交补正？" not in check
    client.post(reverse("nominations:put-to-heads", args=[changed.code]))
    assert "等待重新确认" in client.get(detail).content.decode()
    waiting = client.get(reverse("nominations:check", args=[changed.code])).content.decode()
    assert "确认期间不能修改" in waiting and "提交补正？" not in waiting

    for unit, tier in ((changed.employer, "基层单位"), (changed.recommender, "推荐单位")):
        client.force_login(head_of(unit))
        assert f'href="{sign}">重新确认{tier}意见</a>' in client.get(detail).content.decode()
        page = client.get(sign).content.decode()
        assert chain.AGREE in page and "班长" in page and "试验班班长" in page
        posted = {"text": chain.AGREE, "signed_on": "2026-04-30", "seal_mode": "scan", "scan": upload(f"{unit.pk}.pdf")}
        if unit == changed.employer:
            posted["statements"] = chain.statements(changed)
        assert client.post(sign, posted).status_code == 302, client.post(sign, posted).content.decode()
        assert client.get(sign).status_code == 404

    client.force_login(clerk_of(changed.recommender))
    assert "检查并提交补正" in client.get(detail).content.decode()
    client.post(reverse("nominations:hand-in", args=[changed.code]))
    done = fresh(changed)
    assert (done.state, done.form_version) == (S.SUBMITTED, 2)
    assert Material.objects.filter(nomination=done, kind="base_scan", removed_at__isnull=True).count() == 1
    assert "以前版本的意见 2 条" in client.get(detail).content.decode()


def test_nothing_printed_changed_says_so_on_the_page(row, client):
    save(row, "post_category", "service")
    client.force_login(clerk_of(row.recommender))

    page = client.get(reverse("nominations:check", args=[row.code])).content.decode()

    assert "两级意见仍然有效，不再重新签署" in page and "送单位重新确认" not in page


def test_a_sealed_page_of_an_earlier_version_does_not_seal_the_next_one(clock):
    clock(NOON)
    row = chain.endorse(chain.nominations.nomination(state=S.ENDORSING))
    old = row.opinions.get().scan
    clock(NOON + dt.timedelta(hours=1))
    acting.send_back(row, by=head_of(row.recommender), reason="请再核对一次。")
    row = chain.submit(fresh(row))

    with pytest.raises(Refused) as refused:
        chain.endorse(row, scan=old)

    assert rules_of(refused) == [("QC23-38", "scan")]
