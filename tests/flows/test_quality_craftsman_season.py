"""One season of the quality craftsman, from its opening to its seal, through the pages of each role (issue 2, §3)."""

import json
from dataclasses import dataclass

import pytest
from django.core.management import call_command

from certificates.models import Certificate
from craftsmen.models import Honour
from documents.models import Document
from fixtures.demo.applications import scan
from nominations.actions import seasons
from nominations.models import Batch, Nomination
from publicity.actions import lists
from reviews.models import Assignment, Entry, Expert
from tests.flows import naming, reviewing
from tests.flows.company import (
    SECRET,
    Company,
    at,
    begun,
    fill_by_page,
    fresh,
    gather,
    invited,
    open_season,
    sign,
    submit,
    told,
    upload_everything,
    verbs,
)
from tests.flows.driver import Person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SMALL = {"p-awards-intended": "3", "p-shortlist-ratio": "1"}


STEPS = (
    "start", "invite", "accept_invitation", "submit", "endorse", "confirm", "add_to_batch", "dispatch", "pass_formality",
    "nominate", "publicise", "confer",
)  # fmt: skip
SUBJECTS = ("报送", "通过形式审查", "答辩", "公示", "命名")


@dataclass
class Filed:
    """Five nominations: the story's hero, one that is corrected, one refused, two more."""

    hero: Nomination
    corrected: Nomination
    refused: Nomination
    fourth: Nomination
    fifth: Nomination
    hero_user: object

    @property
    def reviewed(self) -> list[Nomination]:
        return [self.hero, self.corrected, self.fourth, self.fifth]


def test_season_from_opening_to_seal(clock, celery_eager):
    clock(at("2026-03-01 10:00"))
    company = gather()
    season = open_season(company, **SMALL)
    filed = _file(clock, company)
    _formality(clock, company, season, filed)
    _written(clock, company, season, filed)
    _defence(clock, company, season, filed)
    _approve(clock, company, season)
    publicity = _publish(clock, company, season, filed)
    honour = _name(clock, company, season, publicity, filed)
    _conclude(clock, company, season)
    _revoke(clock, company, honour)
    _banned_next_year(clock, company, filed.fifth)
    _everything_is_on_record(filed.hero, filed.hero_user)


def _everything_is_on_record(hero, hero_user):
    """An event for each step in its order, readable by the applicant; a message each; no fault in the chain."""
    assert [verb for verb in reversed(verbs(hero)) if verb in STEPS] == list(STEPS)
    missing = [words for words in SUBJECTS if not told(hero_user, words)]
    assert missing == [], [message.subject for message in hero_user.messages.all()]
    person = Person(hero_user, password=SECRET)
    person.open(f"/desk/nominations/{hero.code}/").says("办理记录", "命名", "报送")
    call_command("verify_record")


def _file(clock, company: Company) -> Filed:
    clock(at("2026-03-03 09:00"))
    hero, _applicant = _filled(company, 0, is_invited=True)
    clerk = signed_in(company.group.clerk)
    others = [_filled(company, place)[0] for place in range(1, 5)]
    clock(at("2026-03-06 15:00"))
    made = [hero, *others]
    for nomination in made:
        unit = next(u for u in company.employers if u.organisation.pk == fresh(nomination).employer_id)
        sign(signed_in(unit.head), nomination.code, on="2026-03-06", unit=unit.organisation.name)
    clock(at("2026-03-10 15:00"))
    for nomination in made:
        sign(signed_in(company.group.head), nomination.code, on="2026-03-10", unit="集团")
    clock(at("2026-04-09 10:00"))
    shown = clerk.open("/desk/batches/").press("打开汇总表").press("编入汇总表").says("汇总表内 5 人")
    typed = {"contact_name": "林岫", "contact_phone": "021-00000000", "scan": scan("汇总表", "集团")}
    shown.press("保存", typed)
    signed_in(company.group.head).open(f"/desk/batches/{Batch.objects.get().pk}/").press("报送协会").says("HZ2026-0001")
    clock(at("2026-04-11 00:01"))
    assert seasons.close_due() == 1
    return Filed(*map(fresh, made), hero_user=fresh(hero).applicant)


def _filled(company, place, *, is_invited=False):
    """A complete nomination handed in; the hero's by an invited applicant, the others by the recommender's clerk."""
    unit, who = company.employers[place % 2], company.next_applicant()
    if is_invited:
        nomination, person = invited(company, who, unit)
    else:
        person = signed_in(company.group.clerk)
        nomination = begun(person, who.name, unit)
    fill_by_page(person, nomination.code, _plain(company.answers(who, unit)))
    upload_everything(person, nomination)
    submit(person, nomination.code)
    return fresh(nomination), person


def _plain(answers):
    """Without the tables, which need script or a page for each row."""
    kept = {k: v for k, v in answers.items() if k != "honours" and not k.startswith("patent")}
    return kept | {"has_patent": "no", "honours_none": True}


def _formality(clock, company, season, filed):
    clock(at("2026-04-13 10:00"))
    for nomination in (filed.hero, filed.fourth, filed.fifth):
        reviewing.pass_formality(company, nomination.code)
    assert fresh(filed.hero).state == "in_review"
    assert told(filed.hero_user, "通过形式审查")
    reviewing.refuse(company, filed.refused, "union_card")
    reviewing.ask_correction(company, filed.corrected, "union_card")
    clock(at("2026-04-15 10:00"))
    _hand_in_correction(company, filed.corrected)
    clock(at("2026-04-16 10:00"))
    reviewing.pass_formality(company, filed.corrected.code)
    shown = signed_in(company.officer).open(f"/desk/reviews/{season.pk}/", {"stage": "formality"})
    shown.press("结束形式审查").says("“形式审查”已结束")


def _hand_in_correction(company, nomination):
    """Only what was flagged is open; everything else stays as it was handed in."""
    clerk = signed_in(company.group.clerk)
    shown = clerk.open(f"/desk/nominations/{nomination.code}/form/")
    files = set(shown.tree.xpath("//input[@type='file']/@name"))
    assert files and all(name.startswith("file:union") for name in files), files
    assert not shown.tree.xpath("//*[@name='craft_spirit']")
    kind = nomination.form.material(next(iter(files)).split(":")[1])
    shown.press("保存草稿", {next(iter(files)): scan(f"新的{kind.label}", "集团")})
    clerk.open(f"/desk/nominations/{nomination.code}/form/check/").press("提交补正").says("补正已提交")
    assert fresh(nomination).state == "submitted"


def _written(clock, company, season, filed):
    experts = reviewing.add_experts(
        company, ["专家甲", "专家乙", "专家丙", "专家丁", "专家戊", "专家己"], near="集团专家"
    )
    near, first = experts[0], experts[1]
    clock(at("2026-04-20 09:00"))
    signed_in(company.officer).open(f"/desk/reviews/{season.pk}/written/open/").says("纸质材料没有收齐")
    taken = [filed.hero, filed.corrected, filed.fourth, filed.fifth]
    reviewing.take_in(company, [fresh(one).code for one in taken])
    reviewing.open_stage(company, season, "written", due_on="2026-04-29")
    entry = Entry.objects.get(nomination=filed.hero, stage_run__code="written")
    officer = signed_in(company.officer)
    shown = officer.open(f"/desk/reviews/entries/{entry.pk}/")
    offered = shown.tree.xpath("//form[.//button[normalize-space()='分派']]//option[not(@disabled)]/@value")
    assert str(near.pk) not in offered
    forced = {"csrfmiddlewaretoken": shown.open_token(), "expert": near.pk}
    officer.post(f"/desk/reviews/entries/{entry.pk}/", forced).says("应当回避")
    assert not Assignment.objects.exists()
    signed_in(company.officer).open(f"/desk/reviews/{season.pk}/written/assign/").press("自动分派").says(
        "已分派 20 人次"
    )
    assert not Assignment.objects.filter(expert=near).exists()
    _first_expert(first, season)
    codes = [one.code for one in filed.reviewed]
    reviewing.score_all(season, "written", dict(zip(codes, (0.92, 0.86, 0.80, 0.75), strict=True)))
    clock(at("2026-04-30 15:00"))
    swap = (filed.fourth, filed.fifth)
    reviewing.hold_consensus(company, season, "written", swap=swap, place="协会三楼", held_at="2026-04-30T10:00")
    selected = Entry.objects.filter(stage_run__code="written", state="selected").values_list(
        "nomination__code", flat=True
    )
    assert set(selected) == {filed.hero.code, filed.corrected.code, filed.fifth.code}
    assert fresh(filed.fourth).state == "not_selected"


def _first_expert(expert, season):
    """The first link, the declaration, then a sheet saved figure by figure: half points, a bad one is kept and said."""
    person = reviewing.first_sign_in(expert.user)
    assignments = Assignment.objects.filter(expert=expert).order_by("pk")
    other = Assignment.objects.exclude(expert=expert).first()
    person.hidden(f"/expert/{other.pk}/", f"/desk/nominations/{other.entry.nomination.code}/", "/desk/experts/")
    shown = person.open(f"/expert/{assignments[0].pk}/")
    assert shown.path == f"/expert/declare/{season.pk}/"
    ticks = dict.fromkeys(shown.tree.xpath("//input[starts-with(@name, 'pledge-')]/@name"), "yes")
    shown.press("签署声明", ticks).says("声明已签署")
    sheet = person.open(f"/expert/{assignments[0].pk}/")
    address = sheet.tree.xpath("//form[@id='sheet']/@data-save-url")[0]
    version = int(sheet.tree.xpath("//input[@name='version']/@value")[0])
    first = assignments[0].entry.stage_run.rubric.criteria[0].code
    saved = person.say_json(sheet, address, {"criterion": first, "value": "7.5", "version": version})
    assert saved["total"] == "7.5"
    bad = person.say_json(sheet, address, {"criterion": first, "value": "88", "version": saved["version"]})
    assert (bad["total"], bad["left"]) == ("0", 15)
    shown = person.open(f"/expert/{assignments[0].pk}/")
    assert shown.text_of(first) == "88", shown.text_of(first)
    reviewing.score(person, assignments[0], 0.9).says("已提交")
    person.open(f"/expert/{assignments[0].pk}/").says("确需修改，请联系协会")


def _defence(clock, company, season, filed):
    clock(at("2026-05-06 09:00"))
    reviewing.open_stage(company, season, "defence")
    session = reviewing.defend(company, season, starts_at="2026-05-11T09:00")
    assert told(filed.hero_user, "答辩")
    clock(at("2026-05-11 15:00"))
    reviewing.note_attendance(company, session)
    shares = {filed.hero.code: 0.9, filed.corrected.code: 0.85, filed.fifth.code: 0.8}
    reviewing.score_all(season, "defence", shares)
    reviewing.end_session(company, session)
    reviewing.hold_consensus(company, season, "defence", place="协会三楼", held_at="2026-05-11T14:00")
    hero = Entry.objects.get(nomination=filed.hero, stage_run__code="defence")
    written = Entry.objects.get(nomination=filed.hero, stage_run__code="written")
    assert hero.rank == 1
    assert hero.mean and written.mean


def _approve(clock, company, season):
    clock(at("2026-05-13 15:00"))
    reviewing.open_stage(company, season, "approval")
    reviewing.hold_meeting(company, season, held_at="2026-05-13T10:00", day="2026-05-13")
    assert Nomination.objects.filter(season=season, state="candidate").count() == 3


def _publish(clock, company, season, filed):
    clock(at("2026-05-14 09:00"))
    naming.disqualify(company, filed.fifth, day="2026-05-14")
    publicity = naming.publish(company, season)
    assert [entry.nomination for entry in publicity.entries.order_by("nomination__number")] == [
        filed.hero,
        filed.corrected,
    ]
    assert str(publicity.ends_on) == "2026-05-21"
    naming.public_page_keeps_secrets(publicity, ["3101", "13900", "分", "名次"][:2])
    clock(at("2026-05-18 09:00"))
    objection = naming.object_to(publicity, filed.corrected)
    clock(at("2026-05-22 00:05"))
    lists.end_due()
    Person().open(f"/publicity/{publicity.pk}/objection/").says("不再受理")
    assert objection.number == "YY2026-001"
    return fresh(publicity)


def _name(clock, company, season, publicity, filed):
    clock(at("2026-05-25 09:00"))
    signed_in(company.officer).open(f"/desk/publicity/{publicity.pk}/").says("异议未办结")
    naming.confer(company, publicity, number="浦质促〔2026〕20号", day="2026-05-25")
    assert (fresh(filed.hero).state, fresh(filed.corrected).state) == ("conferred", "publicised")
    certificate = Certificate.objects.get()
    assert Document.objects.get(kind="certificates.batch").state == "done"
    assert certificate.file and certificate.file.size > 10_000
    naming.verified(certificate, "有效")
    Person().open("/register/2026/").says(filed.hero.name)
    assert told(filed.hero_user, "命名")
    naming.uphold(company, publicity.objections.get())
    assert fresh(filed.corrected).state == "not_selected"
    return Honour.objects.get()


def _conclude(clock, company, season):
    clock(at("2026-06-10 09:00"))
    shown = signed_in(company.officer).open(f"/desk/publicity/{season.publicities.get().pk}/").press("发布公示结果")
    shown.says("公示结论已发布")
    signed_in(company.leader).open(f"/desk/seasons/{season.pk}/").press("结束本届", at="conclude").says("记录已存证")
    assert fresh(season).state == "concluded"


def _revoke(clock, company, honour):
    clock(at("2026-07-01 09:00"))
    case = naming.open_revocation(company, honour)
    naming.verified(honour.certificate, "有效")
    clock(at("2026-07-13 09:00"))
    naming.approve_revocation(company, case, number="浦质促〔2026〕31号", day="2026-07-13")
    naming.verified(fresh(honour.certificate), "已撤销")


def _banned_next_year(clock, company, banned):
    """The same person a year later, from another unit: the check says so, nothing can be handed in (QC23-50, AMB-06)."""
    clock(at("2027-03-01 10:00"))
    open_season(company, year=2027, opens_on="2027-03-02", closes_on="2027-04-10", notice_number="浦质促〔2027〕8号")
    clock(at("2027-03-03 10:00"))
    person = signed_in(company.group.clerk)
    again = begun(person, f"{banned.name}", company.employers[0])
    before = {row.key: row for row in banned.answers.all()}
    who = company.next_applicant()
    same = {"name": banned.name, "id_no": json.loads(before["id_no"].sealed)}
    fill_by_page(person, again.code, _plain(company.answers(who, company.employers[0])) | same)
    upload_everything(person, again)
    shown = person.open(f"/desk/nominations/{again.code}/form/check/")
    assert shown.mistakes() == ["申报人在禁报期内，本届不能申报。"]
    token = {"csrfmiddlewaretoken": shown.open_token()}
    person.post(f"/desk/nominations/{again.code}/form/submit/", token, expect=422)
    assert fresh(again).state == "draft"
    assert Expert.objects.exists()
