"""异议 (E9): who is heard, what is refused, who sees whom, and that only the person concerned is held."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.states import Role
from audit.record import history
from audit.transitions import move, why_not
from nominations.models import Nomination
from notifications.models import Message
from programmes.refusal import Refused
from publicity import actions
from publicity.actions import objections
from publicity.models import Objection
from publicity.states import ObjectionState
from publicity.tasks import end_periods
from tests.factories import accounts
from tests.factories import publicity as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return made.Desk(accounts.organiser("上海市质量协会"))


@pytest.fixture(autouse=True)
def april(clock):
    return clock(datetime(2026, 4, 29, 10))


@pytest.fixture
def running(desk):
    return made.published(desk)


def pdf(name="证据.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 scan", content_type="application/pdf")


def accepted(running, desk, **fields):
    found = objections.take(made.objection(running, **fields), by=desk.officer)
    return objections.accept(found, gist="请说明专利的发明人和取得经过。", by=desk.officer)


def decided(found, desk, **fields):
    objections.investigate(found, finding="已调取专利登记簿并核对发明人。", by=desk.officer)
    values = {"conclusion": "dismissed", "effect": "keep", "basis": "专利登记簿载明发明人为本人。"} | fields
    return objections.conclude(found, by=desk.officer, **values)


def test_receipt_numbers_run_through_the_year(running, clock):
    assert [made.objection(running).number for _ in range(2)] == ["YY2026-001", "YY2026-002"]
    assert made.objection(running).answer_due_on == date(2026, 5, 7)


def test_name_contact_and_facts_are_sealed(running):
    found = made.objection(running)
    with connection.cursor() as cursor:
        cursor.execute("SELECT objector_name, contact, facts FROM publicity_objection WHERE id = %s", [found.pk])
        stored = "".join(cursor.fetchone())
    assert not any(text in stored for text in ("严正", "021", "专利"))
    assert Objection.objects.get().objector_name == "严正"


@pytest.mark.parametrize("name", ["", "匿名", "一名知情人", "某某", "群众"])
def test_an_anonymous_objection_is_refused_with_its_sentence(running, name):
    with pytest.raises(Refused, match="匿名的异议不予受理"):
        made.objection(running, name=name)


def test_everything_that_is_missing_is_said_at_once(running):
    with pytest.raises(Refused) as refused:
        objections.receive(running, entry=None, kind="", name="", contact="", ground="", facts="")
    assert [f.field for f in refused.value.findings] == ["entry", "kind", "name", "contact", "ground", "facts"]


def test_a_late_objection_is_refused_with_its_sentence(running, clock):
    clock(datetime(2026, 5, 9, 23, 59, 59))
    assert made.objection(running).number == "YY2026-001"
    clock(datetime(2026, 5, 10, 0, 0, 1))
    with pytest.raises(Refused, match="公示已结束，不再受理异议"):
        made.objection(running)


def test_a_letter_that_arrived_in_time_may_be_typed_in_later(running, desk, clock):
    arrived = datetime(2026, 5, 9, 16, tzinfo=running.published_at.tzinfo)
    clock(datetime(2026, 5, 11, 9))
    found = made.objection(running, channel="letter", received_at=arrived, by=desk.officer)
    assert found.received_at == arrived


def test_a_unit_needs_its_sealed_page(running):
    with pytest.raises(Refused, match="加盖公章"):
        made.objection(running, kind="unit", name="浦东某检测有限公司")
    found = made.objection(running, kind="unit", name="浦江检测有限公司", seal=pdf("盖章页.pdf"))
    assert found.files.get().is_seal


def test_a_file_is_what_its_content_says(running):
    with pytest.raises(Refused, match="不是 PDF、JPG 或 PNG"):
        made.objection(running, files=[SimpleUploadedFile("照片.jpg", b"<html><script>")])
    found = made.objection(running, files=[pdf("照片.jpg")])
    stored = found.files.get()
    assert (stored.mime, stored.file.name.endswith(".pdf")) == ("application/pdf", True)


def test_a_person_of_another_list_cannot_be_the_target(running, desk):
    elsewhere = made.Desk(accounts.organiser("另一协会"))
    other = made.published(elsewhere, made.season(elsewhere.organiser, year=2025))
    with pytest.raises(Refused, match="请选择公示名单上的一位"):
        made.objection(running, entry=other.entries.first())


def test_only_the_handler_and_the_supervisor_see_who_objected(running, desk):
    found = objections.take(made.objection(running), by=desk.officer)
    assert objections.reveal(found, by=desk.officer, reason="核实联系方式") == ("严正", "021-0000 0000")
    assert objections.reveal(found, by=desk.supervisor, reason="监督抽查")[0] == "严正"
    for user in (desk.second, desk.leader, accounts.member(Role.OFFICER), found.entry.nomination.applicant):
        with pytest.raises(Refused, match="只有办理人和监督员"):
            objections.reveal(found, by=user, reason="想看看是谁")
    with pytest.raises(Refused, match="理由"):
        objections.reveal(found, by=desk.officer, reason="")
    assert [e.verb for e in history(found)].count("reveal") == 2


def test_the_record_and_the_messages_never_name_the_objector(running, desk):
    found = decided(accepted(running, desk), desk)
    texts = [f"{e.note}{e.details}" for e in history(found)]
    texts += [f"{m.subject}{m.body}" for m in Message.objects.all()]
    assert not any("严正" in text or "021-0000" in text for text in texts)


def test_a_gist_that_names_the_objector_is_refused(running, desk):
    found = objections.take(made.objection(running), by=desk.officer)
    with pytest.raises(Refused, match="异议人的名字"):
        objections.accept(found, gist="严正反映专利并非本人发明。", by=desk.officer)


def test_acceptance_gives_fifteen_working_days_and_one_extension(running, desk):
    found = accepted(running, desk)
    assert found.due_on == date(2026, 5, 22)
    longer = objections.extend(found, reason="需要外地专利部门回函", by=desk.officer)
    assert longer.due_on == date(2026, 6, 12)
    with pytest.raises(Refused, match="只能延期一次"):
        objections.extend(longer, reason="还需要再等几天", by=desk.officer)


def test_nobody_but_the_handler_decides(running, desk):
    found = objections.take(made.objection(running), by=desk.officer)
    for user in (desk.second, desk.leader, desk.supervisor, accounts.member(Role.OFFICER)):
        with pytest.raises(Refused):
            objections.accept(found, gist="请说明专利的取得经过。", by=user)
        with pytest.raises(Refused):
            objections.refuse(found, refusal="unproven", basis="没有提交任何证据。", by=user)


def test_the_person_concerned_cannot_take_the_case(running, desk):
    entry = running.entries.select_related("nomination").first()
    Nomination.objects.filter(pk=entry.nomination_id).update(applicant=desk.officer)
    with pytest.raises(Refused, match="涉及本人"):
        objections.take(made.objection(running, entry), by=desk.officer)


def test_a_refusal_gives_its_reason_and_ends_the_hold(running, desk):
    found = objections.take(made.objection(running), by=desk.officer)
    assert running.entries.unheld().count() == 2
    found = objections.refuse(found, refusal="unproven", basis="没有提交任何事实依据。", by=desk.officer)
    assert (found.state, running.entries.unheld().count()) == ("refused", 3)


def test_both_sides_are_heard_and_only_they(running, desk):
    found = accepted(running, desk)
    nomination = found.entry.nomination
    clerk = nomination.recommender.memberships.get().user
    objections.state(found, text="该专利由我独立完成，附证书。", by=nomination.applicant)
    objections.assist(found, text="经查，该专利确为其本人完成，本单位留有研发记录。", by=clerk)
    found = Objection.objects.get()
    assert (found.statement[:3], found.assisted_by) == ("该专利", clerk)
    for user in (accounts.user(), accounts.member(Role.HEAD), desk.second):
        with pytest.raises(Refused):
            objections.assist(found, text="不相干的单位也来说几句话。", by=user)
        with pytest.raises(Refused):
            objections.state(found, text="不相干的人也来说明。", by=user)
    assert set(Objection.objects.involving(nomination.applicant)) == {found}
    assert not Objection.objects.involving(accounts.user()).exists()


def test_a_conclusion_needs_an_investigation(running, desk):
    found = accepted(running, desk)
    with pytest.raises(Refused, match="核查记录"):
        objections.conclude(
            found, conclusion="dismissed", effect="keep", basis="没有核查就作结论不行。", by=desk.officer
        )
    assert decided(found, desk).told_target_at is not None


def test_an_upheld_objection_may_remove_the_person(running, desk):
    found = decided(
        accepted(running, desk), desk, conclusion="upheld", effect="remove", basis="专利发明人并非本人，材料不实。"
    )
    assert Nomination.objects.get(pk=found.entry.nomination_id).state == "not_selected"
    assert Nomination.objects.filter(state="publicised").count() == 2


def test_a_dismissed_objection_cannot_remove_anybody(running, desk):
    with pytest.raises(Refused, match="不能取消候选人"):
        decided(accepted(running, desk), desk, conclusion="dismissed", effect="remove")


def test_an_open_objection_holds_the_conclusion_of_the_list(running, desk, clock):
    found = made.objection(running)
    clock(datetime(2026, 5, 11, 9))
    end_periods()
    running.refresh_from_db()
    with pytest.raises(Refused, match="没有办结的异议"):
        actions.conclude(running, by=desk.officer)
    found = objections.take(found, by=desk.officer)
    objections.refuse(found, refusal="out_of_scope", basis="排名先后不属于异议范围。", by=desk.officer)
    assert actions.conclude(running, by=desk.officer).state == "concluded"


def test_objections_are_listed_for_the_organisers_staff_only(running, desk):
    made.objection(running)
    assert Objection.objects.visible_to(desk.second).count() == 1
    for user in (accounts.member(Role.OFFICER), accounts.member(Role.HEAD), accounts.user()):
        assert not Objection.objects.visible_to(user).exists()


ALLOWED = {"accept": {"received"}, "refuse": {"received"}, "conclude": {"accepted"}}


@pytest.mark.parametrize("name", sorted(ALLOWED))
@pytest.mark.parametrize("state", ObjectionState.values)
def test_state_table(running, desk, name, state):
    found = accepted(running, desk)
    objections.investigate(found, finding="已调取专利登记簿核对。", by=desk.officer)
    Objection.objects.filter(pk=found.pk).update(state=state)
    assert (not why_not(Objection.objects.get(), name, by=desk.officer)) == (state in ALLOWED[name])


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_every_transition_refuses_strangers_and_the_system(running, desk, name):
    found = accepted(running, desk)
    Objection.objects.filter(pk=found.pk).update(state=min(ALLOWED[name]))
    for user in (None, desk.second, desk.supervisor, accounts.member(Role.OFFICER), found.entry.nomination.applicant):
        with pytest.raises(Refused):
            move(Objection.objects.get(), name, by=user)


def test_reminders_go_to_the_handler_and_before_that_to_every_officer(running, desk):
    from publicity.reminders import objections_due, publicity_ends

    found = made.objection(running)
    assert {u.pk for u in next(iter(objections_due(None))).recipients} == {desk.officer.pk, desk.second.pk}
    accepted_one = objections.accept(
        objections.take(found, by=desk.officer), gist="请说明专利的取得经过。", by=desk.officer
    )
    due = next(iter(objections_due(None)))
    assert due.recipients == [desk.officer]
    assert due.anchor_at.date() == accepted_one.due_on
    assert [d.anchor_at.date() for d in publicity_ends(None)] == [running.ends_on]
    assert timedelta(0) < due.anchor_at - running.published_at
