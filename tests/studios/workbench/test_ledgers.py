"""Entries: kept once, changed until the quarter is locked, then put right; files without the place (F4, WS24-08, WS24-15)."""

import io
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from audit.models import Event
from audit.record import history
from programmes import clock
from programmes.refusal import Refused
from studios.actions import files, ledgers
from studios.models import LedgerEntry
from tests.factories import accounts, workbench
from tests.factories.nominations import PDF

pytestmark = pytest.mark.django_db


def basis():
    return {"basis": [SimpleUploadedFile("依据.pdf", PDF)]}


def sentences(refused):
    return [(one.field, one.sentence) for one in refused.value.findings]


def test_entry_is_kept_with_its_columns_people_and_event(studio, leader):
    member = workbench.member(studio)

    made = workbench.entry(studio, members=[member])

    assert (made.kind, made.people_count, made.quarter, made.is_late) == ("exchange", 14, "2026Q2", False)
    assert list(made.members.all()) == [member]
    assert [event.verb for event in history(made)] == ["keep"]


def test_own_columns_of_a_ledger_lie_in_details(studio):
    made = workbench.entry(studio, "outcome")

    assert made.details == {"level": "", "conversion": "applied", "ip_owner": "所在单位", "award": ""}


def test_same_client_key_comes_in_once(studio, leader):
    key = uuid.uuid4()
    first, second = (
        ledgers.keep(studio, ledger="activity", raw=workbench.ACTIVITY, client_key=key, by=leader) for _ in range(2)
    )

    assert first == second
    assert LedgerEntry.objects.count() == 1
    assert history(first).count() == 1


def test_all_mistakes_are_named_at_once(studio, leader):
    with pytest.raises(Refused) as refused:
        ledgers.keep(
            studio,
            ledger="outcome",
            raw={"happened_on": "2026-13-01", "benefit_wan": "12.345", "kind": "quality"},
            members=["999999"],
            uploads={"photo": [SimpleUploadedFile("a.jpg", b"no picture")]},
            by=leader,
        )

    assert sentences(refused) == [
        ("happened_on", "日期：请填存在的日期，例如 2026-03-05"),
        ("title", "请填写成果名称"),
        ("summary", "请填写效果"),
        ("benefit_wan", "经济效益（万元）：请填金额（万元），最多两位小数"),
        ("conversion", "请填写转化阶段"),
        ("members", "所选成员已不在本工作室，请重新选择。"),
        ("photo", "a.jpg：只接受 JPG、PNG 文件。请转换后再上传。"),
        ("basis", "填了经济效益，请附上财务部门确认的依据。"),
    ]
    assert LedgerEntry.objects.count() == 0


def test_amount_without_basis_is_refused_and_with_it_kept(studio):
    with pytest.raises(Refused) as refused:
        workbench.entry(studio, "outcome", benefit_wan="12.5")
    made = workbench.entry(studio, "outcome", benefit_wan="12.5", uploads=basis())

    assert [one.rule for one in refused.value.findings] == ["WS24-08"]
    assert (str(made.benefit_wan), made.files.get().purpose) == ("12.50", "basis")


def test_last_basis_of_an_amount_cannot_be_removed(studio, leader):
    made = workbench.entry(studio, "outcome", benefit_wan="12.5", uploads=basis())

    with pytest.raises(Refused, match="留有依据"):
        files.remove(made.files.get(), by=leader, today=clock.today())


def test_development_of_members_names_a_member(studio):
    with pytest.raises(Refused) as refused:
        workbench.entry(studio, "member")

    assert sentences(refused) == [("members", "请选择这条记录说的是哪位成员。")]


def test_member_of_another_studio_cannot_be_ticked(studio):
    stranger = workbench.member(workbench.studio())

    with pytest.raises(Refused, match="所选成员已不在本工作室"):
        workbench.entry(studio, members=[stranger])


def test_photo_loses_the_place_and_stands_upright(studio):
    made = workbench.entry(studio, uploads={"photo": [workbench.photo()]})
    with made.files.get().file.open("rb") as file:
        picture = Image.open(io.BytesIO(file.read()))

    assert dict(picture.getexif()) == {}
    assert bool(made.files.get().preview)


def test_thirteenth_file_is_refused(studio):
    photos = [workbench.photo(f"{size}.jpg", size=(300 + size, 300)) for size in range(13)]

    with pytest.raises(Refused, match="最多 12 个文件"):
        workbench.entry(studio, uploads={"photo": photos})


def test_entry_of_a_locked_quarter_is_marked_late(studio):
    assert workbench.entry(studio, happened_on="2026-03-31").is_late is True


def test_entry_changes_until_fifteen_days_after_the_quarter(studio, leader):
    made = workbench.entry(studio)
    with clock.at(date(2026, 7, 15)):
        changed = ledgers.change(made, raw=workbench.ACTIVITY | {"title": "改过的主题"}, by=leader)
    with clock.at(date(2026, 7, 16)), pytest.raises(Refused) as refused:
        ledgers.change(made, raw=workbench.ACTIVITY, by=leader)

    assert changed.title == "改过的主题"
    assert history(made).first().details == {"before": {"title": "主轴热变形补偿跨单位交流"}}
    assert [one.sentence for one in refused.value.findings] == [
        "本季度台账已于 2026-07-15 锁定，不能修改。请登记更正记录。"
    ]


def test_change_to_a_locked_quarter_is_marked_late(studio, leader):
    made = workbench.entry(studio)

    assert ledgers.change(made, raw=workbench.ACTIVITY | {"happened_on": "2026-02-10"}, by=leader).is_late is True


def test_correction_links_to_the_first_which_no_longer_counts(studio, leader):
    first = workbench.entry(studio)
    with clock.at(date(2026, 8, 1)):
        made = ledgers.correct(first, raw=workbench.ACTIVITY | {"people_count": "16"}, reason="人数登记错误", by=leader)

    first.refresh_from_db()
    assert (first.replaced_by, first.people_count, made.people_count, made.is_late) == (made, 14, 16, True)
    assert list(studio.entries.standing()) == [made]
    assert history(first).first().note == "人数登记错误"


def test_correction_needs_a_reason_and_a_locked_quarter(studio, leader):
    first = workbench.entry(studio)
    with pytest.raises(Refused, match="还没有锁定"):
        ledgers.correct(first, raw=workbench.ACTIVITY, reason="人数登记错误", by=leader)
    with clock.at(date(2026, 8, 1)), pytest.raises(Refused, match="请写明更正的理由"):
        ledgers.correct(first, raw=workbench.ACTIVITY, reason="", by=leader)


def test_basis_of_the_first_counts_for_its_correction(studio, leader):
    first = workbench.entry(studio, "outcome", benefit_wan="12.5", uploads=basis())
    with clock.at(date(2026, 8, 1)):
        made = ledgers.correct(first, raw=workbench.OUTCOME | {"benefit_wan": "13"}, reason="金额登记错误", by=leader)

    assert str(made.benefit_wan) == "13.00"


def test_voided_entry_stays_and_no_longer_counts(studio, leader):
    made = workbench.entry(studio)
    ledgers.void(made, reason="重复登记", by=leader)
    ledgers.void(made, reason="重复登记", by=leader)

    assert list(studio.entries.standing()) == []
    assert [event.verb for event in history(made)] == ["void", "keep"]


def test_voided_entry_cannot_be_changed(studio, leader):
    made = workbench.entry(studio)
    ledgers.void(made, reason="重复登记", by=leader)

    with pytest.raises(Refused, match="已作废"):
        ledgers.change(made, raw=workbench.ACTIVITY, by=leader)


def test_members_account_and_units_clerk_may_keep(studio):
    member = workbench.member(studio)
    member.user = accounts.user("丁禾川")
    member.save()

    made = [workbench.entry(studio, by=one) for one in (member.user, workbench.clerk(studio))]

    assert [one.created_by.name for one in made] == ["丁禾川", "顾言"]


@pytest.mark.parametrize("who", ["stranger", "left", "head"])
def test_others_may_not_keep(studio, leader, who):
    user = accounts.user()
    if who == "left":
        member = workbench.member(studio)
        member.user, member.left_on = user, date(2026, 5, 1)
        member.save()
    if who == "head":
        user = accounts.member("head", studio.employer)
    events = Event.objects.count()

    with pytest.raises(Refused, match="只有领衔人、成员和所在单位经办"):
        workbench.entry(studio, by=user)
    assert Event.objects.count() == events


def test_ended_studio_keeps_no_more(studio, leader):
    type(studio).objects.filter(pk=studio.pk).update(state="revoked")

    with pytest.raises(Refused, match="已退出的工作室不再登记"):
        workbench.entry(studio)
