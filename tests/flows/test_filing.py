"""From the notice to the receipt: the officer opens, the applicant fills, two heads sign, the recommender dispatches."""

import pytest

from accounts.models import Membership
from accounts.states import Role
from documents.models import Document
from fixtures.demo.applications import scan
from nominations.actions import seasons
from nominations.models import Batch, Version
from nominations.states import NominationState
from tests.factories import accounts, nominations
from tests.flows.company import (
    at,
    begun,
    fill_by_script,
    fresh,
    gather,
    invited,
    open_season,
    sign,
    submit,
    told,
    upload_everything,
    verbs,
    warnings_ticked,
)
from tests.flows.driver import Person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STEPS = ["start", "invite", "accept_invitation", "submit", "endorse", "confirm", "add_to_batch", "dispatch"]


def test_filing_from_notice_to_receipt(clock, celery_eager):
    clock(at("2026-03-01 10:00"))
    company = gather()
    season = open_season(company)
    Person().open(f"/notices/seasons/{season.pk}/").says("浦质促〔2026〕8号", "4 月 10 日")

    clock(at("2026-03-03 09:00"))
    who = company.next_applicant()
    nomination, applicant = invited(company, who, company.employers[0])
    answers = company.answers(who, company.employers[0])
    clock(at("2026-03-05 09:00"))
    _fill_and_submit(applicant, nomination, answers)
    _sign_twice(clock, company, nomination)
    left = _left_unfinished(company)
    batch = _dispatch(clock, company, nomination)

    clock(at("2026-04-11 00:01"))
    seasons.close_due()
    assert fresh(nomination).state == "submitted"
    _expired_but_readable(company, left)
    steps = [verb for verb in reversed(verbs(nomination)) if verb not in ("file", "stamp")]
    assert steps == STEPS
    assert batch.receipt_number == "HZ2026-0001"


def _fill_and_submit(applicant, nomination, answers):
    code = nomination.code
    incomplete = applicant.open(f"/desk/nominations/{code}/form/check/")
    assert len(incomplete.mistakes()) > 30
    applicant.open(f"/desk/nominations/{code}/form/", {"all": ""}).says("处需要修改")
    refused = applicant.post(
        f"/desk/nominations/{code}/form/submit/",
        {"csrfmiddlewaretoken": incomplete.tree.xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]},
        expect=422,
    )
    assert refused.mistakes() == incomplete.mistakes()
    shown = fill_by_script(applicant, code, answers)
    assert answers["craft_spirit"] in shown.text_of("craft_spirit")
    upload_everything(applicant, nomination)
    checked = applicant.open(f"/desk/nominations/{code}/form/check/")
    assert checked.mistakes() == []
    submit(applicant, code).says(code)
    checked.press("提交申报", warnings_ticked(checked)).says(code)  # a second click on the page that was still open
    assert Version.objects.filter(nomination=nomination).count() == 1
    assert fresh(nomination).state == "endorsing"


def _sign_twice(clock, company, nomination):
    unit, code = company.employers[0], nomination.code
    clock(at("2026-03-06 15:00"))
    assert told(unit.head, nomination.name)
    signed_in(company.employers[1].head).hidden(f"/desk/nominations/{code}/", f"/desk/nominations/{code}/opinion/")
    signed_in(unit.clerk).hidden(f"/desk/nominations/{code}/opinion/")
    sign(signed_in(unit.head), code, on="2026-03-06", unit=unit.organisation.name).says("意见已签署")
    clock(at("2026-03-10 15:00"))
    head = signed_in(company.group.head)
    early = sign(head, code, on="2026-03-05", unit="集团", expect=422)
    assert any("日期" in one for one in early.mistakes()), early
    sign(head, code, on="2026-03-10", unit="集团").says("意见已签署")
    assert fresh(nomination).state == "confirmed"


def _left_unfinished(company):
    clerk = signed_in(company.group.clerk)
    left = begun(clerk, "尚未完", company.employers[1])
    fill_by_script(clerk, left.code, {"position_name": "数控加工", "craft_spirit": "一丝一毫，都有来处。"})
    return left


def _dispatch(clock, company, nomination):
    clock(at("2026-04-09 10:00"))
    clerk = signed_in(company.group.clerk)
    shown = clerk.open("/desk/batches/").press("打开汇总表").press("编入汇总表").says("汇总表内 1 人")
    batch = Batch.objects.get()
    shown.press("生成汇总表（附件 2）")
    assert Document.objects.get(kind="nominations.a2").state == "done"
    typed = {"contact_name": "林岫", "contact_phone": "021-00000000", "scan": scan("汇总表", "集团")}
    clerk.open(f"/desk/batches/{batch.pk}/").press("保存", typed)
    shown = clerk.open(f"/desk/batches/{batch.pk}/")
    sender = clerk if shown.tree.xpath("//dialog[@id='dispatch']") else signed_in(company.group.head)
    sender.open(f"/desk/batches/{batch.pk}/").press("报送协会").says("已报送，回执编号 HZ2026-0001")
    assert Document.objects.get(kind="nominations.receipt").state == "done"
    assert told(company.officer, "等待形式审查")
    return fresh(batch)


def _expired_but_readable(company, left):
    assert fresh(left).state == "expired"
    assert told(company.group.clerk, "尚未完")
    clerk = signed_in(company.group.clerk)
    clerk.open(f"/desk/nominations/{left.code}/form/").says("一丝一毫，都有来处。", "数控加工")
    shown = clerk.open(f"/desk/nominations/{left.code}/")
    shown.says("未报送")


def test_one_person_does_not_sign_for_both_units(clock):
    clock(at("2026-03-01 10:00"))
    recommender = accounts.recommender("申浦产业集团有限公司")
    employer = accounts.organisation("汇浦电力工程有限公司", parent=recommender)
    both = nominations.head_of(employer)
    Membership.objects.create(user=both, organisation=recommender, role=Role.HEAD)
    nomination = nominations.nomination(
        recommender=recommender, employer=employer, state=NominationState.RECOMMENDING, signed=True
    )
    person = Person(both)
    person.open(f"/desk/nominations/{nomination.code}/").says("须由两位不同的负责人签署")
    person.hidden(f"/desk/nominations/{nomination.code}/opinion/")
    assert fresh(nomination).state == "recommending"
