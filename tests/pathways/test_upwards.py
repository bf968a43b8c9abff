"""Recommending upwards: each verb, who may, what is refused, and what a revoked title does."""

import hashlib
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from accounts.models import Consent, User
from accounts.states import Role
from audit.record import history
from craftsmen.actions import cancel
from craftsmen.models import Honour
from documents.models import Document
from documents.pdf import page_count
from notifications.models import Message
from pathways import permissions
from pathways.actions import nominees, packs, results, rounds
from pathways.documents import summary_pdf
from pathways.facts import path_stage
from pathways.models import Nominee, Pack
from programmes import clock as moments
from programmes.refusal import Refused
from tests.factories import accounts, craftsmen, pathways, workbench

pytestmark = pytest.mark.django_db
LONG = "培育扎实" * 125


def fresh(row):
    return type(row)._base_manager.get(pk=row.pk)


def sentences(action, *args, **values):
    with pytest.raises(Refused) as refused:
        action(*args, **values)
    return [one.sentence for one in refused.value.findings]


def fields(action, *args, **values):
    with pytest.raises(Refused) as refused:
        action(*args, **values)
    return [one.field for one in refused.value.findings]


@pytest.fixture
def person(house):
    return pathways.craftsman(organiser=house.organiser)


# Rounds


@pytest.mark.parametrize("year", [None, 2022, 2028])
def test_round_asks_for_a_year_that_can_be(house, year):
    values = {"organiser": house.organiser, "programme_code": pathways.PROGRAMME, "year": year}
    assert fields(rounds.open_round, **values, by=house.officer) == ["year"]


def test_round_is_once_a_year(house):
    values = {"organiser": house.organiser, "programme_code": pathways.PROGRAMME, "year": 2026}
    assert sentences(rounds.open_round, **values, by=house.officer) == ["2026 年度的推荐已经开启，请在列表里打开。"]


def test_round_names_all_that_is_wrong_at_once(house):
    values = {"organiser": house.organiser, "programme_code": "quality-studio", "year": 2020}
    assert fields(rounds.open_round, **values, by=house.leader) == ["", "programme_code", "year"]


def test_scheme_is_named_until_somebody_was_asked(house, person):
    named = rounds.name_scheme(house.round, scheme=" 海上工匠 ", by=house.officer)
    assert named.scheme_words == "纳入全市“海上工匠”人才培育"
    pathways.asked(named, person)
    assert fields(rounds.name_scheme, named, scheme="别的", by=house.officer) == ["scheme"]


def test_only_an_officer_names_the_scheme(house):
    assert sentences(rounds.name_scheme, house.round, scheme="海上工匠", by=house.leader) == [
        "只有主办单位的工作人员可以修改名称。"
    ]


# Choosing


@pytest.mark.parametrize("reason", ["", "够好", "九个字的推荐理由啊", "长" * 501])
def test_choosing_asks_for_a_reason(house, person, reason):
    assert fields(nominees.select, house.round, person=person, reason=reason, by=house.officer) == ["reason"]


@pytest.mark.parametrize("reason", ["正好十个字的推荐理由", "长" * 500])
def test_reason_at_its_limits_is_taken(house, person, reason):
    assert nominees.select(house.round, person=person, reason=reason, by=house.officer).reason == reason


def test_choosing_is_refused_without_the_title_and_twice(house, person):
    stranger = craftsmen.person("外人")
    words = "没有有效的“上海质量工匠”称号、已是上海工匠，或者已在人选里。"
    assert sentences(nominees.select, house.round, person=stranger, reason=pathways.REASON, by=house.officer) == [
        f"外人{words}"
    ]
    pathways.selected(house.round, person)
    assert sentences(nominees.select, house.round, person=person, reason=pathways.REASON, by=house.officer) == [
        f"{person.name}{words}"
    ]


@pytest.mark.parametrize("role", ["leader", "supervisor"])
def test_only_an_officer_chooses(house, person, role):
    by = getattr(house, role)
    assert sentences(nominees.select, house.round, person=person, reason=pathways.REASON, by=by) == [
        "只有主办单位的工作人员可以选定人选。"
    ]


def test_nobody_chooses_oneself(house):
    own = craftsmen.honour(craftsmen.person("自荐者", user=house.officer), organiser=house.organiser).person
    assert sentences(nominees.select, house.round, person=own, reason=pathways.REASON, by=house.officer) == [
        "本人不能选定自己，请由他人办理。"
    ]


# Asking and answering


def test_request_is_mailed_with_a_link_and_names_what_goes_to_whom(house, person):
    nominee = pathways.asked(house.round, person)
    mail = Message.objects.get(code="upwards-ask")
    assert mail.address == person.user.email
    assert "提供给上海市总工会，用于 2026 年度上海工匠培育对象推荐（纳入全市“”人才培育）" in mail.body
    assert "不提供身份证号码、电话和住址" in nominee.wording
    assert pathways.token_of(nominee) not in str(list(history(nominee).values()))


def test_person_without_an_account_gets_one_for_the_mail_address(house):
    person = pathways.craftsman(organiser=house.organiser, with_account=False)
    chosen = pathways.selected(house.round, person)
    assert fields(nominees.ask, chosen, by=house.officer) == ["email"]
    nominee = nominees.ask(chosen, email="Lu@Example.org", by=house.officer)
    assert fresh(person).user.email == "lu@example.org"
    done = nominees.answer_link(pathways.token_of(nominee), agrees=True)
    assert (done.state, done.consent.user) == ("consented", fresh(person).user)


def test_mail_address_of_somebody_else_is_refused(house):
    person = pathways.craftsman(organiser=house.organiser, with_account=False)
    other = accounts.user("别人")
    chosen = pathways.selected(house.round, person)
    assert fields(nominees.ask, chosen, email=other.email, by=house.officer) == ["email"]
    assert (fresh(person).user, User.objects.filter(name=person.name).count()) == (None, 0)


def test_second_request_ends_the_first_link(house, person):
    nominee = pathways.asked(house.round, person)
    first = pathways.token_of(nominee)
    second = nominees.ask(nominee, by=house.officer)
    assert nominees.asked(first) is None
    assert nominees.asked(pathways.token_of(second)) == second


def test_link_works_for_thirty_days(house, person, clock):
    nominee = pathways.asked(house.round, person)
    token = pathways.token_of(nominee)
    clock(nominee.asked_at + timedelta(days=30) - timedelta(seconds=1))
    assert nominees.asked(token) == nominee
    clock(nominee.asked_at + timedelta(days=30))
    assert nominees.asked(token) is None
    assert sentences(nominees.answer_link, token, agrees=True) == ["这个链接已经用过或已过期，请联系主办单位重新发送。"]


def test_consent_keeps_the_text_that_was_shown(house, person):
    nominee = pathways.consented(house.round, person)
    consent = Consent.objects.get(user=person.user)
    assert (consent.kind, consent.wording, nominee.consent) == ("pathways.upwards", nominee.wording, consent)


@pytest.mark.parametrize("role", ["officer", "leader", "supervisor"])
def test_nobody_answers_for_another(house, person, role):
    nominee = pathways.asked(house.round, person)
    by = getattr(house, role)
    assert sentences(nominees.answer, nominee, agrees=True, by=by) == ["是否同意只能由本人决定。"]
    assert not permissions.may_answer(by, nominee)


def test_refusal_needs_no_reason_and_leaves_no_consent(house, person):
    nominee = nominees.answer(pathways.asked(house.round, person), agrees=False, by=person.user)
    assert (nominee.state, nominee.consent, Consent.objects.count()) == ("refused", None, 0)


def test_consent_is_taken_back_until_the_pack(house, person):
    nominee = nominees.take_back(pathways.consented(house.round, person), by=person.user)
    assert (nominee.state, Consent.objects.live().count()) == ("refused", 0)


def test_who_refused_is_asked_again_with_a_reason_and_agrees_over_the_new_link(house, person, clock):
    nominee = nominees.answer(pathways.asked(house.round, person), agrees=False, note="今年太忙", by=person.user)
    assert fields(nominees.ask_again, nominee, note="愿意", by=house.officer) == ["note"]
    clock(moments.now() + timedelta(hours=1))
    again = nominees.ask_again(nominee, note="本人来电表示愿意", by=house.officer)
    assert (again.state, again.answer_note, again.answered_at) == ("asked", "", None)
    agreed = nominees.answer_link(pathways.token_of(again), agrees=True)
    assert (agreed.state, Consent.objects.live().count()) == ("consented", 1)
    assert [event.note for event in history(agreed) if event.verb == "ask_again"] == ["本人来电表示愿意"]


def test_who_took_the_consent_back_thinks_again_and_the_first_consent_stays_withdrawn(house, person, clock):
    nominee = nominees.take_back(pathways.consented(house.round, person), by=person.user)
    clock(moments.now() + timedelta(hours=1))
    again = nominees.ask_again(nominee, by=person.user)
    assert (again.state, again.token_hash, Message.objects.filter(code="upwards-ask").count()) == ("asked", None, 1)
    agreed = nominees.answer(again, agrees=True, by=person.user)
    assert [one.withdrawn_at is None for one in Consent.objects.order_by("pk")] == [False, True]
    assert packs.make_pack(house.round, reason="报送推荐材料", by=house.officer).nominees.get() == agreed


def test_officer_hears_of_every_answer_also_of_the_same_one(house, person, clock):
    nominee = nominees.answer(pathways.asked(house.round, person), agrees=False, by=person.user)
    clock(moments.now() + timedelta(hours=1))
    nominees.answer(nominees.ask_again(nominee, by=person.user), agrees=False, by=person.user)
    assert Message.objects.filter(code="upwards-answer", recipient=house.officer).count() == 2


@pytest.mark.parametrize("make", [pathways.asked, pathways.consented, pathways.packed])
def test_asking_again_follows_a_refusal_only(house, person, make):
    nominee = make(house.round, person)
    words = f"当前为“{nominee.get_state_display()}”，不能再次征求同意。"
    assert sentences(nominees.ask_again, nominee, note="本人来电表示愿意", by=house.officer) == [words]


@pytest.mark.parametrize("role", ["leader", "supervisor"])
def test_only_an_officer_or_the_person_opens_the_question_again(house, person, role):
    nominee = nominees.answer(pathways.asked(house.round, person), agrees=False, by=person.user)
    words = ["您没有权限再次征求同意。"]
    assert sentences(nominees.ask_again, nominee, note="本人来电表示愿意", by=getattr(house, role)) == words


def test_nobody_is_asked_again_without_the_title(house, person):
    nominee = nominees.answer(pathways.asked(house.round, person), agrees=False, by=person.user)
    cancel(Honour.objects.get(person=person), reason="本人放弃称号", by=house.leader)
    assert sentences(nominees.ask_again, nominee, by=person.user) == ["称号已经失效，不能推荐。"]


def test_consent_stays_once_packed(house, person):
    nominee = pathways.packed(house.round, person)
    assert sentences(nominees.take_back, nominee, by=person.user) == ["当前为“已打包报送”，不能撤回同意。"]
    assert Consent.objects.live().count() == 1


def test_withdrawing_asks_for_a_reason_and_an_officer(house, person):
    nominee = pathways.asked(house.round, person)
    assert fields(nominees.withdraw, nominee, note="无", by=house.officer) == ["note"]
    assert sentences(nominees.withdraw, nominee, note="岗位变动", by=house.leader) == ["您没有权限撤下人选。"]
    assert nominees.withdraw(nominee, note="岗位变动", by=house.officer).state == "withdrawn"


# The title ends


@pytest.mark.parametrize("make", [pathways.selected, pathways.asked, pathways.consented, pathways.packed])
def test_nominee_falls_out_when_the_title_ends(house, person, make):
    nominee = make(house.round, person)
    cancel(person.honours.get(), reason="本人放弃称号", by=house.leader)
    ended = fresh(nominee)
    assert (ended.state, ended.token_hash) == ("lapsed", None)
    assert history(ended).first().actor_label == "系统"
    assert Message.objects.filter(code="upwards-answer", recipient=house.officer).exists()


def test_finished_nominee_stays_when_the_title_ends(house, person):
    nominee = pathways.decided(pathways.packed(house.round, person))
    cancel(person.honours.get(honour_code="quality-craftsman"), reason="本人放弃称号", by=house.leader)
    assert fresh(nominee).state == "named"


def test_title_that_ended_unheard_is_refused_at_the_pack(house, person):
    pathways.consented(house.round, person)
    Honour.objects.filter(person=person).update(state="revoked")
    assert sentences(packs.make_pack, house.round, reason="报送材料", by=house.officer) == [
        f"{person.name}：称号已经失效，不能推荐。"
    ]
    assert Pack.objects.count() == 0


def test_consent_withdrawn_elsewhere_is_refused_at_the_pack(house, person):
    nominee = pathways.consented(house.round, person)
    Consent.objects.filter(pk=nominee.consent_id).update(withdrawn_at=moments.now())
    assert sentences(packs.make_pack, house.round, reason="报送材料", by=house.officer) == [
        f"{person.name}：本人的同意已撤回，不能打包。"
    ]


# Packs


def test_pack_names_all_that_is_wrong_at_once(house, person):
    pathways.asked(house.round, person)
    assert fields(packs.make_pack, house.round, reason=" ", by=house.leader) == ["", "", "reason"]


def test_pack_holds_only_who_agreed_with_one_page_each_and_the_hashes(
    house, person, celery_eager, django_capture_on_commit_callbacks
):
    pathways.consented(house.round, person)
    other = pathways.craftsman("于秋", organiser=house.organiser, year=2024)
    nominees.answer(pathways.asked(house.round, other), agrees=False, by=other.user)
    with django_capture_on_commit_callbacks(execute=True):
        pack = packs.make_pack(house.round, reason="报送培育对象推荐材料", by=house.officer)
    document = Document.objects.get(kind="pathways.pack")
    assert (document.state, document.filename) == ("done", "2026年度上海工匠培育对象推荐材料（第1批）.zip")
    with zipfile.ZipFile(document.file.open("rb")) as archive:
        names = archive.namelist()
        content = {name: archive.read(name) for name in names}
    assert names == ["人选名单.xlsx", "01 陆尺度 推荐简表.pdf", "校验清单.txt"]
    assert page_count(content[names[1]]) == 1
    lines = [line.split("  ") for line in content["校验清单.txt"].decode().splitlines()]
    assert lines == [[hashlib.sha256(content[name]).hexdigest(), name] for name in names[:2]]
    sheet = load_workbook(BytesIO(content["人选名单.xlsx"]))["人选名单"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["陆尺度"]
    assert history(house.round).first().note == pack.reason == "报送培育对象推荐材料"


def test_summary_of_the_longest_reason_stays_on_one_page(house):
    person = pathways.craftsman("买买提·艾力" * 3, organiser=house.organiser)
    for day in range(1, 6):
        made = workbench.service(None, person=person, happened_on=f"2026-05-0{day}", host="青" * 60, problem="振" * 90)
        type(made).objects.filter(pk=made.pk).update(confirmed_at=moments.now(), confirmed_by="周正")
    nominee = nominees.select(house.round, person=person, reason=LONG, by=house.officer)
    nominee = nominees.answer(nominees.ask(nominee, by=house.officer), agrees=True, by=person.user)
    assert page_count(summary_pdf(nominee)) == 1


def test_next_pack_has_the_next_number_and_other_people(house, person):
    pathways.packed(house.round, person)
    later = pathways.packed(house.round, pathways.craftsman("于秋", organiser=house.organiser, year=2024))
    assert [(one.number, one.nominees.count()) for one in Pack.objects.order_by("number")] == [(1, 1), (2, 1)]
    assert later.pack.number == 2


def test_pack_is_for_officers_and_leaders(house, person):
    pack = pathways.packed(house.round, person).pack
    seen = {
        role: Pack.objects.visible_to(getattr(house, role)).exists() for role in ("officer", "leader", "supervisor")
    }
    assert seen == {"officer": True, "leader": True, "supervisor": False}
    assert not Pack.objects.visible_to(person.user).exists()
    assert permissions.may_take_pack(house.leader, pack)
    assert not permissions.may_take_pack(house.supervisor, pack)


# Results


def test_naming_enters_the_next_step_with_its_evidence(house, person):
    nominee = pathways.decided(pathways.packed(house.round, person), by=house.leader)
    title = person.honours.get(honour_code="municipal_craftsman")
    assert (nominee.state, nominee.result) == ("named", title)
    assert (title.title, title.source, title.issuer) == ("上海工匠", "outside", "上海市总工会")
    assert (title.outside_number, title.granted_on, title.verified_by) == (
        "沪工总〔2026〕88号",
        date(2026, 6, 15),
        house.leader,
    )
    assert title.evidence.read() == nominee.scan.read()
    assert path_stage(person) == 3


def test_title_entered_by_hand_meanwhile_is_the_result(house, person):
    nominee = pathways.packed(house.round, person)
    known = craftsmen.honour(
        person, organiser=house.organiser, programme_code="", honour_code="municipal_craftsman", title="上海工匠",
        year=2026, granted_on=date(2026, 6, 10), certificate=None,
    )  # fmt: skip
    assert pathways.decided(nominee).result == known


def test_not_named_leaves_the_path_as_it_was(house, person):
    nominee = pathways.decided(pathways.packed(house.round, person), is_named=False)
    assert (nominee.state, nominee.result, path_stage(person)) == ("not_named", None, 2)


def test_result_names_all_that_is_missing_at_once(house, person):
    nominee = pathways.packed(house.round, person)
    empty = {"is_named": None, "decision_number": " ", "decided_on": None, "scan": None}
    assert fields(results.record_result, nominee, **empty, by=house.officer) == [
        "is_named",
        "decision_number",
        "decided_on",
        "scan",
    ]


@pytest.mark.parametrize("day", [date(2026, 6, 14), date(2026, 6, 16)], ids=["before the pack", "tomorrow"])
def test_result_has_a_day_that_can_be(house, person, day):
    nominee = pathways.packed(house.round, person)
    values = {"decision_number": "沪工总〔2026〕88号", "decided_on": day, "scan": pathways.scan()}
    assert fields(results.record_result, nominee, is_named=True, **values, by=house.officer) == ["decided_on"]


def test_result_takes_no_file_that_is_not_what_it_says(house, person):
    nominee = pathways.packed(house.round, person)
    values = {"decision_number": "沪工总〔2026〕88号", "decided_on": date(2026, 6, 15)}
    scan = pathways.scan("决定.pdf", b"MZ not a paper")
    assert fields(results.record_result, nominee, is_named=True, **values, scan=scan, by=house.officer) == ["scan"]
    assert not person.honours.filter(honour_code="municipal_craftsman").exists()


def test_result_is_refused_to_others_and_before_the_pack(house, person):
    nominee = pathways.consented(house.round, person)
    values = {"is_named": True, "decision_number": "沪工总〔2026〕88号", "decided_on": date(2026, 6, 15)}
    assert "" in fields(results.record_result, nominee, **values, scan=pathways.scan(), by=house.supervisor)
    assert sentences(results.record_result, nominee, **values, scan=pathways.scan(), by=house.officer) == [
        "当前为“本人已同意”，不能登记命名结果。"
    ]
    assert not person.honours.filter(honour_code="municipal_craftsman").exists()


# Who sees


def test_nominee_is_seen_by_staff_and_by_the_person_once_asked(house, person):
    chosen = pathways.selected(house.round, person)
    assert not Nominee.objects.visible_to(person.user).exists()
    nominees.ask(chosen, by=house.officer)
    assert Nominee.objects.visible_to(person.user).get() == chosen
    assert Nominee.objects.visible_to(house.supervisor).get() == chosen
    assert not Nominee.objects.visible_to(accounts.member(Role.OFFICER)).exists()
